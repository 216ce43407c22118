"""What is done by others: hashing in threads, sealing at rest."""
