"""Benchmarks: `make bench`. Every figure stands beside a peer or a limit measured in the same run."""
