"""Languages of the pages: which there are, which one somebody reads, words, numbers and dates in it."""
