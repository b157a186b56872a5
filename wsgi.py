"""The only module that names civic, connectors and ledger together."""
