"""The one way in: a route table rendered to an Envoy configuration."""
