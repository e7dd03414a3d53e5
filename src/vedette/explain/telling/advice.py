"""What to do in a situation: steps in order, what not to do, what to decide; from published tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from msgspec import Struct, convert

from vedette.core.tables import table
from vedette.explain.facts.item import Item
from vedette.explain.facts.situations import steps_of

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Names that may stand in a command somebody copies: no shell sees anything in them."""
_URGENCY: Final = ("PT15M", "PT1H", "PT4H", "PT24H", "P1D", "P3D", "P7D", "P30D")
_SLOT: Final = re.compile(r"\{(\w+)\}")


class Advice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step, without its words."""

    who: str
    within: str
    destroys: bool = False
    """Whether traces are lost by it: then they are kept first."""
    command: dict[str, tuple[str, ...]] = {}
    """What can be typed, by the sort of name it takes: address, user, sha."""


class _Tables(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    steps: dict[str, Advice]
    dont: dict[str, tuple[str, ...]]
    decide: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    return convert(table("vedette.explain.telling", "steps.toml"), _Tables)


def advice(step: str) -> Advice:
    """Return what is known of a step."""
    return _tables().steps[step]


def plan(situation: str) -> tuple[str, ...]:
    """Return the steps of a situation, the most urgent first."""
    return tuple(sorted(steps_of(situation), key=lambda step: _URGENCY.index(advice(step).within)))


def every_step() -> tuple[str, ...]:
    """Return the names of all steps."""
    return tuple(_tables().steps)


def donts(situation: str) -> tuple[str, ...]:
    """Return what must not be done in a situation; calm words only where nothing is urgent."""
    found = _named(_tables().dont, situation)
    return tuple(one for one in found if one != "panic") or found


def decisions(situation: str) -> tuple[str, ...]:
    """Return what has to be decided in a situation, the most urgent first."""
    found = _named(_tables().decide, situation)
    return tuple(one for one in found if one != "nothing") or found


def _named(table: Mapping[str, tuple[str, ...]], situation: str) -> tuple[str, ...]:
    steps = set(steps_of(situation))
    return tuple(name for name, wanted in table.items() if steps & set(wanted))


def command(step: str, item: Item) -> tuple[str, ...]:
    """Return what can be typed, or nothing: also where a name in it could be read as more than a name."""
    for sort, words in advice(step).command.items():
        made = tuple(_typed(word, sort, item) for word in words)
        if all(made):
            return made
    return ()


def _typed(word: str, sort: str, item: Item) -> str:
    slot = _SLOT.fullmatch(word)
    return _first(sort, item, slot[1]) if slot else word


def _first(sort: str, item: Item, role: str) -> str:
    names = item.names.get(role, ())
    return next((name for name in names if _may_be_typed(sort, name)), "")


def _may_be_typed(sort: str, name: str) -> bool:
    if sort != "address":
        return _PLAIN.fullmatch(name) is not None
    try:
        return ip_address(name).version == 4  # noqa: PLR2004  the command is one for IPv4
    except ValueError:
        return False
