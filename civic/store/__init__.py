"""The event store on SQLite and PostgreSQL, erasable parts, projections, and the bridge to the ledger."""
