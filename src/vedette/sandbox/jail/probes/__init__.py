"""Attempts to break out of a jail, as tiny programs: each works outside, if harmless, and fails inside.

A program defines `deed()`, which returns what it managed, or raises. What is around it: `prelude.txt`.
"""
