"""How many photos, how large, and what is kept of each."""

MOST_PHOTOS = 5
LARGEST_FILE = 15_000_000  # bytes
MOST_PIXELS = 64_000_000
"""Telephones take 12 to 50 million; a file of a few kilobytes may claim any number."""
WHOLE_EDGE = 1600  # pixels of the longer side of what is kept
SMALL_EDGE = 480
QUALITY = 82
SMALL_QUALITY = 70
KEPT_FOR_HOURS = 24
"""How long a photo waits for its form to be sent (WCAG 2.2, 2.2.1: limits above 20 hours need no warning)."""
