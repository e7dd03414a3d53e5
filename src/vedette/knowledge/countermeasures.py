"""What defenders can do against an ATT&CK technique, as MITRE D3FEND names it, from a table that ships.

Ids, names, tactics and relations derived from D3FEND 1.2.0 (MIT; see `NOTICE`): a countermeasure counters a
technique where it acts on what the technique touches, or on something more general. The fewer techniques one
counters, the more it is made for this one, and the earlier it stands in an answer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msgspec import Struct

from vedette.knowledge.tables import listed, rows
from vedette.knowledge.techniques import settled

VERSION: Final = "1.2.0"
DATE: Final = "2025-08-25"
"""Of the data."""
TACTICS: Final = ("harden", "detect", "isolate", "deceive", "evict", "restore", "model")
"""What countermeasures are for, the direct ones first."""


class Countermeasure(Struct, frozen=True, kw_only=True):
    """Something defenders do."""

    id: str
    name: str
    tactic: str
    """One of `TACTICS`."""
    counters: tuple[str, ...]
    """Ids of ATT&CK techniques."""


def countermeasure(ident: str) -> Countermeasure | None:
    """Look one up by its id, such as D3-MFA."""
    return _table().get(ident.upper())


def everything() -> tuple[Countermeasure, ...]:
    """Return all of them, by id."""
    return tuple(_table().values())


def countermeasures(technique_id: str) -> tuple[Countermeasure, ...]:
    """Return what counters a technique, the most fitting first.

    Where nothing does, what counters its parent, or one of its sub-techniques.
    """
    wanted = settled(technique_id)
    parent = wanted.partition(".")[0]
    for idents in ({wanted}, {parent}, _below(parent)):
        found = [one for one in _table().values() if not idents.isdisjoint(one.counters)]
        if found:
            return tuple(sorted(found, key=_fitting))
    return ()


def _below(parent: str) -> set[str]:
    return {ident for one in _table().values() for ident in one.counters if ident.startswith(f"{parent}.")}


def _fitting(one: Countermeasure) -> tuple[bool, int, str]:
    return one.tactic == "model", len(one.counters), one.id


@lru_cache(maxsize=1)
def _table() -> dict[str, Countermeasure]:
    return {
        ident: Countermeasure(id=ident, name=name, tactic=tactic, counters=listed(counters))
        for ident, name, tactic, counters in rows("countermeasures.tsv")
    }
