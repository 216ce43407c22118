"""A mail server that keeps every letter for reading instead of passing it on."""
