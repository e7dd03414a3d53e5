"""What Python source does: facts, by data flow inside a file and across its functions."""

from vedette.triage.facts.python.reading import facts

__all__ = ["facts"]
