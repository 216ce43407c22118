"""The world outside: the supplier's mail server, and customers' own systems."""
