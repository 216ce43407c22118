"""The rules of contracts in plain Python: no framework, no database, no library of ours."""
