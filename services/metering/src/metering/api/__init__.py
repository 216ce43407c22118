"""Front door 1: HTTP. One module per resource."""
