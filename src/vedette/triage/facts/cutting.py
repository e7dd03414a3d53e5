"""What to say where not all of a script was followed."""

from __future__ import annotations

from vedette.core.errors import LimitHit

_HINT = "look at the rest by itself"


def only_first(count: int) -> LimitHit:
    """Return the word on a script that is longer than what is followed."""
    return LimitHit(f"only its first {count:,} bytes were followed", hint=_HINT)


def too_deep() -> LimitHit:
    """Return the word on a script with brackets in brackets, more than is read."""
    return LimitHit("a part of it is nested too deeply to follow", hint=_HINT)
