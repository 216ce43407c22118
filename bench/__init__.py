"""Load and throughput measurements, each a ratio to a raw baseline taken in the same run."""
