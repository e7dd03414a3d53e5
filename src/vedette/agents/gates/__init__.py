"""What a model claimed in, the fault with it out; nothing where it stands. Pure, one module a gate."""
