"""Supply contracts: the supplier's registry, and which account holds which contract."""
