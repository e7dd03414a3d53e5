"""Where in time a correlation holds: hits of one group in order, and a window that slides over them.

"At least" is judged at each hit, looking back: the window ends there, and whatever goes on holding is one
firing. "Less than", "exactly" and "not" can only be judged when a window is over: it begins at the first hit
that is in no earlier one.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vedette.hunt.sigma.closures import RELATIONS, number_of
from vedette.hunt.sigma.proofs import Proof
from vedette.hunt.sigma.rules import Both, Correlation, Either, Fired, Wish, Without

_NUMERIC: Final = frozenset({"value_sum", "value_avg", "value_percentile", "value_median"})
_TEMPORAL: Final = frozenset({"temporal", "temporal_ordered"})
_GROWING: Final = frozenset({"gt", "gte"})
SHOWN: Final = 10


class Hit(NamedTuple):
    """A rule held for an event."""

    time: int
    source: int
    record: int
    rule: int
    group: tuple[str, ...]
    values: tuple[str, ...]
    told: tuple[Proof, ...]


@dataclass(slots=True)
class Firing:
    """A correlation held."""

    group: tuple[str, ...]
    time: int
    """When it first did."""
    first: int
    last: int
    number: float
    """What was measured, at its most."""
    count: int
    """Events."""
    hits: list[Hit] = field(default_factory=list)
    """The first and the last of them."""


def firings(one: Correlation, hits: Iterable[Hit]) -> list[Firing]:
    """Find every stretch of time in which a correlation holds, in order of time."""
    groups: dict[tuple[str, ...], list[Hit]] = defaultdict(list)
    for hit in _counted(one, sorted(hits)):
        groups[hit.group].append(hit)
    found = [firing for each in groups.values() for firing in _of_group(one, each)]
    return sorted(found, key=lambda firing: (firing.time, firing.group))


def _counted(one: Correlation, hits: list[Hit]) -> Iterator[Hit]:
    """Leave out what cannot be counted, and events that were hit by two rules, the second time."""
    seen: set[tuple[int, int]] = set()
    for hit in hits:
        place = (hit.source, hit.record)
        if one.measure not in _TEMPORAL:
            if place in seen:
                continue
            seen.add(place)
        if one.measure in _NUMERIC and number_of(hit.values[0]) is None:
            continue
        yield hit


def _of_group(one: Correlation, hits: list[Hit]) -> Iterator[Firing]:
    if one.measure == "temporal_ordered" and one.wish is None:
        return _ordered(one, hits)
    if one.relation in _GROWING and (one.wish is None or not _negates(one.wish)):
        return _sliding(one, hits)
    return _whole(one, hits)


def _sliding(one: Correlation, hits: list[Hit]) -> Iterator[Firing]:
    window: deque[Hit] = deque()
    measure = _Measure(one)
    firing: Firing | None = None
    for hit in hits:
        window.append(hit)
        measure.add(hit)
        while hit.time - window[0].time > one.span:
            measure.drop(window.popleft())
        if measure.holds():
            if firing is None:
                firing = Firing(hit.group, hit.time, window[0].time, hit.time, measure.number(), 0)
                firing.count, firing.hits = len(window), _few(list(window))
            else:
                _extend(firing, hit, measure.number())
        elif firing is not None:
            yield firing
            firing = None
    if firing is not None:
        yield firing


def _extend(firing: Firing, hit: Hit, number: float) -> None:
    firing.last = hit.time
    firing.count += 1
    firing.number = max(firing.number, number)
    firing.hits = _few([*firing.hits, hit])


def _few(hits: list[Hit]) -> list[Hit]:
    return hits if len(hits) <= SHOWN else hits[: SHOWN // 2] + hits[-SHOWN // 2 :]


def _ordered(one: Correlation, hits: list[Hit]) -> Iterator[Firing]:
    """Follow chains: for each rule in order, the latest beginning of a chain that has come so far."""
    place = {rule: number for number, rule in enumerate(one.rules)}
    chains: list[tuple[Hit, ...] | None] = [None] * len(one.rules)
    wanted = min(int(one.count), len(one.rules)) or len(one.rules)
    quiet_until = -1
    for hit in sorted(hits, key=lambda hit: (hit.time, place[hit.rule])):
        at = place[hit.rule]
        before = chains[at - 1] if at else ()
        if before is None or (before and hit.time - before[0].time > one.span):
            continue
        chain = (*before, hit)
        chains[at] = chain
        if at + 1 >= wanted and chain[0].time > quiet_until:
            quiet_until = hit.time
            firing = Firing(hit.group, hit.time, chain[0].time, hit.time, float(len(chain)), len(chain))
            firing.hits = list(chain)
            yield firing


def _whole(one: Correlation, hits: list[Hit]) -> Iterator[Firing]:
    """Judge windows when they are over."""
    start = 0
    while start < len(hits):
        end = start
        while end < len(hits) and hits[end].time - hits[start].time <= one.span:
            end += 1
        window = hits[start:end]
        measure = _Measure(one)
        for hit in window:
            measure.add(hit)
        if measure.holds() and (one.measure != "temporal_ordered" or _in_order(one, window)):
            last = window[-1]
            firing = Firing(last.group, last.time, window[0].time, last.time, measure.number(), len(window))
            firing.hits = _few(window)
            yield firing
        start = end


def _in_order(one: Correlation, window: list[Hit]) -> bool:
    """Tell whether the rules that fired did so first in the order they are listed in."""
    first = {hit.rule: hit.time for hit in reversed(window)}
    times = [first[rule] for rule in one.rules if rule in first]
    return times == sorted(times)


def _negates(wish: Wish) -> bool:
    match wish:
        case Fired():
            return False
        case Without():
            return True
        case Both(of) | Either(of):
            return any(_negates(one) for one in of)


def granted(wish: Wish, fired: Counter[int]) -> bool:
    """Tell whether a wish comes true with these rules fired."""
    match wish:
        case Fired(rule):
            return fired[rule] > 0
        case Both(of):
            return all(granted(one, fired) for one in of)
        case Either(of):
            return any(granted(one, fired) for one in of)
        case Without(inner):
            return not granted(inner, fired)


class _Measure:
    """What is measured over a window that gains and loses hits."""

    def __init__(self, one: Correlation) -> None:
        self._one = one
        self._size = 0
        self._sum = 0.0
        self._seen: Counter[object] = Counter()
        self._sorted: list[float] = []

    def add(self, hit: Hit) -> None:
        """Take a hit in."""
        self._size += 1
        if self._one.measure in _NUMERIC:
            number = number_of(hit.values[0]) or 0.0
            self._sum += number
            insort(self._sorted, number)
        else:
            self._seen[self._told(hit)] += 1

    def drop(self, hit: Hit) -> None:
        """Let the oldest hit go."""
        self._size -= 1
        if self._one.measure in _NUMERIC:
            number = number_of(hit.values[0]) or 0.0
            self._sum -= number
            del self._sorted[bisect_left(self._sorted, number)]
        else:
            told = self._told(hit)
            self._seen[told] -= 1
            if not self._seen[told]:
                del self._seen[told]

    def _told(self, hit: Hit) -> object:
        return hit.rule if self._one.measure in _TEMPORAL else hit.values

    def number(self) -> float:
        """Say how much it is."""
        match self._one.measure:
            case "value_sum":
                return self._sum
            case "value_avg":
                return self._sum / self._size
            case "value_median" | "value_percentile" as measure:
                return self._quantile(50 if measure == "value_median" else self._one.percentile)
            case measure:
                return float(self._size if measure == "event_count" else len(self._seen))

    def _quantile(self, percent: float) -> float:
        """Interpolate between the two nearest ranks, as most tools do."""
        place = (len(self._sorted) - 1) * min(max(percent, 0), 100) / 100
        low = int(place)
        high = min(low + 1, len(self._sorted) - 1)
        return self._sorted[low] + (self._sorted[high] - self._sorted[low]) * (place - low)

    def holds(self) -> bool:
        """Tell whether it is what the correlation asks for."""
        if self._one.wish is not None:
            rules: Counter[int] = Counter({rule: self._seen[rule] for rule in self._one.rules})
            return granted(self._one.wish, rules)
        return RELATIONS[self._one.relation](self.number(), self._one.count)
