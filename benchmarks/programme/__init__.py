"""A year of a programme with thousands of members, honest and not, replayed through the real gate."""
