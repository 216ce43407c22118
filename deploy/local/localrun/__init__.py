"""The whole system on one machine, without Docker: supervisor, embedded parts, test fixtures."""
