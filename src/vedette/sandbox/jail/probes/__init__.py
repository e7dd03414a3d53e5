"""Attempts to break out of a jail, as tiny programs: each should work outside, where harmless, and fail inside.

A program defines `deed()`, which returns what it managed, or raises. What stands around it is in `prelude.txt`.
"""
