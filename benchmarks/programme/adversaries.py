"""Members who mean harm, and what each of them tries. What they get is counted by whoever replays it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.programme.honest import Use
from benchmarks.programme.population import Member

HOURS: Final = 3600.0
FOREIGN: Final = 400
"""Hosts of others a scanner has on its list."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A vetted member who turns to others' hosts, at one pace."""

    name: str
    pace: float
    """Seconds between two targets."""
    claims: bool = False
    """Whether they first say that the targets are their organisation's."""
    spread: float = 0.3
    """How irregular the pace is."""


SCANNERS: Final = (
    Scanner("one a second", 1.0),
    Scanner("one a minute", 60.0),
    Scanner("four an hour", 900.0),
    Scanner("one in three hours", 3 * HOURS),
    Scanner("one a minute, claimed first", 60.0, claims=True),
    Scanner("one in three hours, claimed first", 3 * HOURS, claims=True),
)
"""From noisy to patient."""


def targets(how: Scanner, number: int) -> list[str]:
    """Return hosts of others, other ones for each scanner."""
    mark = SCANNERS.index(how)
    return [f"v{mark}-{number}-{host}.victim{host % 37}.example" for host in range(FOREIGN)]


def scanning(member: Member, how: Scanner, chance: random.Random, number: int) -> Iterator[Use]:
    """Return what a scanner does, with their own work between to look like everybody else."""
    for target in targets(how, number):
        after = how.pace * chance.uniform(1 - how.spread, 1 + how.spread)
        yield Use(after / 2, member.keys[0], member.networks[0], "code.scan", "")
        yield Use(after / 2, member.keys[0], member.networks[0], "code.discover", target)


LAUNDERERS: Final = ("one program after another", "thirty programs in turns", "hands and programs in turns")
"""How somebody hides behind programs of theirs."""
PROGRAMS: Final = 30
TURNED: Final = 60
"""Hosts of others a program asks for that read somebody's orders, one a second."""


def laundering(member: Member, how: str, gone: set[str], number: int) -> Iterator[Use]:
    """Return what a scanner does who has programs ask, one a minute; `gone` are those that were stopped."""
    names = [f"program {one}" for one in range(PROGRAMS)]
    if how == LAUNDERERS[2]:
        names = ["", *names]
    mark = LAUNDERERS.index(how)
    for turn in range(FOREIGN):
        left = [one for one in names if one not in gone]
        if not left:
            return
        program = left[0] if how == LAUNDERERS[0] else left[turn % len(left)]
        target = f"l{mark}-{number}-{turn}.victim{turn % 37}.example"
        yield Use(60.0, member.keys[0], member.networks[0], "code.discover", target, program=program)


def turned(member: Member, number: int) -> Iterator[Use]:
    """Return what an honest member's program asks for that read others' orders, and then their own work."""
    for turn in range(TURNED):
        target = f"t{number}-{turn}.victim{turn % 37}.example"
        yield Use(1.0, member.keys[0], member.networks[0], "code.discover", target, program="assistant")
    for turn in range(TURNED):
        target = member.house.hosts[turn % len(member.house.hosts)]
        yield Use(300.0, member.keys[0], member.networks[0], "code.discover", target)


def sharing(member: Member, chance: random.Random) -> Iterator[Use]:
    """Return what two people do with one account in the same working hours, each on their own machine."""
    keys = (member.keys[0], f"{member.id}.colleague")
    while True:
        key = chance.choice(keys)
        network = member.networks[keys.index(key)]
        yield Use(chance.uniform(20, 200), key, network, "host.validate", chance.choice(member.house.hosts))


def thieving(member: Member, chance: random.Random) -> Iterator[Use]:
    """Return what somebody tries who took a device with its key, and cannot touch the passkey."""
    while True:
        kind = chance.choice(("host.validate", "host.probe"))
        yield Use(60.0, f"{member.id}.stolen", "a network of theirs", kind, chance.choice(member.house.hosts))


Plan = Callable[[Member, random.Random], Iterator[Use]]
