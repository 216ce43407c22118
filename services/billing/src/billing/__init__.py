"""Charges, payments, documents and balances."""
