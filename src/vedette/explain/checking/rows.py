"""Where a row of the text layer may stand, and of which item it may speak."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from vedette.core.explanations import Slot
from vedette.explain.checking.ground import Ground
from vedette.explain.facts.item import Item, advice_of, stakes_of
from vedette.explain.facts.judged import DOUBTFUL
from vedette.explain.facts.situations import steps_of
from vedette.explain.telling.advice import decisions, donts

_PARTS: Final = {
    "beat": frozenset((Slot.HAPPENED,)),
    "matters": frozenset((Slot.MATTERS,)),
    "wait": frozenset((Slot.WAIT,)),
    "test": frozenset((Slot.DO,)),
}
_FAMILIES: Final[Mapping[str, frozenset[Slot]]] = {
    "open": frozenset((Slot.HAPPENED,)),
    "more": frozenset((Slot.HAPPENED,)),
    "state": frozenset((Slot.HAPPENED,)),
    "sure": frozenset((Slot.SURE,)),
    "why": frozenset((Slot.SURE,)),
    "change": frozenset((Slot.SURE,)),
    "unknown": frozenset((Slot.UNKNOWN,)),
    "step": frozenset((Slot.DO,)),
    "dont": frozenset((Slot.DO,)),
    "decide": frozenset((Slot.DO,)),
    "english": frozenset((Slot.HAPPENED, Slot.DO)),
}
_MARKS: Final = {"open.when": "when", "more.from": "attack"}
"""Rows whose mark is not their own name."""
_FACTS: Final = {
    "english.message": "code",
    "english.remedy": "remedy",
    "english.innocent": "behaviour",
    "english.seen": "seen",
    "english.summary": "summary",
    "english.answers": "exposure",
}


def may_stand(row: str, slot: Slot) -> bool:
    """Whether a row may stand in a part."""
    family, _, rest = row.partition(".")
    if family == "situation":
        return slot in _PARTS.get(rest.rpartition(".")[2], frozenset())
    return slot in _FAMILIES.get(family, frozenset())


def may_speak(row: str, item: Item, ground: Ground) -> bool:
    """Whether a row may speak of an item: its situation, its marks, or its place in the story say so."""
    family, _, rest = row.partition(".")
    check = _SPEAKS.get(family)
    return check is not None and check(row, rest, item, ground)


def _situation(_row: str, rest: str, item: Item, ground: Ground) -> bool:
    name, _, part = rest.rpartition(".")
    if item.kind == "group":
        return False
    if part == "beat":
        return name == item.situation and item.kind != "attack"
    said = item.situation if part == "test" else stakes_of(item)
    return name == said and item is ground.facts.main


def _marked(row: str, rest: str, item: Item, _ground: Ground) -> bool:
    return _MARKS.get(row, rest.partition(".")[0]) in item.marks


def _sure(_row: str, rest: str, item: Item, ground: Ground) -> bool:
    return item is ground.facts.main and (rest == "does") is not DOUBTFUL.isdisjoint(item.marks)


def _title(_row: str, rest: str, item: Item, ground: Ground) -> bool:
    kinds = {"attack": "attack", "thing": "judgement", "exposure": "exposure", "nothing": "coverage"}
    mark = "behaviour" if rest == "thing" else rest
    of_finding = item.kind == "finding" and mark in {"seen", "code", "behaviour"} and mark in item.marks
    return item is ground.facts.main and (kinds.get(rest) == item.kind or of_finding)


def _why(row: str, rest: str, item: Item, ground: Ground) -> bool:
    return (item is ground.facts.main or item is ground.facts.whole) and _marked(row, rest, item, ground)


def _step(_row: str, rest: str, item: Item, ground: Ground) -> bool:
    return item is ground.facts.main and rest.partition(".")[0] in steps_of(advice_of(item))


def _dont(_row: str, rest: str, item: Item, ground: Ground) -> bool:
    return item is ground.facts.main and rest in donts(advice_of(item))


def _decide(_row: str, rest: str, item: Item, ground: Ground) -> bool:
    return item is ground.facts.main and rest in decisions(advice_of(item))


def _english(row: str, _rest: str, item: Item, _ground: Ground) -> bool:
    return _FACTS.get(row, "catalogue") in item.marks


_SPEAKS: Final[Mapping[str, Callable[[str, str, Item, Ground], bool]]] = {
    "situation": _situation,
    "title": _title,
    "open": _marked,
    "more": _marked,
    "state": _marked,
    "sure": _sure,
    "why": _why,
    "change": _why,
    "unknown": _why,
    "step": _step,
    "dont": _dont,
    "decide": _decide,
    "english": _english,
}
