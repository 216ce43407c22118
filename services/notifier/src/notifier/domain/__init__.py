"""The notifier's rules in plain Python: which letters there are, when to try again, what may stand in them."""
