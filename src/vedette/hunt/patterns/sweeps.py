"""Judges contacts: which sources try one port on many hosts, or many ports on one host.

The test takes contacts to fail each for itself. Those of a host that is cut off (no way out, addresses of a
kind nobody routes) fail together, and its programs go on trying the servers they know. So where nobody
outside ever answered a source, what it tries outside at a port usual on desks is a scan across only if it
sweeps one network, or tries a hundred: no desk's programs know so many, and of a hundred web servers drawn at
random one answers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Final

from msgspec import Struct, field

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.instants import MINUTE, SECOND
from vedette.hunt.patterns.addresses import INSIDE, OUTSIDE, neighbourhood, side
from vedette.hunt.patterns.bounded import median
from vedette.hunt.patterns.oddities import usual
from vedette.hunt.patterns.places import Spot, places
from vedette.hunt.signal import Signal

ODDS: Final = log(0.8 / 0.2)
"""What one failure says for a scan, and one answer against it (Jung 2004, theta 0.8 and 0.2)."""
SURE: Final = log(1e7)
_SLOW: Final = 30.0
"""Seconds between two new contacts: slower than what a rate limit looks for."""
_ACROSS, _DOWN, _PINGED = range(3)
_WHILE: Final = 10 * MINUTE
_AGAIN: Final = 0.2
_UNKNOWN: Final = 100
"""Hosts: more than the programs of a desk know."""
_TARGETS: Final = 10
_PORTS_SAID: Final = 8
_UDP: Final = 0x10000
_PORT: Final = 0xFFFF
ICMP: Final = frozenset({"icmp", "ipv6-icmp", "icmp6", "ipv6_icmp"})


def contact(host: int, port: int, transport: str | None) -> int:
    """Write host, transport and port as one number; an echo request has port 0, whatever its record says."""
    if transport == "udp":
        return host << 17 | _UDP | port & _PORT
    return host << 17 | (0 if transport in ICMP else port & _PORT)


def _is_ping(key: int) -> bool:
    return not key & (_UDP | _PORT)


class Contacts(Struct):
    """Whom one source tried to reach."""

    failed: dict[int, int] = field(default_factory=dict)
    """Contact to time."""
    answered: set[int] = field(default_factory=set)
    pinged: dict[int, int] = field(default_factory=dict)
    """Host to the time of the first echo request."""
    again: set[int] = field(default_factory=set)
    """Hosts pinged more than once."""
    one_way: bool = False
    """Whether some failures are of records that know one direction only."""
    spots: list[Spot] = field(default_factory=list)

    def shrink(self, most: int) -> int:
        """Keep that many at most, the earliest failures before answers; says how many went."""
        before = len(self.failed) + len(self.answered)
        if before <= most:
            return 0
        self.failed = dict(sorted(self.failed.items(), key=lambda item: item[1])[:most])
        self.answered = set(sorted(self.answered)[: most - len(self.failed)])
        return before - len(self.failed) - len(self.answered)


@dataclass(frozen=True, slots=True)
class _Sweep:
    """Failures that share a port, or a host; put together, which of the three it is."""

    shared: int
    odds: float
    failed: dict[int, int]
    answers: int


class Sweeps:
    """Looks at all sources at once."""

    def __init__(self, sources: Mapping[str, Contacts], hosts: Mapping[str, int]) -> None:
        self._sources = sources
        self._hosts = hosts
        self._names = {number: where for where, number in hosts.items() if number >= 0}
        self._back: set[tuple[str, int]] = set()
        self._deaf = not any(key & _UDP for one in sources.values() for key in one.answered)
        """Whether no datagram was answered at all: the sensor sees one direction."""
        self._dumb = not any(_is_ping(key) for one in sources.values() for key in one.answered)
        """Whether no ping was: answers go another way, or are encrypted."""
        if any(one.one_way for one in sources.values()):
            self._back = {(name, key >> 17) for name, one in sources.items() for key in one.answered}

    def signals(self) -> Iterator[Signal]:
        """Say who scans: at most once across and once down for each source."""
        for source in sorted(self._sources):
            contacts = self._sources[source]
            failed = self._failures(source, contacts)
            across = _sweeps(failed, contacts.answered, _port_of)
            across = [one for one in across if not self._is_cut_off(contacts, one)]
            if across:
                yield self._across(source, contacts, across)
            elif pinged := _pinged_once(contacts, self._names):
                yield self._pinged(source, contacts, pinged)
            if len(failed) * ODDS < SURE:
                continue
            down = _sweeps(failed, contacts.answered, _host_of)
            if down:
                yield self._down(source, contacts, down)

    def _failures(self, source: str, contacts: Contacts) -> dict[int, int]:
        """Leave out what was answered after all, or in a record of its own."""
        me = self._hosts.get(source, -1)
        return {
            key: time
            for key, time in contacts.failed.items()
            if key not in contacts.answered
            and not (self._deaf and key & _UDP)
            and not (self._dumb and _is_ping(key))
            and not (contacts.one_way and (self._names.get(key >> 17, ""), me) in self._back)
        }

    def _is_cut_off(self, contacts: Contacts, sweep: _Sweep) -> bool:
        """Whether failures across a usual port say no more than that nothing outside can be reached."""
        if not usual(sweep.shared & _PORT) or any(self._is_outside(key) for key in contacts.answered):
            return False
        outside = [self._name(key) for key in sweep.failed if self._is_outside(key)]
        most = max(Counter(map(neighbourhood, outside)).values(), default=0)
        within = len(sweep.failed) - len(outside)
        return len(outside) < _UNKNOWN and max(most, within) * ODDS < SURE

    def _is_outside(self, key: int) -> bool:
        return side(self._name(key)) == OUTSIDE

    def _name(self, key: int) -> str:
        return self._names.get(key >> 17, "")

    def _across(self, source: str, contacts: Contacts, found: list[_Sweep]) -> Signal:
        failed = {key: time for one in found for key, time in one.failed.items()}
        ports = ", ".join(_port_said(one.shared) for one in found[:_PORTS_SAID])
        hosts = {key >> 17 for key in failed}
        return self._signal(
            source,
            contacts,
            _Sweep(_ACROSS, max(one.odds for one in found), failed, sum(one.answers for one in found)),
            f"{source} tried {ports} on {len(hosts):,} hosts that did not answer",
        )

    def _pinged(self, source: str, contacts: Contacts, pinged: dict[int, int]) -> Signal:
        failed = {contact(host, 0, "icmp"): time for host, time in pinged.items()}
        sweep = _Sweep(_PINGED, SURE, failed, len(contacts.answered))
        return self._signal(source, contacts, sweep, f"{source} pinged {len(pinged):,} hosts, each once")

    def _down(self, source: str, contacts: Contacts, found: list[_Sweep]) -> Signal:
        failed = {key: time for one in found for key, time in one.failed.items()}
        who = self._names[found[0].shared]
        more = f" and {len(found) - 1:,} more hosts" if len(found) > 1 else ""
        return self._signal(
            source,
            contacts,
            _Sweep(_DOWN, max(one.odds for one in found), failed, sum(one.answers for one in found)),
            f"{source} tried {len(found[0].failed):,} closed ports of {who}{more}",
        )

    def _signal(self, source: str, contacts: Contacts, sweep: _Sweep, what: str) -> Signal:
        times = sorted(sweep.failed.values())
        pause = median([(b - a) / SECOND for a, b in pairwise(times)])
        inside = side(source) == INSIDE
        hosts = list(dict.fromkeys(key >> 17 for key, _ in sorted(sweep.failed.items(), key=_by_time)))
        down = sweep.shared == _DOWN
        return Signal(
            rule="pattern:scan-down" if down else "pattern:scan-across",
            title="A host looks for open ports" if down else "A host looks for others that listen",
            message=f"{what}{', slowly' if pause > _SLOW else ''}.",
            severity=Severity.MEDIUM if inside else Severity.LOW,
            confidence=Confidence.STRONG if sweep.odds >= 2 * SURE else Confidence.LIKELY,
            reason=_reason(sweep),
            techniques=("T1046",) if inside else ("T1595.001",) if not down else ("T1595", "T1046"),
            first=times[0],
            last=times[-1],
            count=len(sweep.failed),
            actors=(Entity(EntityKind.ADDRESS, source),),
            targets=tuple(Entity(EntityKind.ADDRESS, self._names[one]) for one in hosts[:_TARGETS]),
            places=places(contacts.spots),
            numbers={
                "failed_contacts": len(sweep.failed),
                "answered_contacts": sweep.answers,
                "hosts": len(hosts),
                "ports": len({key & 0x1FFFF for key in sweep.failed}),
                "ln_likelihood_ratio": round(sweep.odds, 1),
                "threshold": round(SURE, 1),
                "median_pause_s": round(pause, 3),
            },
            benign="monitoring, an inventory or a vulnerability scanner of your own; file sharing; a program"
            " whose list of servers is old.",
            remedy="Ask who runs that machine; if nobody meant to scan, look at what else it did then.",
        )


def _reason(sweep: _Sweep) -> str:
    if sweep.shared == _PINGED:
        return "Nobody types that many, and what watches hosts comes back to them."
    return (
        f"{len(sweep.failed):,} first contacts failed, {sweep.answers:,} were answered: that is"
        f" e^{sweep.odds:.0f} times as probable of one who guesses as of one who knows whom to call."
        " Retries, other ports and answers that came later are not counted."
    )


def _sweeps(failed: Mapping[int, int], answered: set[int], shared: Callable[[int], int]) -> list[_Sweep]:
    """Group failures by what they share, and keep the groups chance does not explain; the surest first."""
    groups: dict[int, dict[int, int]] = defaultdict(dict)
    for key, time in failed.items():
        groups[shared(key)][key] = time
    answers: dict[int, int] = defaultdict(int)
    for key in answered:
        answers[shared(key)] += 1
    found = []
    for what, keys in groups.items():
        odds = (len(keys) - answers[what]) * ODDS
        unheard = shared is _port_of and what & _UDP and answers[what]
        if odds >= SURE and not unheard:
            found.append(_Sweep(what, odds, keys, answers[what]))
    return sorted(found, key=lambda one: (-one.odds, one.shared))


def _pinged_once(contacts: Contacts, names: Mapping[int, str]) -> dict[int, int]:
    """Return who was pinged once in some network: twelve within ten minutes, and few were pinged again."""
    if len(contacts.again) > _AGAIN * len(contacts.pinged):
        return {}
    networks: dict[str, dict[int, int]] = defaultdict(dict)
    for host, time in contacts.pinged.items():
        if host not in contacts.again:
            networks[neighbourhood(names[host])][host] = time
    found: dict[int, int] = {}
    for once in networks.values():
        times = sorted(once.values())
        most = max(bisect_right(times, time + _WHILE) - at for at, time in enumerate(times))
        found |= once if most * ODDS >= SURE else {}
    return found


def _port_of(key: int) -> int:
    return key & 0x1FFFF


def _host_of(key: int) -> int:
    return key >> 17


def _by_time(item: tuple[int, int]) -> tuple[int, int]:
    return item[1], item[0]


def _port_said(port: int) -> str:
    if not port:
        return "ping"
    return f"port {port & _PORT}/udp" if port & _UDP else f"port {port}"
