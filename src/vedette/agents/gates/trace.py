"""That a value gets from one quoted line to the next, hop by hop: as the engine found, or by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final

from msgspec import Struct

from vedette.agents.gates.defuse import Defuse
from vedette.agents.gates.quote import Quoted
from vedette.core.nouns import Finding, Lines

LONGEST: Final = 40
"""Hops of one path."""


class Standing(StrEnum):
    """How well a path is proven."""

    PROVEN = "proven"
    """The engine found the same way: its evidence has every hop, in this order."""
    CONNECTED = "connected"
    """Each hop hands a name on to the next; whether the value is dangerous, nobody has shown."""
    UNPROVEN = "unproven path"


class Traced(Struct, frozen=True, kw_only=True):
    """What became of a path."""

    standing: Standing
    why: str = ""
    """Of an unproven one: the first two lines nothing connects."""
    finding: str = ""
    """Of a proven one: the fingerprint of the finding that has it."""


def weigh(hops: Sequence[Quoted], findings: Iterable[Finding], texts: Mapping[str, str]) -> Traced:
    """Weigh a path whose hops are all quoted; `texts` are the files they stand in."""
    if not 2 <= len(hops) <= LONGEST:  # noqa: PLR2004  a path leads from one place to another
        return Traced(standing=Standing.UNPROVEN, why=f"a path has from two to {LONGEST} places")
    for one in findings:
        if _covers(one, hops):
            return Traced(standing=Standing.PROVEN, finding=one.fingerprint)
    graph = Defuse({one.path: texts[one.path] for one in hops if one.path in texts})
    for first, second in pairwise(hops):
        if not any(graph.connects(a, b) for a in _places(first) for b in _places(second)):
            why = f"nothing hands a value from {first.path}:{first.line} to {second.path}:{second.line}"
            return Traced(standing=Standing.UNPROVEN, why=why)
    return Traced(standing=Standing.CONNECTED)


def _places(hop: Quoted) -> Iterator[tuple[str, int]]:
    return ((hop.path, line) for line in range(hop.line, hop.end_line + 1))


def _covers(finding: Finding, hops: Sequence[Quoted]) -> bool:
    """Whether a finding's way has every hop in order, from where the value comes in to where it does harm."""
    way = [
        (one.name, one.locator.line, one.locator.end_line)
        for one in finding.evidence
        if isinstance(one.locator, Lines)
    ]
    if not way or not _meets(hops[0], way[0]) or not _meets(hops[-1], way[-1]):
        return False
    at = 0
    for hop in hops:
        at = next((n for n in range(at, len(way)) if _meets(hop, way[n])), -1)
        if at < 0:
            return False
    return True


def _meets(hop: Quoted, place: tuple[str, int, int]) -> bool:
    return hop.path == place[0] and hop.line <= place[2] and place[1] <= hop.end_line
