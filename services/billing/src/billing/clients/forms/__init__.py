"""Templates of the printed forms."""
