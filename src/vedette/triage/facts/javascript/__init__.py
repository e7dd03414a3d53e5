"""What JavaScript source does: facts, by the same data flow as Python's."""

from vedette.triage.facts.javascript.reading import facts

__all__ = ["facts"]
