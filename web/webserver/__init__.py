"""The static pages over HTTP."""
