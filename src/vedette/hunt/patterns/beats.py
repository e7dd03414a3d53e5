"""Judges rhythms: which are beacons, and how sure that is.

A rhythm counts when arrivals without memory would look as even with a probability of at most 1 in 100 over
all pairs tested together (Bonferroni), and at most 1 in 10,000 for itself. Then come the controls:

* ten minutes and ten beats at least: below that it may be a page that reloads, a film, a retry; seven beats
  where something is odd and they fit within a tenth;
* more than 1 MB a time, out (the median, for what is stolen may leave the same way) or in (one call of four
  and more; a beacon may fetch a file), is a transfer, not a question whether there are orders;
* one conversation that is logged in pieces (the source port stays) has the rhythm of who logs it; requests
  for a name in one connection that is kept open are the client's own;
* names of public services with a clock (`services.tsv`), and addresses only such names stand for;
* what a tenth of at least ten hosts use is a service, and what three use that are most of fewer;
* who calls, from outside, the server that is watched (half of ten or more sources call it) is a visitor,
  however even, unless it asks for no host, as browsers and monitors all do;
* what has a name and is not rare is a service of somebody's, as most of what one machine calls by the clock:
  it counts only if the host knows less than three names of that domain (else it has many servers), and if
  something is odd (`oddities.py`) or sizes are alike and it lasts, and is at most possible if nothing is odd;
* a named server at a usual port that never answers is nothing where nothing is odd: any maker's may be gone;
* among fewer than ten hosts a port of its own is as little as nothing odd (cameras and locks have such), and
  what a host calls like two other places of unknown names is its habit: at most possible;
* what stays inside counts only if nobody else calls it and the caller calls nobody else inside by the clock
  (monitoring and balancers call many), and is at most possible with less than two oddities; among fewer than
  ten hosts sizes have to be alike and it has to last, or to be a program that does not say it is a browser: a
  page somebody left open;
* names that are only asked for count only if rare and for six hours or a hundred beats, and are at most
  possible: caches and what fails ask again by the clock, and nothing was sent whose size would tell.

At least one thing must make it surer: sizes alike or of three kinds (of web requests in few connections the
lengths of what they ask for), or six hours or a hundred beats. That nobody else goes there makes it surer
still and is nothing alone: a page somebody left open asks by the clock for an hour. Each oddity counts as
much. Two of them all: likely. Strong takes three, one of them odd (and more than new connections in quick
order, which a loop makes, too), for honest programs are even and alone as well. Inside, and where a usual
port never answers, it takes one more, as a maker's server may be gone, unless its silence is odd itself
(`silences.py`). What is never answered is never strong; nobody looks at it, so a hundred beats in five
minutes outside are enough, four a second at most. What has a manner but no clock: `senders.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log10
from typing import Final

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.instants import SECOND
from vedette.hunt.patterns import rita, senders, silences
from vedette.hunt.patterns.addresses import INSIDE, NOWHERE, side
from vedette.hunt.patterns.bounded import median
from vedette.hunt.patterns.calls import LEAST_BEATS, Calls, alike, fixed, paces, spoken
from vedette.hunt.patterns.crowds import ENOUGH, Crowd
from vedette.hunt.patterns.hops import Grouping, Hops
from vedette.hunt.patterns.names import registrable
from vedette.hunt.patterns.oddities import Oddity, Surroundings, is_plain, of_rhythm, usual, weighty
from vedette.hunt.patterns.pairs import TRANSFER, Kind, Pair
from vedette.hunt.patterns.places import places
from vedette.hunt.patterns.rhythms import CHANCE_OF_ONE, FEWER, LEAST_PERIOD, rhythm
from vedette.hunt.patterns.services import Services
from vedette.hunt.signal import Signal

_Key = tuple[str, str]
_CHANCE_OF_ANY: Final = -2.0
_LEAST_SPAN: Final = 600.0
_LEAST_UNANSWERED: Final = 300.0
_LEAST_PERIOD_UNANSWERED: Final = 0.25
_FEWER_BEATS: Final = 7
_RESTARTED: Final = 1_800.0
_LOOSE: Final = 0.35
_LIKELY: Final = 2
_ODD_INSIDE: Final = 2
_SERVERS: Final = 3
_HABIT: Final = 3
_NAMED: Final = 6
_BROWSER: Final = "Mozilla/"
_SEVERITIES: Final = {Confidence.POSSIBLE: Severity.LOW, Confidence.LIKELY: Severity.MEDIUM}


class Judge:
    """Looks at all pairs at once."""

    def __init__(
        self,
        addresses: Kind,
        names: Kind,
        asked: Kind,
        services: Services,
        vouched: Mapping[str, bool],
    ) -> None:
        self._kinds = {"name": names.pairs, "address": addresses.pairs, "asked": asked.pairs}
        self._services = services
        self._crowds = {
            "name": Crowd(names.everybody(), registrable),
            "address": Crowd(addresses.everybody(), str),
            "asked": Crowd(asked.everybody(), registrable),
        }
        self._standing = _named(names, asked)
        self._servers = Counter((source, registrable(name)) for source, name in {*names.everybody()})
        known = bool(names.pairs or names.once)
        self._around = Surroundings(self._standing, Crowd(names.programs(), str), vouched, known)
        self._grouping = Grouping(
            self._kinds, self._standing, self._around.programs, self._crowds, services.purpose
        )
        self._silences = silences.Silences(self._kinds, self._standing)
        self._watched = self._crowds["address"].watched()
        self._callers: Counter[str] = Counter()
        self._habits: Counter[str] = Counter()
        kept = [pair.times for pair in addresses.pairs.values() if pair.times]
        self._first = min((min(times) for times in kept), default=0)
        self._last = max((max(times) for times in kept), default=0)

    def signals(self) -> Iterator[Signal]:
        """Say which pairs are beacons; an address is judged by its name where it has one."""
        found = self._rhythms()
        self._callers = Counter(
            source
            for source, _ in {
                (one.source, one.where)
                for one in found
                if one.stays and not self._crowds[one.kind].common(one.where)
            }
        )
        self._habits = Counter(
            one.source for one in found if not one.stays and is_plain(one.odd) and not self._has_name(one)
        )
        covered: set[_Key] = set()
        for one in found:
            if (one.source, one.where) in covered:
                continue
            if one.kind == "name":
                covered.update((one.source, address) for address in (one.where, *one.pair.addresses))
            if not self._harmless(one) and (reasons := self._reasons(one)):
                covered.add((one.source, one.where))
                yield self._signal(one, reasons)
        groups = [*self._grouping.hops(covered)]
        yield from self._from_server_to_server(groups, covered)
        yield from self._without_a_clock(groups, covered)

    def _without_a_clock(self, groups: Sequence[Hops], told: set[_Key]) -> Iterator[Signal]:
        """Say what does nothing but send to servers without names, by itself or server after server."""
        single = [(key[0], (key[1],), pair) for key, pair in sorted(self._kinds["name"].items())]
        several = [(hops.source, hops.servers, hops.pair) for hops in groups if hops.kind == "name"]
        for source, servers, pair in (*single, *several):
            if any((source, where) in told for where in servers):
                continue
            odd = self._around.oddities("name", (source, servers[0]), pair)
            one = senders.sending(source, servers, pair, odd)
            if one is not None and not self._harmless(one) and not senders.is_common(one):
                told.update((source, where) for where in servers)
                yield senders.told(one)

    def _from_server_to_server(self, groups: Sequence[Hops], told: set[_Key]) -> Iterator[Signal]:
        """Say what is a beacon only when the servers it calls in one manner are put together."""
        threshold = min(CHANCE_OF_ONE, _CHANCE_OF_ANY - log10(max(1, len(groups))))
        for hops in groups:
            if any((hops.source, where) in told for where in hops.servers):
                continue
            odd = self._around.oddities(hops.kind, (hops.source, hops.servers[0]), hops.pair)
            one = self._heard(hops.kind, (hops.source, hops.servers[0]), hops.pair, odd, threshold)
            if (
                one is None
                or not one.exact
                or one.rhythm.several
                or one.rhythm.beats < LEAST_BEATS
                or self._harmless(one)
            ):
                continue
            one.servers = hops.servers
            reasons = self._reasons(one)
            if hops.in_turn:
                reasons.append(f"it stays with one of {len(hops.servers)} servers until it turns to the next")
            if reasons:
                told.update((hops.source, where) for where in hops.servers)
                yield self._signal(one, reasons)

    def _rhythms(self) -> list[Calls]:
        pairs = [
            (kind, key, pair)
            for kind, shelf in self._kinds.items()
            for key, pair in sorted(shelf.items())
            if len(pair.times) > FEWER
        ]
        threshold = min(CHANCE_OF_ONE, _CHANCE_OF_ANY - log10(max(1, len(pairs))))
        found = []
        for kind, key, pair in pairs:
            odd = self._around.oddities(kind, key, pair)
            if one := self._heard(kind, key, pair, odd, threshold):
                found.append(one)
        return found

    def _heard(self, kind: str, key: _Key, pair: Pair, odd: list[Oddity], threshold: float) -> Calls | None:
        """Return calls if they have a rhythm that is hardly one by chance."""
        times, cuts = pair.moments()
        least = _LEAST_PERIOD_UNANSWERED if silences.unanswered(key, pair) else LEAST_PERIOD
        more = self._still_called(kind, key[0], pair) if not cuts else []
        heard = rhythm(times, cuts, least, several=bool(odd))
        if heard is None and more:
            heard = rhythm(sorted({*times, *more}), cuts, least, several=bool(odd))
        if heard is None or heard.chance > threshold:
            return None
        sizes, received = self._sizes(key[0], pair)
        odd += of_rhythm(key[1], pair, heard)
        if heard.since and len(sizes) == len(calls := pair.tried()[0]):
            sizes = [size for size, at in zip(sizes, calls, strict=True) if at >= heard.since * SECOND]
        sizes = [size for size in sizes if size or not pair.failed] or sizes
        times = [time for time in sorted({*times, *more}) if time >= heard.since]
        one = Calls(kind, *key, pair, heard, times, sizes, received, odd=odd)
        if silence := self._silences.oddity(one, self._crowds[kind].users(key[1]) - 1):
            odd.append(silence)
        return one

    def _still_called(self, kind: str, source: str, pair: Pair) -> list[float]:
        """Return when a name's servers were called that are gone.

        Where an address stands for that name alone and is hardly ever answered, its calls are the name's: it
        goes on being called, at whatever pace.
        """
        flows = self._kinds["address"]
        gone = [
            flow
            for at in pair.addresses
            if kind == "name" and len(self._standing.get(at, ())) == 1
            if (flow := flows.get((source, at))) and not flow.level and silences.dead(flow)
        ]
        return [time for flow in gone for time in flow.moments()[0]]

    def _sizes(self, source: str, pair: Pair) -> tuple[list[int], float]:
        """Return sizes, and bytes received each time.

        Where a pair's own are not known they are those of its conversations; of many requests in few
        conversations the lengths of what is asked for.
        """
        if any(size > 0 for size in pair.sizes):
            return [max(0, size) for size in pair.tried()[1]], pair.received / max(1, pair.seen)
        addresses = self._kinds["address"]
        flows = [flow for at in pair.addresses if (flow := addresses.get((source, at)))]
        flows = [flow for flow in flows if not silences.dead(flow)]
        seen = sum(flow.seen for flow in flows)
        received = sum(flow.received for flow in (flows or (pair,))) / max(1, seen, pair.seen)
        if 2 * seen >= pair.seen:
            return [size for flow in flows for size in flow.tried()[1]], received
        return [-size for size in pair.sizes], received

    def _harmless(self, one: Calls) -> bool:
        crowd = self._crowds[one.kind]
        one.others, one.hosts, one.rare = crowd.users(one.where) - 1, crowd.hosts, crowd.rare(one.where)
        visits = side(one.source) != INSIDE and self._watched.intersection((one.where, *one.pair.addresses))
        return (
            one.span
            < (_LEAST_UNANSWERED if silences.unanswered((one.source, one.where), one.pair) else _LEAST_SPAN)
            or one.rhythm.beats < (_FEWER_BEATS if one.odd and one.exact else LEAST_BEATS)
            or (one.pair.in_pieces and one.kind != "name")
            or self._is_transfer(one)
            or self._is_service(one)
            or (not one.pair.hostless if visits else crowd.common(one.where))
            or self._is_ordinary(one)
        )

    def _is_transfer(self, one: Calls) -> bool:
        """Whether it sends files, or one call of four and more brings one; a beacon may bring a few."""
        flows = (self._kinds["address"].get((one.source, at)) for at in one.pair.addresses)
        brings = any(4 * part.heavy >= part.seen for part in (one.pair, *flows) if part is not None)
        return median(one.sizes) > TRANSFER or (one.received > TRANSFER and brings)

    def _is_ordinary(self, one: Calls) -> bool:
        """Whether it is of a kind that is often regular, and nothing else speaks against it."""
        if one.kind == "asked":
            steady = one.rare and one.exact and one.lasts
            return not steady or self._visited(one)
        gone = self._has_name(one) and silences.is_gone(one)
        if gone or (one.rhythm.tolerance >= _LOOSE and not (one.even or one.lasts)):
            return True
        if one.stays:
            alone = one.rare or _steady_alone(one) or len(one.odd) >= _ODD_INSIDE
            return self._callers[one.source] > 1 or not alone
        if not self._is_somebodys(one):
            return False
        return self._has_servers(one) or not (one.odd or (one.even and one.lasts))

    def _is_somebodys(self, one: Calls) -> bool:
        """Whether it has a name, and it is not so that of many hosts only this one goes there."""
        return not one.rare and self._has_name(one)

    def _has_name(self, one: Calls) -> bool:
        return side(one.where) == NOWHERE or one.where in self._standing

    def _has_servers(self, one: Calls) -> bool:
        """Whether the host knows so many names of its domain that it has many servers."""
        names = self._standing.get(one.where, {one.where})
        return any(self._servers[one.source, registrable(name)] >= _SERVERS for name in names)

    def _is_service(self, one: Calls) -> bool:
        if one.kind != "address":
            return bool(self._services.purpose(one.where))
        names = self._standing.get(one.where, ())
        return bool(names) and all(self._services.purpose(name) for name in names)

    def _visited(self, one: Calls) -> bool:
        """Whether a name that was asked for was then talked to: that is judged by itself."""
        if (one.source, one.where) in self._kinds["name"]:
            return True
        return any((one.source, address) in self._kinds["address"] for address in one.pair.addresses)

    def _reasons(self, one: Calls) -> list[str]:
        reasons = []
        if one.even:
            few = "nearly the same size" if one.of_one_size else "one of three sizes"
            share = alike(one.sizes) if one.of_one_size else fixed(one.sizes)
            reasons.append(f"{share:.0%} of what it sends has {few}")
        if one.lasts:
            reasons.append(f"it went on for {spoken(one.span)} and {one.rhythm.beats} beats")
        elif one.silent:
            reasons.append(f"for {spoken(one.span)} nobody answered")
        if one.rare and reasons:
            reasons.append(f"of {one.hosts} hosts {one.others} others go there")
        return reasons

    def _confidence(self, one: Calls, reasons: int) -> Confidence:
        odd = len(one.odd)
        dead = silences.dead(one.pair)
        careful = one.stays or (dead and usual(one.pair.port) and not one.silent)
        restarted = one.silent and odd == 1 and one.span < _RESTARTED
        if one.kind == "asked" or (one.stays and odd < _ODD_INSIDE) or restarted:
            return Confidence.POSSIBLE
        alone = one.hosts < ENOUGH
        if not odd and (careful or self._is_somebodys(one)):
            return Confidence.POSSIBLE
        if alone and is_plain(one.odd) and (self._is_somebodys(one) or self._habits[one.source] >= _HABIT):
            return Confidence.POSSIBLE
        enough = _LIKELY + careful
        if weighty(one.odd) and not careful and not dead and reasons + odd > enough:
            return Confidence.STRONG
        return Confidence.LIKELY if reasons + odd >= enough else Confidence.POSSIBLE

    def _rita(self, one: Calls) -> dict[str, float | int | str]:
        """Score it as RITA does, over the last day of the data; or its own last one."""
        pairs = zip(one.pair.times, one.pair.sizes, strict=True)
        shown = sorted((time // SECOND, max(0, size)) for time, size in pairs)
        return rita.columns(shown, self._first // SECOND, self._last // SECOND)

    def _signal(self, one: Calls, reasons: list[str]) -> Signal:
        sure = self._confidence(one, len(reasons))
        heard = one.rhythm
        every = paces(heard.intervals) + " or multiples, and by other clocks" * heard.several
        targets = tuple(
            Entity(EntityKind.ADDRESS if one.kind == "address" else EntityKind.DOMAIN, where)
            for where in one.servers or (one.where,)
        )
        where = f"one of {', '.join(one.servers[:_NAMED])}" if one.servers else one.where
        verb = "asks for the name" if one.kind == "asked" else "calls"
        return Signal(
            rule="pattern:beacon",
            title="A host calls the same place in a rhythm",
            message=f"{one.source} {verb} {where} every {every} (jitter {heard.jitter:.0%}),"
            f" {heard.beats} times in {spoken(one.span)}.",
            severity=_SEVERITIES.get(sure, Severity.HIGH),
            confidence=sure,
            reason=f"{heard.share:.0%} of the intervals fit, by chance {heard.expected:.0%} would"
            f" (probability 10^{heard.chance:.0f})"
            + "".join(f"; {words}" for words in (*reasons, *(each.words for each in one.odd)))
            + ".",
            techniques=("T1071.004",) if one.kind == "asked" else _techniques(one.pair),
            first=int(one.times[0] * SECOND),
            last=int(one.times[-1] * SECOND),
            count=one.pair.seen,
            actors=(Entity(EntityKind.ADDRESS, one.source),),
            targets=targets,
            places=places(one.pair.spots),
            numbers=one.numbers() | self._rita(one),
            benign="software that looks for news, messages or updates by the clock, or watches"
            " whether something is up; if it is known to be that, add its name to the services.",
            remedy="Find the program on that host that makes these connections, and look at what it sends.",
        )


def _named(*kinds: Kind) -> dict[str, set[str]]:
    standing: dict[str, set[str]] = {}
    for kind in kinds:
        for (_, name), pair in kind.pairs.items():
            for address in pair.addresses if side(name) == NOWHERE else ():
                standing.setdefault(address, set()).add(name)
        for address, name in kind.stood.items():
            if side(name) == NOWHERE:
                standing.setdefault(address, set()).add(name)
    return standing


def _steady_alone(one: Calls) -> bool:
    """Whether it is even and no page somebody left open, where there are too few hosts to compare with."""
    program = bool(one.pair.agent) and not one.pair.agent.startswith(_BROWSER)
    return one.hosts < ENOUGH and one.even and (one.lasts or program)


def _techniques(pair: Pair) -> tuple[str, ...]:
    return ("T1071.001",) if pair.protocol in {"http", "tls", "ssl"} or pair.port in {80, 443} else ("T1071",)
