"""Events of billing (topic `billing.accounts.v1`, key = contract number)."""
