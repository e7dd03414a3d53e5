"""Servers that never answer, and are called on and on: the programs of servers that were taken away.

What waits for orders goes on asking at its own pace when its server is gone. An honest program that gets no
answer waits longer each time, gives up, or tells somebody; what looks for news does so by the hour. So it is
odd that nobody outside ever answered, in ten beats and more that fit within a tenth, pauses of at most five
minutes, none of the first much shorter than the later ones. Harmless look-alikes, each with its control:

* the line is down, or one side of it was seen: somebody else outside has to answer that host meanwhile, or
  who knows names, which has to ask outside when the time of what it kept is over;
* a service is down that others use as well: no other host calls it;
* one of a maker's servers is down: none of the other names of that domain answers anybody;
* it is restarted: what goes on for less than half an hour is at most possible, if nothing else is odd;
* datagrams, which need no answer (logs, measurements), and what stays inside (printers): not looked at.

A capture that begins late does not show how the pauses grew; a program that ends at a pause of its own looks
the same then. In benign captures (docs/patterns.md) none does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from vedette.hunt.instants import SECOND
from vedette.hunt.patterns.addresses import INSIDE, NOWHERE, OUTSIDE, side
from vedette.hunt.patterns.calls import LEAST_BEATS, MANY, Calls
from vedette.hunt.patterns.names import registrable
from vedette.hunt.patterns.oddities import Oddity, usual
from vedette.hunt.patterns.pairs import Key, Pair
from vedette.hunt.patterns.rhythms import beaten

_QUICK: Final = 300.0
"""Seconds a pause may be long: what waits an hour looks for news."""
_FIRST: Final = 3
"""Pauses at the beginning."""
_SHORTER: Final = 0.5
_SAME: Final = 0.1
"""Of the least pause: what comes as soon is one attempt, which systems repeat by themselves."""
_NEVER: Final = 0.9
_WORDS: Final = "it never answered, yet is called on at the same pace, where programs wait longer or give up"


class Silences:
    """Knows who answers whom."""

    def __init__(self, kinds: Mapping[str, Mapping[Key, Pair]], standing: Mapping[str, set[str]]) -> None:
        self._kinds = kinds
        self._standing = standing
        self._answered: dict[str, list[Pair]] = defaultdict(list)
        """For each source the conversations outside, and the questions for names, that were answered."""
        self._living: set[str] = set()
        """Registered names any of whose servers answers anybody."""
        self._looked = False

    def oddity(self, one: Calls, others: int) -> Oddity | None:
        """Say that a server never answers what calls it on and on; None where it does, or that is not odd."""
        if others or one.kind != "address" or not _knocks(one) or one.pair.received:
            return None
        if one.pair.failed != one.pair.seen or not _at_its_own_pace(one):
            return None
        self._look()
        names = self._standing.get(one.where, set())
        if self._living.intersection(map(registrable, names)) or not self._line_works(one):
            return None
        return Oddity(_WORDS, silent=True)

    def _look(self) -> None:
        if self._looked:
            return
        self._looked = True
        self._living.update(registrable(where) for _, where in self._kinds["name"] if side(where) == NOWHERE)
        for (source, _), pair in self._kinds["asked"].items():
            if pair.addresses and not dead(pair):
                self._answered[source].append(pair)
        for (source, where), pair in self._kinds["address"].items():
            if pair.received and not dead(pair) and side(where) == OUTSIDE:
                self._answered[source].append(pair)
                self._living.update(map(registrable, self._standing.get(where, ())))

    def _line_works(self, one: Calls) -> bool:
        first, last = int(one.times[0] * SECOND), int(one.times[-1] * SECOND)
        return any(first <= time <= last for pair in self._answered[one.source] for time in pair.times)


def dead(pair: Pair) -> bool:
    """Whether somebody hardly ever answers."""
    return pair.failed >= _NEVER * pair.seen


def unanswered(key: Key, pair: Pair) -> bool:
    """Whether somebody outside is called a hundred times and more and never answers."""
    outside = side(key[1]) not in {INSIDE, NOWHERE}
    return outside and len(pair.times) >= MANY and dead(pair)


def is_gone(one: Calls) -> bool:
    """Whether somebody at a usual port never answers, and nothing is odd: any maker's may be gone."""
    return one.kind == "address" and dead(one.pair) and usual(one.pair.port) and not one.odd


def _knocks(one: Calls) -> bool:
    """Whether a host inside calls one place outside in a plain, quick rhythm."""
    heard = one.rhythm
    outwards = side(one.source) == INSIDE and side(one.where) == OUTSIDE and not one.pair.datagrams
    plain = one.exact and not heard.several and heard.beats >= LEAST_BEATS
    return outwards and plain and max(heard.intervals) <= _QUICK


def _at_its_own_pace(one: Calls) -> bool:
    """Whether its first pauses are not much shorter than its own, as of what waits longer each time."""
    least = min(one.rhythm.intervals)
    beats = beaten(one.times, _SAME * least)
    return all(b - a >= _SHORTER * least for a, b in [*pairwise(beats)][:_FIRST])
