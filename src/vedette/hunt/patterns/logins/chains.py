"""Hops put together: chains of them, and fans; and the words for both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.instants import HOUR, MINUTE, rfc3339
from vedette.hunt.patterns.places import Spot, places
from vedette.hunt.patterns.speech import plain
from vedette.hunt.signal import Signal

WITHIN: Final = 4 * HOUR
AT_ONCE: Final = 10 * MINUTE
HOPS_MIN: Final = 3
LONGEST: Final = 8
FAN_MIN: Final = 8
_BRANCHES: Final = 50
_SHOWN: Final = 10
_TECHNIQUES: Final = {
    "remote desktop": "T1021.001",
    "the network": "T1021.002",
    "SSH": "T1021.004",
    "WinRM": "T1021.006",
    "explicit credentials": "T1078",
}


class Hop(Struct):
    """Logins of one account from one host to another."""

    first: int
    last: int
    way: str
    spot: Spot
    count: int = 0
    days: list[int] = []


class Deed(Struct):
    """Something carried out on a host."""

    time: int
    what: str
    lasting: bool
    """A service or a task, not only a share."""
    spot: Spot
    source: str = ""
    """From where, for a share."""


class Step(NamedTuple):
    """One hop of a chain."""

    source: str
    host: str
    user: str
    hop: Hop


Hops = Mapping[tuple[str, str, str], Hop]
Deeds = Mapping[str, list[Deed]]


def chains(hops: Hops, deeds: Deeds) -> Iterator[tuple[Step, ...]]:
    """Give the longest chain from each beginning that is long enough, or at whose hops something was done."""
    fresh = [Step(*key, hop) for key, hop in hops.items() if len(hop.days) < 2]  # noqa: PLR2004
    fresh.sort(key=lambda step: (step.hop.first, step.source, step.host, step.user))
    leaving: dict[str, list[Step]] = defaultdict(list)
    for step in fresh:
        leaving[step.source].append(step)
    used: set[int] = set()
    for step in fresh:
        if id(step.hop) in used:
            continue
        chain = _longest(step, leaving)
        if _counts(chain, deeds):
            used.update(id(one.hop) for one in chain)
            yield chain


def _longest(start: Step, leaving: Mapping[str, list[Step]]) -> tuple[Step, ...]:
    """Follow hops breadth-first; each host once, the earliest way to it."""
    paths: list[tuple[Step, ...]] = [(start,)]
    best: tuple[Step, ...] = (start,)
    reached = {start.source, start.host}
    while paths and len(best) < LONGEST:
        longer: list[tuple[Step, ...]] = []
        for path in paths[:_BRANCHES]:
            for step in leaving.get(path[-1].host, ())[:_BRANCHES]:
                if step.host not in reached and _follows(path[-1], step):
                    reached.add(step.host)
                    longer.append((*path, step))
        if longer:
            best = longer[0]
        paths = longer
    return best


def _follows(one: Step, other: Step) -> bool:
    apart = other.hop.first - one.hop.first
    if not 0 <= apart <= WITHIN:
        return False
    return one.user == other.user or other.hop.way == "explicit credentials"


def done(step: Step, deeds: Deeds) -> list[Deed]:
    """Return what was carried out on the host a hop led to, at about that time."""
    known = deeds.get(step.host, ())
    return [
        deed
        for deed in known
        if -MINUTE <= deed.time - step.hop.first <= AT_ONCE and deed.source in {"", step.source}
    ]


def _counts(chain: tuple[Step, ...], deeds: Deeds) -> bool:
    if len(chain) >= HOPS_MIN:
        return True
    found = [done(step, deeds) for step in chain]
    return len(chain) > 1 and all(found) and any(deed.lasting for one in found for deed in one)


def fans(hops: Hops) -> Iterator[tuple[str, list[Step]]]:
    """Give sources that log in to many hosts within an hour, none of them before."""
    leaving: dict[str, list[Step]] = defaultdict(list)
    for key, hop in hops.items():
        leaving[key[0]].append(Step(*key, hop))
    for source, steps in leaving.items():
        again = sum(len(step.hop.days) > 1 for step in steps)
        if len(steps) < FAN_MIN or again * 2 > len(steps):
            continue
        steps.sort(key=lambda step: step.hop.first)
        low = 0
        found: list[Step] = []
        for high, step in enumerate(steps):
            while step.hop.first - steps[low].hop.first > HOUR:
                low += 1
            if len({one.host for one in steps[low : high + 1]}) > len({one.host for one in found}):
                found = steps[low : high + 1]
        if len({one.host for one in found}) >= FAN_MIN and not _spread(steps, found):
            yield source, found


def _spread(steps: list[Step], found: list[Step]) -> bool:
    """Whether the source reaches as many hosts at other times: that is its work."""
    inside = {id(step) for step in found}
    return len({step.host for step in steps if id(step) not in inside}) > len({step.host for step in found})


def tell_chain(chain: tuple[Step, ...], deeds: Deeds) -> Signal:
    """Say what a chain is."""
    path = " -> ".join([chain[0].source, *(step.host for step in chain)])
    acts = [deed for step in chain for deed in done(step, deeds)]
    users = list(dict.fromkeys(step.user for step in chain))
    did = f"; on the way {', '.join(dict.fromkeys(deed.what for deed in acts))}" if acts else ""
    return Signal(
        rule="pattern:lateral-movement",
        title="An account hops from host to host",
        message=plain(
            f"{', '.join(users)} went {path} between {rfc3339(chain[0].hop.first)} and"
            f" {rfc3339(chain[-1].hop.first)},"
            f" by {', '.join(dict.fromkeys(step.hop.way for step in chain))}{did}."
        ),
        severity=Severity.HIGH if acts else Severity.MEDIUM,
        confidence=Confidence.STRONG if acts and len(chain) >= HOPS_MIN else Confidence.LIKELY,
        reason=f"{len(chain)} hops, each from where the last one led, none of them on another day"
        + (
            f"; {len(acts)} deeds at the hosts within ten minutes."
            if acts
            else "; nothing seen done at the hosts."
        ),
        techniques=_ways(chain, acts),
        first=chain[0].hop.first,
        last=chain[-1].hop.first,
        count=len(chain) + len(acts),
        actors=(*(Entity(EntityKind.USER, user) for user in users), host_entity(chain[0].source)),
        targets=tuple(host_entity(step.host) for step in chain),
        places=places([step.hop.spot for step in chain] + [deed.spot for deed in acts][:_SHOWN]),
        numbers={
            "hops": len(chain),
            "deeds": len(acts),
            "accounts": len(users),
            "minutes": round((chain[-1].hop.first - chain[0].hop.first) / MINUTE),
        },
        benign="an administrator who works through several hosts for the first time",
        remedy="Ask the account's owner; cut the hosts off and reset the account if it was not they.",
    )


def tell_fan(source: str, steps: list[Step]) -> Signal:
    """Say what a fan is."""
    hosts = sorted({step.host for step in steps})
    users = sorted({step.user for step in steps})
    shown = ", ".join(hosts[:5]) + (f" and {len(hosts) - 5} more" if len(hosts) > 5 else "")  # noqa: PLR2004
    return Signal(
        rule="pattern:lateral-movement-fan",
        title="One source logs in to many hosts",
        message=plain(
            f"{source} logged in to {len(hosts)} hosts within an hour as {', '.join(users[:5])}: {shown}."
        ),
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        reason=(
            "It had not logged in to any of them on another day, and reaches no more hosts at other times."
        ),
        techniques=_ways(tuple(steps), []),
        first=steps[0].hop.first,
        last=steps[-1].hop.first,
        count=len(steps),
        actors=(host_entity(source), *(Entity(EntityKind.USER, user) for user in users[:_SHOWN])),
        targets=tuple(host_entity(host) for host in hosts[:50]),
        places=places([step.hop.spot for step in steps[:_SHOWN]]),
        numbers={"hosts": len(hosts), "accounts": len(users), "limit": FAN_MIN},
        benign="a new server that manages or scans others, or a roll-out",
        remedy="Find out what ran on the source at that time, and as whom.",
    )


def _ways(chain: tuple[Step, ...], acts: list[Deed]) -> tuple[str, ...]:
    found = [_TECHNIQUES.get(step.hop.way, "T1021") for step in chain]
    found += ["T1569.002" for deed in acts if "service" in deed.what]
    found += ["T1053.005" for deed in acts if "task" in deed.what]
    return tuple(dict.fromkeys(found))


def host_entity(name: str) -> Entity:
    """Name a host, or an address nobody gave a name."""
    looks_like = ":" in name or (name[-1:].isdigit() and name.count(".") == 3)  # noqa: PLR2004
    return Entity(EntityKind.ADDRESS if looks_like else EntityKind.HOST, name)
