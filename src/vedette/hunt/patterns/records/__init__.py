"""What logs say of themselves: cleared, stopped, torn, silent, or of another time."""
