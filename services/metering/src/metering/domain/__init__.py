"""The rules of metering in plain Python: Decimal in, Decimal out; no framework, no I/O."""
