"""One tunnel, several domains: what hosts ask in one manner under domain after domain, put together.

A program that sends each piece of its data to another of its domains leaves too few names under any of them.
So domains the same hosts ask for names that look like chance are put together, if they are asked in turn:

* two to sixteen of them, five different names each;
* as often: none less than a third as often as the one that is asked most;
* at the same time: each over half of the time of all;
* in one manner: names as long as the others', half as long again at most;
* each for data of its own: half of all names at least are asked under one domain only, as who looks things up
  in several lists asks each of them the same.

Together they are judged as one domain is (`tunnels.py`). Bounds: the 256 domains hosts ask most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vedette.hunt.patterns.bounded import Sample
from vedette.hunt.patterns.domains import Domain

FEWEST: Final = 2
MOST: Final = 16
LEAST_NAMES: Final = 5
_LOOKED_AT: Final = 256
_AS_OFTEN: Final = 3
_AS_LONG: Final = 1.5
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Turns:
    """Domains that are asked in turn, and all that was asked as if it were of one."""

    names: tuple[str, ...]
    whole: Domain
    different: int
    """How many different names there are under all of them."""


def taking_turns(domains: Mapping[str, Domain]) -> Iterator[Turns]:
    """Find which of these domains, whose names look like chance, are asked in turn."""
    by_hosts: dict[frozenset[str], list[str]] = defaultdict(list)
    for name, domain in sorted(domains.items()):
        if len(domain.names) >= LEAST_NAMES:
            by_hosts[frozenset(domain.sources)].append(name)
    for names in by_hosts.values():
        left = sorted(names, key=lambda name: (-domains[name].queries, name))[:_LOOKED_AT]
        lengths = {name: _length(domains[name]) for name in left}
        while len(left) >= FEWEST:
            often, long = domains[left[0]].queries, lengths[left[0]]
            group = [
                name
                for name in left
                if domains[name].queries * _AS_OFTEN >= often and _as_long(lengths[name], long)
            ]
            turns = _together(group, [domains[name] for name in group])
            if turns is not None:
                yield turns
            left = [name for name in left if name not in group]


def _as_long(length: float, other: float) -> bool:
    return max(length, other) <= _AS_LONG * min(length, other)


def _length(domain: Domain) -> float:
    return sum(map(len, domain.names.texts)) / len(domain.names.texts)


def _together(names: Sequence[str], domains: Sequence[Domain]) -> Turns | None:
    if not FEWEST <= len(names) <= MOST:
        return None
    first, last = min(one.first for one in domains), max(one.last for one in domains)
    if any(one.last - one.first < _HALF * (last - first) for one in domains):
        return None
    texts = {text for one in domains for text in one.names.texts}
    own = len(texts) / sum(len(one.names.texts) for one in domains)
    if own < _HALF:
        return None
    whole = Domain(
        queries=sum(one.queries for one in domains),
        names=Sample(len(texts), texts),
        talkative=sum(one.talkative for one in domains),
        unused=sum(one.unused for one in domains),
        sources={host: sum(one.sources[host] for one in domains) for host in domains[0].sources},
        answers={answer for one in domains for answer in one.answers},
        answered=sum(one.answered for one in domains),
        carried=sum(one.carried for one in domains),
        reputation=sum(one.reputation for one in domains),
        first=first,
        last=last,
        spots=[one.spots[0] for one in domains if one.spots],
    )
    return Turns(tuple(names), whole, round(own * sum(len(one.names) for one in domains)))
