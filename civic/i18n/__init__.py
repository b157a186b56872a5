"""Languages of the pages: which there are, which one somebody reads, words, numbers and dates in it."""

from pathlib import Path

LOCALES = Path(__file__).parents[2] / "locales"
