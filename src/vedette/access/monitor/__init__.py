"""Watching fairly: what is seen of uses, what may be done about it, and how whoever it hits is told."""
