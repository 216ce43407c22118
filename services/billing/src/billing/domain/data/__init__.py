"""Rules that change with time, as data: each row says since when it holds and where it comes from."""
