"""Weaknesses found in code, looked for in logs: untouched, probed, or likely exploited."""
