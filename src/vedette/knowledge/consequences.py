"""Techniques of attackers by their ATT&CK id: what one means to us, what to do about it, and why now.

Ids and tactics are facts of ATT&CK; the words are ours, under `consequences/`, a file a family. Steps many
techniques share stand once, in `steps.toml`. A sub-technique says only what differs from its technique, a
technique only what differs from its tactic.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, Final, Literal

from msgspec import Struct, convert

from vedette.core.tables import table
from vedette.knowledge.techniques import LATER, LATER_TACTICS, settled, technique

Owner = Literal["it", "security", "management", "developer", "everyone", "legal"]
Level = Literal["exact", "technique", "tactic", "anything"]
ANYTHING: Final = "anything"
"""What holds for any attack, where nothing more exact is known."""
_STEPS: Final = "steps.toml"
_TACTICS: Final = "tactics.toml"
_AT_ONCE: Final = 4
"""Steps a person keeps in mind."""
_OF_PLANTS: Final = "T0"
"""How ids of techniques against industrial control systems begin."""


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to do: who, how soon, and how to know it worked."""

    id: str
    """The same wherever the same is to be done, so that it need not be said twice."""
    do: str
    who: Owner
    within: str
    """ISO 8601, as in PT1H."""
    check: str
    breaks: str = ""
    """What may stop working."""
    undo: str = ""


class Consequence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an attacker's technique means, and what to do."""

    about: str
    """The technique or tactic these words are about."""
    level: Level
    """How exactly that is what was asked for."""
    means: str
    matters: str
    first: str
    """The first thing to do."""
    then: tuple[Step, ...]
    """At most four, in order."""
    later: tuple[Step, ...] = ()
    """What else, once those are done."""
    wait: str
    """What happens if nobody does anything."""
    prevent: str


class _Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    means: str
    matters: str
    first: str
    then: tuple[str, ...]
    wait: str
    prevent: str


def consequence(ident: str, tactics: Sequence[str] = ()) -> Consequence:
    """Say what a technique means: itself, else what it is a part of, else its tactic, else any attack."""
    wanted = ident.strip().upper()[:20]
    known = settled(wanted)
    rows = _rows()
    for one in (wanted, known):
        if one in rows:
            return _told(one, "exact", rows[one])
    for one in (wanted.partition(".")[0], known.partition(".")[0]):
        if one in rows:
            return _told(one, "technique", rows[one])
    found = _tactic(known, tactics, _general())
    return _told(found, "anything" if found == ANYTHING else "tactic", _general()[found])


def techniques() -> tuple[str, ...]:
    """Return the ids that have words of their own."""
    return tuple(sorted(_rows()))


def steps() -> tuple[Step, ...]:
    """Return every step any technique asks for."""
    return tuple(_steps().values())


def _told(about: str, level: Level, row: _Row) -> Consequence:
    known = [_steps()[step] for step in row.then]
    return Consequence(
        about=about,
        level=level,
        means=row.means,
        matters=row.matters,
        first=row.first,
        then=tuple(known[:_AT_ONCE]),
        later=tuple(known[_AT_ONCE:]),
        wait=row.wait,
        prevent=row.prevent,
    )


@lru_cache(maxsize=1)
def _rows() -> dict[str, _Row]:
    """Return what is said of each technique, under every id it has had."""
    said: dict[str, dict[str, Any]] = {}
    for file in resources.files("vedette.knowledge").joinpath("consequences").iterdir():
        if file.name.endswith(".toml") and file.name not in {_STEPS, _TACTICS}:
            said |= _read(file.name)
    general = _read(_TACTICS)
    rows = {
        ident: convert(
            {**general[_tactic(ident, (), general)], **said.get(ident.partition(".")[0], {}), **own}, _Row
        )
        for ident, own in said.items()
    }
    for later, earlier in LATER.items():
        if earlier in rows:
            rows.setdefault(later, rows[earlier])
        elif later in rows:
            rows[earlier] = rows[later]
    return rows


def _tactic(ident: str, tactics: Sequence[str], said: Collection[str]) -> str:
    """Return the first tactic we have words for: of those given, else of those the technique serves."""
    found = technique(ident)
    serves = tactics or (found.tactics if found is not None else ())
    names = [LATER_TACTICS.get(one, one) for one in (tactic.strip().lower() for tactic in serves)]
    matrix = found.matrix if found is not None else _matrix(ident)
    both = (*(f"{matrix}/{one}" for one in names), *names)
    return next((one for one in both if one in said), ANYTHING)


def _matrix(ident: str) -> str:
    """Return the matrix a technique nobody knows must be of."""
    return "ics" if ident.startswith(_OF_PLANTS) else "enterprise"


@lru_cache(maxsize=1)
def _general() -> dict[str, _Row]:
    return convert(_read(_TACTICS), dict[str, _Row])


@lru_cache(maxsize=1)
def _steps() -> dict[str, Step]:
    return {ident: convert({"id": ident, **row}, Step) for ident, row in _read(_STEPS).items()}


def _read(name: str) -> dict[str, Any]:
    return table("vedette.knowledge", f"consequences/{name}")
