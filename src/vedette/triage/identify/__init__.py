"""What bytes are: `identify` says it by content, and asks the name only where content leaves it open."""

from vedette.triage.identify.decision import identify

__all__ = ["identify"]
