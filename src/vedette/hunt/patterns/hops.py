"""One clock, many servers: what a source calls in one manner, server after server, put together.

A program sent from server to server (a list to fall back on, addresses that change by the hour, made-up
names) keeps its own ways, while each server alone is called too seldom for a rhythm to show. So the calls of
one source are put together where they share an odd manner, and are judged as if they went to one place:

* TCP to addresses outside nobody asked a name for, where others were asked for, at one port;
* TCP outside to one port nothing usual is spoken on, whatever it is called by;
* web requests of one program that ask for one page, not the root unless the server is called by its address,
  and no page led to them;
* names a program calls that no other of ten hosts shows (user agent, JA4).

Two to sixteen servers: more are what file sharing, calls and scans talk to. None that others of the network
call as well, that has a public service's name, or has a rhythm by itself; of names each of another registered
domain, as makers have many servers in one. Several clocks at once are several programs and do not count. What
lies within a host's own conversations in pieces, and all other controls, are those of one place (`beats.py`).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from vedette.hunt.patterns.addresses import INSIDE, NOWHERE, OUTSIDE, side
from vedette.hunt.patterns.crowds import Crowd
from vedette.hunt.patterns.manners import Manner
from vedette.hunt.patterns.names import registrable
from vedette.hunt.patterns.oddities import usual
from vedette.hunt.patterns.pairs import MOMENTS, Key, Pair
from vedette.hunt.patterns.repeats import mark

FEWEST: Final = 2
MOST: Final = 16
"""Servers."""
_FEWEST_CALLS: Final = 8
_STAYS: Final = 1 / 3


@dataclass(frozen=True, slots=True)
class Hops:
    """The calls of several servers by one source in one manner."""

    kind: str
    source: str
    servers: tuple[str, ...]
    """In the order they were first called."""
    pair: Pair
    """All calls, as if they were of one place."""
    turns: int
    """How often one server is called after another."""
    turns_by_chance: float
    """How often that would be if they were called in random order: (n - 1)(1 - sum of squared shares)."""

    @property
    def in_turn(self) -> bool:
        """Whether it stays with one server until it turns to the next: a third of the turns of chance."""
        return self.turns <= _STAYS * self.turns_by_chance


@dataclass(frozen=True, slots=True)
class Grouping:
    """What is needed to tell which pairs share a manner."""

    pairs: Mapping[str, Mapping[Key, Pair]]
    """Those of names and of addresses."""
    standing: Mapping[str, set[str]]
    """For each address the names it stood for."""
    programs: Crowd
    crowds: Mapping[str, Crowd]
    purpose: Callable[[str], str]
    """What a public service of that name is for; empty of others."""

    def hops(self, told: Collection[Key]) -> Iterator[Hops]:
        """Give what is called in one manner, leaving out what was told by itself."""
        groups: dict[tuple[str, ...], dict[str, Pair]] = defaultdict(dict)
        for kind in ("name", "address"):
            for (source, where), pair in sorted(self.pairs[kind].items()):
                if (source, where) in told or self._others(kind, where) or pair.level:
                    continue
                for manner in self._manners(kind, where, pair):
                    groups[kind, source, manner][where] = pair
        seen: set[tuple[str, frozenset[str]]] = set()
        for (kind, source, _), members in groups.items():
            servers = (source, frozenset(members))
            if servers not in seen and self._several(kind, members):
                seen.add(servers)
                yield _hops(kind, source, members)

    def _others(self, kind: str, where: str) -> bool:
        """Whether it stays inside, is a public service, or others of the network call it."""
        names = {where} if side(where) == NOWHERE else self.standing.get(where, set())
        public = any(self.purpose(name) for name in names)
        return public or side(where) == INSIDE or self.crowds[kind].users(where) > 1

    def _manners(self, kind: str, where: str, pair: Pair) -> Iterator[str]:
        if kind == "address":
            if not pair.datagrams and side(where) == OUTSIDE:
                nameless = bool(self.standing) and where not in self.standing
                if nameless or not usual(pair.port):
                    yield f"port {pair.port}"
            return
        if pair.manner is not None and (page := pair.manner.page) and not pair.manner.led:
            if page != "/" or side(where) != NOWHERE:
                yield f"page {page} {pair.agent}"
        elif pair.agent and self.programs.rare(pair.agent):
            yield f"program {pair.agent}"

    @staticmethod
    def _several(kind: str, members: Mapping[str, Pair]) -> bool:
        apart = len({registrable(name) for name in members}) if kind == "name" else len(members)
        calls = sum(len(pair.times) for pair in members.values())
        return FEWEST <= apart <= MOST and apart == len(members) and _FEWEST_CALLS < calls <= MOMENTS


def _hops(kind: str, source: str, members: Mapping[str, Pair]) -> Hops:
    order = sorted(members, key=lambda where: min(members[where].times))
    calls = sorted((time, at) for at, where in enumerate(order) for time in members[where].times)
    turns = sum(a != b for (_, a), (_, b) in pairwise(calls))
    shares = [len(members[where].times) / len(calls) for where in order]
    by_chance = (len(calls) - 1) * (1 - sum(share**2 for share in shares))
    return Hops(kind, source, tuple(order), _together([members[where] for where in order]), turns, by_chance)


def _together(pairs: list[Pair]) -> Pair:
    """Put the calls of several places into one pair."""
    first = pairs[0]
    moments = sorted(
        (call.time, call.size, mark(0, failed=call.failed)) for pair in pairs for call in pair.calls()
    )
    whole = Pair(port=first.port, protocol=first.protocol, agent=first.agent, hostless=first.hostless)
    whole.times, whole.sizes, whole.marks = (array("q", column) for column in zip(*moments, strict=True))
    whole.received, whole.heavy = sum(pair.received for pair in pairs), sum(pair.heavy for pair in pairs)
    whole.failed = sum(pair.failed for pair in pairs)
    whole.source_port, whole.changes = first.source_port, sum(pair.changes for pair in pairs)
    whole.addresses = [address for pair in pairs for address in pair.addresses]
    whole.spots = [pair.spots[0] for pair in pairs if pair.spots]
    if first.manner is not None:
        whole.manner = Manner.of([pair.manner for pair in pairs if pair.manner is not None])
    return whole
