"""A package, so that no other one of this name takes its place: one that tests need brings its own tests."""
