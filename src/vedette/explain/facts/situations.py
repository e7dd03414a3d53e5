"""Which situation something is, by tables of techniques, behaviours and weaknesses; never by titles."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

from msgspec import Struct, convert

from vedette.core.exposures import State
from vedette.core.tables import table
from vedette.core.verdicts import Verdict
from vedette.knowledge.techniques import settled
from vedette.knowledge.weaknesses import nearest

OTHER: Final = "other"
ODD: Final = "odd"
DOUBTED: Final = "doubted"
_BEHAVIOUR: Final = "behaviour/"
_FARTHEST: Final = 4
EXPOSED: Final = {State.EXPLOITED: "exploited", State.PROBED: "probed", State.UNTOUCHED: "untouched"}


class _Seen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    prefix: str | None = None
    steps: tuple[str, ...]


class _Tables(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    hunt: tuple[_Seen, ...]
    things: dict[str, dict[str, str]]
    thing_steps: dict[str, tuple[str, ...]]
    sorts: dict[str, tuple[str, ...]]
    deeds: dict[str, tuple[str, ...]]
    code: dict[str, tuple[int, ...]]
    code_steps: dict[str, tuple[str, ...]]
    exposure_steps: dict[str, tuple[str, ...]]
    gravity: dict[str, str]
    nothing_steps: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    return convert(table("vedette.explain.facts", "situations.toml"), _Tables)


@lru_cache(maxsize=1)
def order() -> tuple[str, ...]:
    """Return every situation, the gravest of each family first."""
    known = _tables()
    hunted = [one.id for one in known.hunt]
    for name, before in known.gravity.items():
        hunted.insert(hunted.index(before), name)
    families = (known.thing_steps, known.exposure_steps, known.code_steps, known.nothing_steps)
    rest = (name for family in families for name in family if name not in known.gravity)
    return (*hunted, *rest)


@lru_cache(maxsize=1)
def _steps() -> dict[str, tuple[str, ...]]:
    known = _tables()
    return {
        **{one.id: one.steps for one in known.hunt},
        **known.thing_steps,
        **known.exposure_steps,
        **known.code_steps,
        **known.nothing_steps,
    }


def steps_of(situation: str) -> tuple[str, ...]:
    """Return what to do in a situation, in order."""
    return _steps().get(situation, ())


def of_techniques(techniques: Iterable[str]) -> str:
    """Return what techniques amount to: the gravest situation that fits."""
    named = {settled(one) for one in techniques}
    named |= {one.partition(".")[0] for one in named}
    return next(one.id for one in _tables().hunt if _fits(one, named))


def _fits(one: _Seen, named: Collection[str]) -> bool:
    if one.prefix is not None:
        return not one.prefix or any(name.startswith(one.prefix) for name in named)
    if one.all:
        return all(name in named for name in one.all)
    return any(name in named for name in one.any)


def of_thing(verdict: Verdict, kind: str) -> str:
    """Return what a verdict on a kind of thing amounts to."""
    return _tables().things[verdict.value][sort_of(kind)]


def sort_of(kind: str) -> str:
    """Return package, document, executable, script or file, by the words for its kind."""
    words = kind.lower()
    for sort, marks in _tables().sorts.items():
        if any(mark in words for mark in marks):
            return sort
    return "file"


def deeds_of(rules: Iterable[str]) -> tuple[str, ...]:
    """Return what behaviours amount to, the gravest first."""
    named = {one.removeprefix(_BEHAVIOUR) for one in rules}
    return tuple(deed for deed, behaviours in _tables().deeds.items() if named & set(behaviours))


def deeds() -> tuple[str, ...]:
    """Return every deed, the gravest first."""
    return tuple(_tables().deeds)


def of_weaknesses(weaknesses: Iterable[str]) -> str:
    """Return the class of a weakness, by its CWE ids and those they are kinds of."""
    for ident in weaknesses:
        ring = [ident]
        for _ in range(_FARTHEST):
            for one in ring:
                if found := _class(one):
                    return found
            known = [nearest(one) for one in ring]
            ring = [up for one in known if one is not None for up in (one.id, *one.parents) if up not in ring]
    return OTHER


def _class(ident: str) -> str:
    number = ident.upper().removeprefix("CWE-")
    if not number.isdecimal() or len(number) > _FARTHEST + 1:
        return ""
    return next((name for name, ids in _tables().code.items() if int(number) in ids), "")
