"""Languages nothing here parses: what their functions do is seen by patterns, with what stands close by."""

from vedette.triage.facts.patterns.reading import facts

__all__ = ["facts"]
