"""Benchmarks of the hunt: rules, statistics, stories, speed."""
