"""The root of everything this package refuses. Each failure has its own class, named as a sentence."""


class LedgerError(Exception):
    """Something breaks a rule of the log; the message says which rule, and where."""
