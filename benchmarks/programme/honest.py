"""What honest members do in a year, their slips and odd habits included. Every number here is an assumption.

They are chosen to be unkind: slips come in clumps, people travel, use two devices at once, and try the hosts
of a house they have just taken over before all of it is proved.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final, NamedTuple

from benchmarks.programme.population import Member
from vedette.access.nouns import Tier

USES: Final = 4.0
"""Uses in a session, on the average (geometric)."""
PAUSE_S: Final = (30.0, 900.0)
"""Seconds between two uses."""
KINDS: Final = {
    Tier.T1: (("code.scan", 1.0),),
    Tier.T2: (("code.scan", 0.55), ("code.discover", 0.38), ("host.validate", 0.07)),
    Tier.T3: (("code.scan", 0.35), ("code.discover", 0.45), ("host.validate", 0.18), ("host.probe", 0.02)),
    Tier.T4: (("code.scan", 0.3), ("code.discover", 0.4), ("host.validate", 0.25), ("host.probe", 0.05)),
}
"""What people of a tier do, and how often."""
SLIP: Final = 0.012
"""Share of uses on a target that are one wrong letter away, or not theirs after all."""
WRONG_LIST: Final = 0.002
"""Share of sessions in which somebody works through a list that has others' hosts in it …"""
GIVES_UP: Final = 0.45
"""… and after each refusal stops with this probability."""
TAKEN_OVER: Final = 0.02
"""Share of sessions in which somebody works through hosts their house just took over, unproved …"""
READS_WHY: Final = 0.6
"""… and after each refusal reads why, and stops."""
AWAY: Final = 0.04
"""Share of sessions from a network never used before."""
BOTH: Final = 0.01
"""Share of sessions of people with two devices in which both are used in turns."""


class Use(NamedTuple):
    """One thing somebody does."""

    after: float
    """Seconds since the last one."""
    key: str
    network: str
    capability: str
    target: str
    stops: float = 0.0
    """The probability of leaving it at that, if it is refused."""
    program: str = ""
    """The name of the program that asks, with a key of its own; empty where the person does."""


def session(member: Member, chance: random.Random, number: int) -> Iterator[Use]:
    """Return what a member does in one session."""
    key = member.keys[0] if chance.random() < 0.85 else member.keys[-1]  # noqa: PLR2004 - mostly the one
    network = f"away {number}" if chance.random() < AWAY else chance.choice(member.networks)
    both = len(member.keys) > 1 and chance.random() < BOTH
    clump = list(_clump(member, chance))
    if clump and member.tier > Tier.T1:
        yield from (Use(20.0, key, network, "code.discover", target, stops) for target, stops in clump)
        return
    while True:
        if both:
            key = chance.choice(member.keys)
        yield _use(member, chance, key, network)
        if chance.random() < 1 / USES:
            return


def _use(member: Member, chance: random.Random, key: str, network: str) -> Use:
    kinds = KINDS[member.tier]
    capability = chance.choices([name for name, _ in kinds], [share for _, share in kinds])[0]
    target = "" if capability == "code.scan" else _target(member, chance)
    return Use(chance.uniform(*PAUSE_S), key, network, capability, target)


def _target(member: Member, chance: random.Random) -> str:
    if chance.random() < SLIP:
        return f"h{chance.randrange(100, 999)}.{member.house.name}"
    return chance.choice(member.house.hosts)


def _clump(member: Member, chance: random.Random) -> Iterator[tuple[str, float]]:
    if chance.random() < WRONG_LIST:
        for number in range(chance.randrange(3, 40)):
            yield f"s{number}.supplier{chance.randrange(10_000)}.example", GIVES_UP
    elif chance.random() < TAKEN_OVER and member.house.unproved:
        wanted = member.house.unproved
        for target in chance.sample(wanted, min(len(wanted), chance.randrange(3, 40))):
            yield target, READS_WHY
