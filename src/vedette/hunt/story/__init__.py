"""Signals that belong together, told as one attack."""
