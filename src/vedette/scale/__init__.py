"""Running pure functions over many inputs: here, in processes, or on a cluster."""
