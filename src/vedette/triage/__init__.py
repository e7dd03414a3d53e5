"""Is this thing hostile? Layers are peeled and behaviours named, and nothing is ever run."""
