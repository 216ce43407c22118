"""Front door HTTP."""
