"""What this service does, one module per verb and noun; both doors call the same functions."""
