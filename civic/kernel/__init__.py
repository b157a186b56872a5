"""The words every context speaks: events, streams, places, languages, ids, clocks. Standard library only."""
