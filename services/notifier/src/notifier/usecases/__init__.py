"""One module per thing the notifier does."""
