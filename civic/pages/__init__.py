"""Public pages in Markdown: how the platform works, privacy, accessibility, verification, decisions."""
