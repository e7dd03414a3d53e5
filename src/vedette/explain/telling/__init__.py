"""Facts put together for a reader: which of them, in which order, how many."""
