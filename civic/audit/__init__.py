"""Audit: the published log, receipts, and the keys that sign.

Words: the *log* is the tree of all events; a *checkpoint* is its signed size and root; a *receipt* proves
that one event is in the log; a *writer* is a key that signs events. Anyone may read all of it.
"""
