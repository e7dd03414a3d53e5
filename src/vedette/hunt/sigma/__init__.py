"""Sigma rules, compiled once into a matcher that looks at each event once."""
