"""City packs: what a city is, read from files that the city can edit. Standard library and kernel only."""
