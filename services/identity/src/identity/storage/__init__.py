"""The only place with queries."""
