"""Judges rhythms: which are beacons, and how sure that is.

A rhythm counts when arrivals without memory would look as even with a probability of at most 1 in 100 over
all pairs tested together (Bonferroni), and at most 1 in 10,000 for itself. Then come the controls:

* ten minutes and ten beats at least: below that it may be a page that reloads, a film, a retry;
* more than 1 MB a time, out (the median, for what is stolen may leave the same way) or in, is a transfer,
  not a question whether there are orders;
* one conversation that is logged in pieces (the source port stays) has the rhythm of who logs it;
* names of public services with a clock (`services.tsv`), and addresses only such names stand for;
* what a tenth of at least ten hosts use is a service;
* who calls, from outside, the server that is watched (half of ten or more sources call it) is a visitor,
  however even, unless it asks for no host, as browsers and monitors all do;
* what stays inside counts only if nobody else calls it and the caller calls nobody else inside by the clock
  (monitoring and balancers call many), and is at most possible;
* names that are only asked for count only if rare and for six hours or a hundred beats, and are at most
  possible: caches and what fails ask again by the clock, and nothing was sent whose size would tell.

At least one thing must make it surer: sizes alike, or six hours or a hundred beats. That nobody else goes
there makes it surer still and is nothing alone: a page somebody left open asks by the clock for an hour. Two
of the three: likely. Strong takes three, one of them odd, for honest programs are even and alone as well: an
address without a name where others have one, a program (user agent, JA4) no other host shows. What is never
answered is at most possible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log10
from typing import Final

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.instants import SECOND
from vedette.hunt.patterns import rita
from vedette.hunt.patterns.addresses import INSIDE, side
from vedette.hunt.patterns.bounded import median
from vedette.hunt.patterns.crowds import Crowd
from vedette.hunt.patterns.names import registrable
from vedette.hunt.patterns.pairs import Kind, Pair
from vedette.hunt.patterns.places import places
from vedette.hunt.patterns.rhythms import FEWEST, Rhythm, rhythm
from vedette.hunt.patterns.services import Services
from vedette.hunt.signal import Signal

_Key = tuple[str, str]
_CHANCE_OF_ANY: Final = -2.0
_CHANCE_OF_ONE: Final = -4.0
_LEAST_SPAN: Final = 600.0
_LEAST_BEATS: Final = 10
_TRANSFER: Final = 1_000_000
_LASTING: Final = 6 * 3600.0
_MANY: Final = 100
_ALIKE: Final = 0.1
_MOST: Final = 0.7
_UNANSWERED: Final = 0.9
_LOOSE: Final = 0.35
_LIKELY: Final = 2
_SEVERITIES: Final = {Confidence.POSSIBLE: Severity.LOW, Confidence.LIKELY: Severity.MEDIUM}


@dataclass(slots=True)
class _Found:
    """A pair with a rhythm."""

    kind: str
    source: str
    where: str
    pair: Pair
    rhythm: Rhythm
    times: list[float]
    sizes: list[int]
    """Bytes sent: of a name without any, those of the conversations with its addresses."""
    received: float
    """Bytes, on average."""
    others: int = 0
    hosts: int = 0
    rare: bool = False

    @property
    def span(self) -> float:
        return self.times[-1] - self.times[0]


class Judge:
    """Looks at all pairs at once."""

    def __init__(
        self,
        addresses: Kind,
        names: Kind,
        asked: Kind,
        services: Services,
    ) -> None:
        self._kinds = {"name": names.pairs, "address": addresses.pairs, "asked": asked.pairs}
        self._services = services
        self._crowds = {
            "name": Crowd(names.everybody(), registrable),
            "address": Crowd(addresses.everybody(), str),
            "asked": Crowd(asked.everybody(), registrable),
        }
        self._standing = _named(names.pairs, asked.pairs)
        self._programs = Crowd(names.programs(), str)
        self._watched = self._crowds["address"].watched()
        self._callers: Counter[str] = Counter()
        kept = [pair.times for pair in addresses.pairs.values() if pair.times]
        self._first = min((min(times) for times in kept), default=0)
        self._last = max((max(times) for times in kept), default=0)

    def signals(self) -> Iterator[Signal]:
        """Say which pairs are beacons; an address is judged by its name where it has one."""
        found = self._rhythms()
        self._callers = Counter(one.source for one in found if _stays(one))
        covered: set[_Key] = set()
        for one in found:
            if (one.source, one.where) in covered:
                continue
            if one.kind == "name":
                covered.update((one.source, address) for address in (one.where, *one.pair.addresses))
            if not self._harmless(one) and (reasons := self._reasons(one)):
                yield self._signal(one, reasons)

    def _rhythms(self) -> list[_Found]:
        pairs = [
            (kind, key, pair)
            for kind, shelf in self._kinds.items()
            for key, pair in sorted(shelf.items())
            if len(pair.times) > FEWEST
        ]
        threshold = min(_CHANCE_OF_ONE, _CHANCE_OF_ANY - log10(max(1, len(pairs))))
        found = []
        for kind, (source, where), pair in pairs:
            times, cuts = pair.moments()
            heard = rhythm(times, cuts)
            if heard is not None and heard.chance <= threshold:
                sizes, received = self._sizes(source, pair)
                found.append(_Found(kind, source, where, pair, heard, times, sizes, received))
        return found

    def _sizes(self, source: str, pair: Pair) -> tuple[list[int], float]:
        pairs = [pair]
        if not any(pair.sizes):
            addresses = self._kinds["address"]
            pairs = [flow for at in pair.addresses if (flow := addresses.get((source, at)))] or pairs
        sizes = [size for one in pairs for size in one.sizes]
        return sizes, sum(one.received for one in pairs) / max(1, sum(one.seen for one in pairs))

    def _harmless(self, one: _Found) -> bool:
        crowd = self._crowds[one.kind]
        one.others, one.hosts, one.rare = crowd.users(one.where) - 1, crowd.hosts, crowd.rare(one.where)
        visits = side(one.source) != INSIDE and self._watched.intersection((one.where, *one.pair.addresses))
        return (
            one.span < _LEAST_SPAN
            or one.rhythm.beats < _LEAST_BEATS
            or one.pair.in_pieces
            or max(one.received, median(one.sizes)) > _TRANSFER
            or self._is_service(one)
            or (not one.pair.hostless if visits else crowd.shared(one.where))
            or self._is_ordinary(one)
        )

    def _is_ordinary(self, one: _Found) -> bool:
        """Whether it is of a kind that is often regular, and nothing else speaks against it."""
        loose = one.rhythm.tolerance >= _LOOSE and not (_alike(one.sizes) >= _MOST or self._lasts(one))
        if one.kind == "asked":
            steady = one.rare and one.rhythm.tolerance <= _ALIKE and self._lasts(one)
            return not steady or self._visited(one)
        return loose or (_stays(one) and not (one.rare and self._callers[one.source] == 1))

    def _is_service(self, one: _Found) -> bool:
        if one.kind != "address":
            return bool(self._services.purpose(one.where))
        names = self._standing.get(one.where, ())
        return bool(names) and all(self._services.purpose(name) for name in names)

    def _visited(self, one: _Found) -> bool:
        """Whether a name that was asked for was then talked to: that is judged by itself."""
        if (one.source, one.where) in self._kinds["name"]:
            return True
        return any((one.source, address) in self._kinds["address"] for address in one.pair.addresses)

    @staticmethod
    def _lasts(one: _Found) -> bool:
        return one.span >= _LASTING or one.rhythm.beats >= _MANY

    def _reasons(self, one: _Found) -> list[str]:
        reasons = []
        if (share := _alike(one.sizes)) >= _MOST:
            reasons.append(f"{share:.0%} of what it sends has nearly the same size")
        if self._lasts(one):
            reasons.append(f"it went on for {_spoken(one.span)} and {one.rhythm.beats} beats")
        if one.rare and reasons:
            reasons.append(f"of {one.hosts} hosts {one.others} others go there")
        return reasons

    def _oddities(self, one: _Found) -> list[str]:
        odd = []
        if one.kind == "address" and self._standing and one.where not in self._standing:
            odd.append("nobody asked for a name of that address, as they did for others")
        if one.pair.agent and self._programs.rare(one.pair.agent):
            odd.append("no other host shows that program")
        if one.pair.hostless:
            odd.append("its requests name no host")
        return odd

    def _confidence(self, one: _Found, reasons: int, oddities: int) -> Confidence:
        if one.kind == "asked" or _stays(one) or one.pair.failed >= _UNANSWERED * one.pair.seen:
            return Confidence.POSSIBLE
        if oddities and reasons + oddities > _LIKELY:
            return Confidence.STRONG
        return Confidence.LIKELY if reasons + oddities >= _LIKELY else Confidence.POSSIBLE

    def _signal(self, one: _Found, reasons: list[str]) -> Signal:
        oddities = self._oddities(one)
        sure = self._confidence(one, len(reasons), len(oddities))
        heard = one.rhythm
        every = ", then ".join(_spoken(length) for length in heard.intervals)
        target = Entity(EntityKind.ADDRESS if one.kind == "address" else EntityKind.DOMAIN, one.where)
        verb = "asks for the name" if one.kind == "asked" else "calls"
        return Signal(
            rule="pattern:beacon",
            title="A host calls the same place in a rhythm",
            message=f"{one.source} {verb} {one.where} every {every} (jitter {heard.jitter:.0%}),"
            f" {heard.beats} times in {_spoken(one.span)}.",
            severity=_SEVERITIES.get(sure, Severity.HIGH),
            confidence=sure,
            reason=f"{heard.share:.0%} of the intervals fit, by chance {heard.expected:.0%} would"
            f" (probability 10^{heard.chance:.0f})"
            + "".join(f"; {words}" for words in reasons + oddities)
            + ".",
            techniques=("T1071.004",) if one.kind == "asked" else _techniques(one.pair),
            first=int(one.times[0] * SECOND),
            last=int(one.times[-1] * SECOND),
            count=one.pair.seen,
            actors=(Entity(EntityKind.ADDRESS, one.source),),
            targets=(target,),
            places=places(one.pair.spots),
            numbers=self._numbers(one),
            benign="software that looks for news, messages or updates by the clock, or watches"
            " whether something is up; if it is known to be that, add its name to the services.",
            remedy="Find the program on that host that makes these connections, and look at what it sends.",
        )

    def _numbers(self, one: _Found) -> dict[str, float | int | str]:
        heard, pair = one.rhythm, one.pair
        numbers: dict[str, float | int | str] = {
            "period_s": round(heard.period, 3),
            "intervals_s": ", ".join(f"{length:.1f}" for length in heard.intervals),
            "jitter": round(heard.jitter, 3),
            "tolerance": heard.tolerance,
            "fitting_share": round(heard.share, 3),
            "expected_share": round(heard.expected, 3),
            "log10_chance": round(heard.chance, 1),
            "beats": heard.beats,
            "connections": pair.seen,
            "span_h": round(one.span / 3600, 2),
            "bytes_out_median": round(median(one.sizes)),
            "sizes_alike_share": round(_alike(one.sizes), 3),
            "bytes_in_mean": round(one.received),
            "others": one.others,
            "hosts": one.hosts,
        }
        if (column := self._rita(one)) is not None:
            numbers |= {
                "rita_score": column.whole,
                "rita_times": column.times,
                "rita_sizes": column.sizes,
                "rita_histogram": column.histogram,
                "rita_duration": column.duration,
            }
        return numbers

    def _rita(self, one: _Found) -> rita.Score | None:
        """Score it as RITA does, over the last day of the data; or its own last one."""
        pairs = zip(one.pair.times, one.pair.sizes, strict=True)
        shown = sorted((time // SECOND, size) for time, size in pairs)
        for last in (max(self._last // SECOND, shown[-1][0]), shown[-1][0]):
            first = max(min(self._first // SECOND, shown[0][0]), last - rita.WINDOW)
            recent = [(time, size) for time, size in shown if first <= time <= last]
            score = rita.score([time for time, _ in recent], [size for _, size in recent], first, last)
            if score is not None:
                return score
        return None


def _named(*shelves: Mapping[_Key, Pair]) -> dict[str, set[str]]:
    standing: dict[str, set[str]] = {}
    for shelf in shelves:
        for (_, name), pair in shelf.items():
            for address in pair.addresses:
                standing.setdefault(address, set()).add(name)
    return standing


def _stays(one: _Found) -> bool:
    return side(one.source) == INSIDE == side(one.where)


def _alike(sizes: list[int]) -> float:
    """Return the share of sizes within a tenth of the median."""
    middle = median(sizes)
    near = sum(1 for size in sizes if abs(size - middle) <= _ALIKE * middle)
    return near / len(sizes) if middle else 0.0


def _techniques(pair: Pair) -> tuple[str, ...]:
    return ("T1071.001",) if pair.protocol in {"http", "tls", "ssl"} or pair.port in {80, 443} else ("T1071",)


def _spoken(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.1f} seconds"
