"""Versions of packages put in order, each ecosystem's way as far as it matters to advisories."""

from __future__ import annotations

import re
from typing import Final

from packaging.version import InvalidVersion, Version

_PARTS: Final = 24
_LONGEST: Final = 200
_DIGITS: Final = 18
_RELEASE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_TOKEN: Final = re.compile(r"[0-9]+|[a-z]+")
_EARLY: Final = frozenset(
    {"a", "alpha", "b", "beta", "c", "cr", "dev", "m", "milestone", "pre", "preview", "rc", "snapshot"}
)
_LETTERS: Final = frozenset({"a", "b", "c", "m"})
"""Early releases only after a dash or a number: 1.1.1a is later than 1.1.1, but 1.1a1 is not."""
Order = tuple[tuple[int, ...], tuple[tuple[int, int, str], ...]]


def order(version: str, ecosystem: str = "") -> Order | Version:
    """Return what orders versions of an ecosystem: early releases before what they lead to."""
    text = version.strip()[:_LONGEST]
    if ecosystem == "PyPI":
        try:
            return Version(text)
        except InvalidVersion:
            return Version("0.dev0")
    return _natural(text.lower().lstrip("v=").partition("+")[0])


def at_most(one: str, other: str, ecosystem: str) -> bool:
    """Tell whether a version is the other, or comes before it."""
    left, right = order(one, ecosystem), order(other, ecosystem)
    if isinstance(left, Version) and isinstance(right, Version):
        return left <= right
    return not isinstance(left, Version) and not isinstance(right, Version) and left <= right


def _natural(text: str) -> Order:
    found = _RELEASE.match(text)
    release = [int(one[:_DIGITS]) for one in found.group().split(".")[:_PARTS]] if found else []
    while release and release[-1] == 0:
        release.pop()  # 1.0 is 1
    rest = text[found.end() :] if found else text
    tokens = _TOKEN.findall(rest)[:_PARTS]
    if not tokens:
        return tuple(release), ((0, 0, ""),)
    early = tokens[0] in _EARLY - _LETTERS or (tokens[0] in _LETTERS and (len(tokens) > 1 or rest[0] == "-"))
    first = (-1, 0, tokens[0]) if early else _rank(tokens[0])
    return tuple(release), (first, *(_rank(one) for one in tokens[1:]), (0, 0, ""))


def _rank(token: str) -> tuple[int, int, str]:
    return (2, int(token[:_DIGITS]), "") if token.isdigit() else (1, 0, token)
