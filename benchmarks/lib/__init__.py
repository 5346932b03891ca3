"""What the benchmarks share: a place to measure in, load on the telephone, and figures."""
