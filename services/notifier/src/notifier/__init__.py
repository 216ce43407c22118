"""The notifier: letters to customers about what happens in their personal account."""
