"""A finding in the making: plain data, so that it can be kept between runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from msgspec import Struct, structs

from vedette.code.tables import SETTING
from vedette.core.nouns import Confidence

ALSO: Final = "also comes from here"
_OTHERS_MAX: Final = 12
CALLER: Final = "caller"
"""The source kind of a public function's parameters."""
LADDER: Final = (Confidence.POSSIBLE, Confidence.LIKELY, Confidence.STRONG)

Key: TypeAlias = tuple[str, str, int, str, int]


class Place(Struct, frozen=True):
    """One place a value passed; `at` is a place of `lang.ir` in that file."""

    path: str
    at: int
    note: str


class Found(Struct, frozen=True):
    """Everything about a finding but its quotes and fingerprint."""

    rule: str
    place: Place
    """Where the harm happens; the note is what is called there."""
    function: str
    origin: str
    """The source kind; empty when the rule needs no source."""
    what: str
    """The source, or what is wrong, in words."""
    confidence: Confidence
    reason: str
    steps: tuple[Place, ...] = ()
    unless: str = ""
    """The setting under which there is no harm; see `settled`."""
    others: tuple[Place, ...] = ()
    """Other calls that hand such a value to the function the harm happens in."""

    @property
    def key(self) -> Key:
        """One problem: the rule, the place of the harm, and the call that hands the value to its function.

        Two views that hand what visitors sent to one helper are two problems: mending one leaves the other.
        """
        return (self.rule, self.place.path, self.place.at, *self._handed_on())

    def _handed_on(self) -> tuple[str, int]:
        call = self._last_call() if self.origin != CALLER else None
        return (call.path, call.at) if call is not None else ("", 0)

    def _last_call(self) -> Place | None:
        """Return the call that hands the value to the function the harm happens in."""
        return next((step for step in reversed(self.steps) if step.note.startswith("goes into ")), None)

    def ways(self) -> set[Place]:
        """Return the calls by which values get there."""
        calls = (step for step in self.steps if step.note.startswith("goes into "))
        return {*self.others, *(Place(call.path, call.at, ALSO) for call in calls)}

    @property
    def rank(self) -> tuple[int, int, str, list[tuple[str, int]]]:
        """Better ones first: surer, then shorter; the rest only so that the choice is always the same."""
        places = [(step.path, step.at) for step in self.steps]
        return (-LADDER.index(self.confidence), len(places), self.what, places)


def best(found: list[Found]) -> list[Found]:
    """Keep the best of what is about the same place; "a caller's value" only where nothing better is known.

    Of the others, the calls they come by stay with it: a library's helper is one problem with many ways in.
    """
    groups: dict[Key, list[Found]] = {}
    for item in found:
        groups.setdefault(item.key, []).append(item)
    named = {key[:3] for key, items in groups.items() if items[0].origin != CALLER}
    return [
        _with_others(items)
        for key, items in groups.items()
        if items[0].origin != CALLER or key[:3] not in named
    ]


def _with_others(items: list[Found]) -> Found:
    chosen = min(items, key=lambda item: item.rank)
    if len(items) == 1:
        return chosen
    shown = {(step.path, step.at) for step in chosen.steps}
    ways = {way for item in items for way in item.ways() if (way.path, way.at) not in shown}
    others = tuple(sorted(ways, key=lambda way: (way.path, way.at))[:_OTHERS_MAX])
    return structs.replace(chosen, others=others)


def settled(found: Iterable[Found]) -> list[Found]:
    """Leave out what a setting made anywhere in the program keeps from doing harm, and the settings."""
    every = list(found)
    made = {item.what for item in every if item.rule == SETTING}
    return [item for item in every if item.rule != SETTING and not (item.unless and item.unless in made)]
