"""Domain generation: a host asks for many domains that do not exist and look drawn at random.

Formula: of the m different registered domains a host asked for in vain, k look random (`letters.py`, a
likelihood ratio of letters). Of people's names one in twenty does, so the chance of k or more is the
binomial tail, bounded after Chernoff; it fires at 10^-6 with k of at least 8. Names made of words leave
only the number: fifty different domains in vain within an hour, and more in vain than found, is at most
possible. Sources: Antonakakis and others, "From throw-away traffic to bots" (2012), for the NXDOMAIN view;
the model is ours.

Controls: registered domains only, so a search list that is appended to names counts once; names without a
dot and of the local network are not looked at (browsers ask for random ones to see who lies); one answer
redeems a domain; hosts that ask for everybody (resolvers, mail filters, crawlers) find much more than they
miss. Bounds: 20,000 hosts, the quietest go first; 1,000 domains each, 200,000 in all, then 100 each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import DNS
from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR
from vedette.hunt.patterns.addresses import who
from vedette.hunt.patterns.bounded import Shelf, reread, sensible, written
from vedette.hunt.patterns.letters import PEOPLES, looks_random
from vedette.hunt.patterns.names import is_local, registrable
from vedette.hunt.patterns.places import Fields, Spot, places
from vedette.hunt.patterns.rhythms import tail
from vedette.hunt.signal import Signal

HOSTS: Final = 20_000
DOMAINS: Final = 1_000
DOMAINS_IN_ALL: Final = 200_000
_DOMAINS_THEN: Final = 100
_CHANCE: Final = -6.0
_FEWEST: Final = 8
_BURST: Final = 50
_VAIN: Final = frozenset({"NXDOMAIN", "NAME_ERROR", "3"})
_SHOWN: Final = 5
_TARGETS: Final = 10


class _Asked(Struct):
    vain: dict[str, int] = field(default_factory=dict)
    """Registered domain to the time it was first asked for in vain."""
    found: set[str] = field(default_factory=set)
    spots: list[Spot] = field(default_factory=list)


class _State(Struct):
    hosts: dict[str, _Asked]


class Dga:
    """Sees questions for names."""

    name = "dga"
    actions = frozenset({DNS})

    def __init__(self) -> None:
        self._hosts: Shelf[str, _Asked] = Shelf(HOSTS, _weight)
        self._fields = Fields()
        self._kept = 0
        self._full = 0

    def see(self, event: Event) -> None:
        """Take one in."""
        name = event.domain
        source = event.source_ip or event.host
        if name is None or source is None:
            return
        domain = registrable(name)
        asked = self._hosts.get(source) or self._hosts.put(source, _Asked())
        if event.response not in _VAIN:
            if domain not in asked.found and event.answers and self._room(asked):
                asked.found.add(domain)
        elif domain not in asked.vain and not is_local(name) and self._room(asked):
            asked.vain[domain] = sensible(event.time)
            if len(asked.spots) < _SHOWN:
                asked.spots.append(self._fields.spot(event, name, "domain"))

    def _room(self, asked: _Asked) -> bool:
        most = DOMAINS if self._kept < DOMAINS_IN_ALL else _DOMAINS_THEN
        if len(asked.vain) + len(asked.found) >= most:
            self._full += 1
            return False
        self._kept += 1
        return True

    def signals(self) -> Iterator[Signal]:
        """Say which hosts ask for made-up domains."""
        for source in sorted(self._hosts):
            asked = self._hosts[source]
            vain = {name: time for name, time in asked.vain.items() if name not in asked.found}
            random = {name: time for name, time in vain.items() if looks_random(name.partition(".")[0])}
            chance = tail(len(vain), len(random) / max(1, len(vain)), PEOPLES)
            if len(random) >= _FEWEST and chance <= _CHANCE:
                yield _signal(source, asked, random, len(vain), chance)
            elif (most := _busiest(sorted(vain.values()))) >= _BURST and len(vain) > len(asked.found):
                yield _burst(source, asked, vain, most)

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        if self._hosts.dropped:
            yield f"{self._hosts.dropped:,} of the quietest hosts were forgotten"
        if self._full:
            yield f"{self._full:,} domains beyond the limits were not remembered"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._hosts))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        self._hosts.update(list(reread(_State, saved, self.name).hosts.items())[:HOSTS])
        self._kept = int(sum(_weight(one) for one in self._hosts.values()))


def _busiest(times: list[int]) -> int:
    """Return how many of sorted times the fullest hour holds."""
    return max((bisect_left(times, time + HOUR) - at for at, time in enumerate(times)), default=0)


def _signal(source: str, asked: _Asked, random: dict[str, int], vain: int, chance: float) -> Signal:
    shown = sorted(random, key=lambda name: (random[name], name))
    return Signal(
        rule="pattern:dga",
        title="A host asks for many domains that do not exist and look made up",
        message=f"{source} asked in vain for {len(random):,} domains drawn at random,"
        f" such as {', '.join(shown[:3])}.",
        severity=Severity.HIGH,
        confidence=Confidence.STRONG if chance <= 3 * _CHANCE else Confidence.LIKELY,
        reason=f"of {vain:,} domains it asked for in vain {len(random):,} look random; of people's names"
        f" {PEOPLES:.0%} do (probability 10^{chance:.0f}).",
        techniques=("T1568.002",),
        first=min(random.values()),
        last=max(random.values()),
        count=vain,
        actors=(who(source),),
        targets=tuple(Entity(EntityKind.DOMAIN, name) for name in shown[:_TARGETS]),
        places=places(asked.spots),
        numbers={
            "domains_in_vain": vain,
            "random_domains": len(random),
            "domains_found": len(asked.found),
            "log10_chance": round(chance, 1),
            "peoples_share": PEOPLES,
        },
        benign="a security product that looks up hashes as names, a browser that tests its resolver.",
        remedy="Find the program that asks; look for the one domain of this kind that did answer.",
    )


def _burst(source: str, asked: _Asked, vain: dict[str, int], most: int) -> Signal:
    shown = sorted(vain, key=lambda name: (vain[name], name))
    return Signal(
        rule="pattern:nxdomain-burst",
        title="A host asks for many domains that do not exist",
        message=f"{source} asked in vain for {most:,} different domains within an hour,"
        f" such as {', '.join(shown[:3])}.",
        severity=Severity.LOW,
        confidence=Confidence.POSSIBLE,
        reason=f"it asked in vain for {len(vain):,} domains and found {len(asked.found):,}.",
        techniques=("T1568.002",),
        first=min(vain.values()),
        last=max(vain.values()),
        count=len(vain),
        actors=(who(source),),
        targets=tuple(Entity(EntityKind.DOMAIN, name) for name in shown[:_TARGETS]),
        places=places(asked.spots),
        numbers={
            "domains_in_vain": len(vain),
            "domains_found": len(asked.found),
            "most_in_an_hour": most,
        },
        benign="a mail filter, a crawler, a program with an old list of servers.",
        remedy="Find the program that asks, and where it has the names from.",
    )


def _weight(asked: _Asked) -> float:
    return len(asked.vain) + len(asked.found)
