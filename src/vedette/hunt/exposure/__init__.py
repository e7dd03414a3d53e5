"""Weaknesses found in code, looked for in logs: untouched, probed, or likely exploited."""

from vedette.hunt.exposure.watching import Watching

__all__ = ["Watching"]
