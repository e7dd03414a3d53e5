"""A small model of our own for command lines: it orders them and points at some; it decides nothing alone."""

from vedette.triage.lines.reading import facts

__all__ = ["facts"]
