"""Weaknesses by CWE id: what somebody can do with one, why that matters, and how to mend it.

Ids and who is whose parent are facts of CWE; the words are ours, under `weaknesses/`, a file a family.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from msgspec import Struct, convert

from vedette.core.tables import table

_ID: Final = re.compile(r"\s*(?:CWE[-_ ]?)?0*([0-9]{1,5})\s*", re.IGNORECASE)
_PARENTS: Final = "parents.toml"
_FARTHEST: Final = 12
"""Steps from a weakness up to the most general one; the tree is less deep."""
_NOBODY: Final[Mapping[str, Sequence[str]]] = MappingProxyType({})


class Weakness(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of weakness, in words for those who own it and those who mend it."""

    id: str
    name: str
    parents: tuple[str, ...] = ()
    consequence: str
    """What somebody can do with it."""
    matters: str
    """What that means to the organisation."""
    fix: str
    """For developers."""
    meanwhile: str
    """What helps today, without a developer."""
    check: str
    """How to know it is mended."""


def weakness(ident: str) -> Weakness | None:
    """Look one up by exactly its id: `CWE-89`, `cwe-89` or `89`."""
    return _known().get(_settled(ident))


def weaknesses() -> tuple[Weakness, ...]:
    """Return all of them, by number."""
    return tuple(sorted(_known().values(), key=lambda one: int(one.id.partition("-")[2])))


def nearest(ident: str, parents: Mapping[str, Sequence[str]] = _NOBODY) -> Weakness | None:
    """Look one up, or the closest of those it is a kind of; `parents` adds those of a catalogue."""
    known = _known()
    ring = [_settled(ident)]
    for _ in range(_FARTHEST):
        if found := next((known[one] for one in ring if one in known), None):
            return found
        ring = [up for one in ring for up in (*_up().get(one, ()), *parents.get(one, ()))][:_FARTHEST]
    return None


def kin(one: str, other: str) -> bool:
    """Whether two weaknesses are the same, or one is a kind of the other."""
    first, second = _settled(one.upper()), _settled(other.upper())
    return bool(first) and (first in _above(second) or second in _above(first))


def _above(ident: str) -> frozenset[str]:
    """Return a weakness and all it is a kind of."""
    found, ring = {ident}, [ident]
    for _ in range(_FARTHEST):
        known = (_known().get(one) for one in ring)
        named = [up for one in known if one is not None for up in one.parents]
        ring = [up for up in (*named, *(up for one in ring for up in _up().get(one, ()))) if up not in found]
        found.update(ring)
    return frozenset(found)


def _settled(ident: str) -> str:
    found = _ID.fullmatch(ident[:20])
    return f"CWE-{found[1]}" if found else ""


@lru_cache(maxsize=1)
def _known() -> dict[str, Weakness]:
    folder = resources.files("vedette.knowledge").joinpath("weaknesses")
    known: dict[str, Weakness] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml") and file.name != _PARENTS:
            rows = table("vedette.knowledge", f"weaknesses/{file.name}")
            known |= {ident: convert({"id": ident, **row}, Weakness) for ident, row in rows.items()}
    return known


@lru_cache(maxsize=1)
def _up() -> dict[str, tuple[str, ...]]:
    """Return the parents of weaknesses we have no words for."""
    rows = convert(table("vedette.knowledge", f"weaknesses/{_PARENTS}"), dict[str, dict[str, list[int]]])
    return {f"CWE-{child}": (f"CWE-{parent}",) for parent, found in rows["under"].items() for child in found}
