"""Which files are worth following: those with words of a source and of a sink, or with a rare word."""

from __future__ import annotations

from functools import cache
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.facts.flow.words import Words

_NEEDS: Final = ({"rare"}, {"runs", "network"}, {"runs", "decodes"}, {"network", "sources"})
_LONG_LINE: Final = expression(rb"[^\n]{2000}")
_ESCAPES: Final = 200


@cache
def _words() -> Words:
    return Words("vedette.triage.facts.python", "words.toml")


def worth_following(data: bytes) -> bool:
    """Say whether a file of a package holds what could make a behaviour."""
    found = _words().groups(data)
    return any(need <= found for need in _NEEDS)


def odd(data: bytes) -> bool:
    """Say whether a file is written so that words prove nothing: long lines, many escapes."""
    return data.count(b"\\x") > _ESCAPES or (b"exec" in data and _LONG_LINE.search(data) is not None)
