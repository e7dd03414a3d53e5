"""Ranks findings with a model's help: it may raise, and lower only what a check of ours lowers as well."""
