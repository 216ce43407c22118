"""The only place with SQLAlchemy queries."""
