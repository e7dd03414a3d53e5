"""What an event holds that an indicator could be: names, addresses, hashes, and texts to look through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from vedette.core.indicators import IndicatorKind
from vedette.hunt.event import Event

Held: TypeAlias = tuple[IndicatorKind, str, str]
"""A kind, a value in lower case, and the column it stands in."""
_HASH: Final = re.compile(r"[0-9a-f]{32,64}", re.ASCII)
_HASHLIKE: Final = ("hash", "md5", "sha1", "sha256")
TEXTS: Final = ("command_line", "message", "url", "file", "process", "referrer", "user_agent")
"""Columns that may hold an indicator among other words."""
_TEXT: Final = 8_000


def exact(event: Event) -> Iterator[Held]:
    """Yield what stands alone in a column."""
    if event.domain:
        yield IndicatorKind.DOMAIN, event.domain.lower(), "domain"
    for column in ("source_ip", "destination_ip"):
        if value := getattr(event, column):
            yield IndicatorKind.ADDRESS, value, column
    for answer in event.answers or ():
        yield IndicatorKind.ADDRESS, answer.lower(), "answers"
        yield IndicatorKind.DOMAIN, answer.lower().rstrip("."), "answers"
    if event.hash:
        yield IndicatorKind.HASH, event.hash, "hash"
        yield from _hashes(event)


def texts(event: Event) -> Iterator[tuple[str, str]]:
    """Yield columns that hold more than one word, and what they hold."""
    for column in TEXTS:
        value = getattr(event, column)
        if value:
            yield column, value[:_TEXT]


def parents(domain: str) -> Iterator[str]:
    """Yield a name, and the names above it: whoever knows one knows what lies below."""
    yield domain
    while "." in (domain := domain.partition(".")[2]):
        yield domain


def _hashes(event: Event) -> Iterator[Held]:
    """Yield the weaker hashes a record has beside its strongest."""
    for name, value in event.fields.items():
        if isinstance(value, str) and name.lower().rpartition(".")[2].startswith(_HASHLIKE):
            for found in _HASH.finditer(value[:_TEXT].lower()):
                yield IndicatorKind.HASH, found[0], "hash"
