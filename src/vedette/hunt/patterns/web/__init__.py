"""Attacks in web requests: who tried what, how, and whether the answers suggest that it worked."""
