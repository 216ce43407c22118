"""Front door 1: HTTP."""
