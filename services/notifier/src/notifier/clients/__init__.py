"""The world outside: the supplier's mail server."""
