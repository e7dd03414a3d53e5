"""Plain words for a named audience, in which every sentence points at its evidence."""
