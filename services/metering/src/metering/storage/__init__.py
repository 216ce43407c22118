"""The database: models and one repository per aggregate; the only place with queries."""
