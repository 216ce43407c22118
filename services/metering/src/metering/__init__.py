"""Meters, reading windows, readings and consumption."""
