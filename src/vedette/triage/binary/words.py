"""Strings that mean something: addresses, paths, commands, keys, what a program tells of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address
from itertools import islice
from typing import Any, Final

import re2  # type: ignore[import-untyped]

from vedette.core.tables import table
from vedette.triage.binary.masks import Mask, Masks

_TEXT_MAX: Final = 240
_KEPT: Final = 4000
_LOOKED_AT: Final = 200_000
_SHOWN: Final = 150
_OF_A_KIND: Final = 40
_ORDER: Final = ("token", "key", "onion", "url", "address", "command", "registry", "agent", "path", "mail")
_SHORTEST: Final = {"url": 12, "path": 7, "registry": 10, "command": 8}
_MEMORY: Final = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One string that means something, and where it stands."""

    offset: int
    length: int
    """In bytes of the file."""
    text: str
    kind: str


@lru_cache(maxsize=1)
def _patterns() -> tuple[Any, dict[int, str]]:
    """Return all patterns as one, and which group of it is which kind."""
    kinds = {
        one["name"]: "|".join(one["patterns"]) for one in table("vedette.triage.binary", "words.toml")["kind"]
    }
    options = re2.Options()
    options.max_mem = _MEMORY
    whole = re2.compile("|".join(f"({pattern})" for pattern in kinds.values()).encode(), options)
    return whole, dict(enumerate(kinds, 1))


def words(masks: Masks) -> list[Word]:
    """Return the telling strings of an image, each text once, in the order of the file."""
    found: dict[str, Word] = {}
    for one in islice(_all(masks), _LOOKED_AT):
        found.setdefault(one.text, one)
        if len(found) >= _KEPT:
            break
    return list(found.values())


def _all(masks: Masks) -> Iterator[Word]:
    for mask in [*masks.narrow, *masks.wide]:
        yield from _in(mask)


def _in(mask: Mask) -> Iterator[Word]:
    pattern, kinds = _patterns()
    for match in pattern.finditer(mask.text):
        kind, start = kinds[match.lastindex], match.start()
        raw = match[0].strip(b" \t\n;&|`(\"'")[:_TEXT_MAX]
        start += match[0].find(raw)
        text = raw.decode("ascii")
        if not _dull(kind, text):
            yield Word(offset=mask.offset(start), length=len(raw) * mask.step, text=text, kind=kind)


def _dull(kind: str, text: str) -> bool:
    """Tell what only looks like it: a version of four numbers, a placeholder."""
    if len(text) < _SHORTEST.get(kind, 0):
        return True
    if kind != "address":
        return "://%s" in text or "://{" in text
    host = text.partition(":")[0]
    try:
        address = IPv4Address(host)
    except ValueError:
        return True
    return address.packed[0] < 5 or not (address.is_global or address.is_private) or host.endswith(".0")  # noqa: PLR2004


def telling(found: list[Word]) -> tuple[str, ...]:
    """Return the ones a report shows: the most telling kinds first, a few dozen of each."""
    shown: list[str] = []
    for kind in _ORDER:
        shown += [one.text for one in found if one.kind == kind][:_OF_A_KIND]
    return tuple(shown[:_SHOWN])
