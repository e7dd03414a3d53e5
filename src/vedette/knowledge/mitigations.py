"""What goes with an ATT&CK technique: mitigations that hinder it, and the log data that shows it.

Facts of MITRE ATT&CK v18.1 (enterprise, ICS, mobile): ids, short names and relations, from tables that ship.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from vedette.knowledge.tables import listed, rows
from vedette.knowledge.techniques import settled


class Named(Struct, frozen=True, kw_only=True):
    """A tactic (TA…), a mitigation (M…) or a kind of log data (DC…)."""

    id: str
    name: str
    matrices: tuple[str, ...]
    """Of enterprise, ics and mobile."""
    short: str = ""
    """What techniques call a tactic."""


class _Goes(Struct, frozen=True):
    mitigations: tuple[str, ...]
    shown_by: tuple[str, ...]


def named(ident: str) -> Named | None:
    """Look up a tactic, mitigation or kind of log data by its id."""
    return _names().get(ident.upper())


def everything_named() -> tuple[Named, ...]:
    """Return all of them, by id."""
    return tuple(_names().values())


def tactic(short: str, matrix: str = "enterprise") -> Named | None:
    """Look up a tactic by what techniques call it; each matrix has its own."""
    found = (one for one in _names().values() if one.short == short and matrix in one.matrices)
    return next(found, None)


def mitigations(technique_id: str) -> tuple[Named, ...]:
    """Return what hinders a technique; for a sub-technique without any, what hinders its parent."""
    goes = _relations()
    wanted = settled(technique_id)
    found = (goes[one].mitigations for one in (wanted, wanted.partition(".")[0]) if one in goes)
    return _all(next(filter(None, found), ()))


def log_data(technique_id: str) -> tuple[Named, ...]:
    """Return the kinds of log data that show a technique; for a sub-technique without any, its parent's."""
    goes = _relations()
    wanted = settled(technique_id)
    found = (goes[one].shown_by for one in (wanted, wanted.partition(".")[0]) if one in goes)
    return _all(next(filter(None, found), ()))


def mitigated_by(mitigation_id: str) -> tuple[str, ...]:
    """Return the ids of the techniques a mitigation hinders."""
    wanted = mitigation_id.upper()
    return tuple(ident for ident, goes in _relations().items() if wanted in goes.mitigations)


def _all(idents: tuple[str, ...]) -> tuple[Named, ...]:
    names = _names()
    return tuple(names[one] for one in idents)


@lru_cache(maxsize=1)
def _names() -> dict[str, Named]:
    return {
        ident: Named(id=ident, name=name, matrices=listed(matrices), short=short)
        for ident, name, matrices, short in rows("attack_names.tsv")
    }


@lru_cache(maxsize=1)
def _relations() -> dict[str, _Goes]:
    return {
        ident: _Goes(listed(hinder), listed(show)) for ident, hinder, show in rows("attack_relations.tsv")
    }
