"""Builders: things of the domain with sensible defaults, so that a test states only what matters to it."""
