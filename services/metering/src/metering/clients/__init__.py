"""The outside world: files that customers send and take."""
