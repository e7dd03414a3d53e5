"""A jail for programs nobody trusts: two kinds of walls, and no run at all where neither stands."""
