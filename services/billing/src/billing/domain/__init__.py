"""The rules of billing in plain Python: Decimal in, Decimal out; no framework."""
