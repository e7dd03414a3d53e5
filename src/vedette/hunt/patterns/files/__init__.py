"""What is done to many files at once."""
