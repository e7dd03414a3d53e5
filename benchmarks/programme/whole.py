"""The whole year: builds the worlds, lets honest members and adversaries loose, adds up.

Worlds are apart: as many as there are cores, each with its share of the members.
"""

from __future__ import annotations

import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.programme import adversaries, population, stolen
from benchmarks.programme.population import Member
from benchmarks.programme.replaying import Actor, Year
from benchmarks.programme.world import DAY, World
from vedette.access.nouns import Tier
from vedette.access.programme.criteria import REMIND, TIERS, Again
from vedette.access.programme.criteria import rule as rule_of
from vedette.access.scope.targets import parse

_EACH: Final = 10
"""Adversaries of each kind in a world."""
SHARERS: Final = 15
THIEVES: Final = 15
COLLUDING: Final = 10
TRIES: Final = 200
"""Requests of a thief with a device."""


@dataclass(slots=True)
class Part:
    """What one world came to."""

    members: int = 0
    decisions: int = 0
    refused: int = 0
    foreign_packets: int = 0
    paused: int = 0
    signed_out: int = 0
    stepped_up: int = 0
    scanners: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    """By kind: targets of others asked for before the stop, and seconds until it; -1 where there was none."""
    sharers: list[float] = field(default_factory=list)
    """Uses until the sessions were ended; -1 where they never were."""
    turned: list[tuple[int, bool]] = field(default_factory=list)
    """Of honest members with a program that turned: how many programs were stopped, whether they rested."""
    thieves_strong: int = 0
    colluded: int = 0
    """People two reviewers and an operator together got to T3."""
    work: Counter[str] = field(default_factory=Counter)
    weeks: list[int] = field(default_factory=list)
    measures: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def run(options: Options) -> Outcome:
    """Live through a year; MEMBERS=5000, DAYS=365, SEED=8, WORLDS=2."""
    members, days = int(options.get("MEMBERS", "5000")), int(options.get("DAYS", "365"))
    seed, worlds = int(options.get("SEED", "8")), int(options.get("WORLDS", "2"))
    began = time.monotonic()
    given = [(members // worlds, days, seed + number) for number in range(worlds)]
    with multiprocessing.get_context("spawn").Pool(worlds) as pool:
        parts = pool.starmap(lived, given)
    return told(parts, stolen.tried(), days, time.monotonic() - began)


def lived(count: int, days: int, seed: int) -> Part:
    """Live through a year in one world."""
    began = time.process_time()
    chance = random.Random(seed)  # noqa: S311 - the same year each time it is asked for
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        panel = population.panel(world, chance)
        houses = population.houses(world, max(2, count // population.A_HOUSE))
        people = population.members(world, panel, houses, count, chance)
        panel.work.clear()
        panel.weeks.clear()
        world.now += 31 * DAY  # the first month's cooling and lower budgets are over
        year = Year(world, people, panel, chance)
        _renewals(world, year)
        actors = _adversaries(world, panel, houses, year, days)
        part = Part(members=count, colluded=_collusion(world, panel, houses))
        year.month(houses)
        tally = year.run(days)
        for name, who in actors:
            _counted(part, name, who)
        part.decisions, part.refused = tally.decisions, tally.refused
        part.foreign_packets = tally.foreign_packets
        part.paused, part.signed_out = len(tally.paused), len(tally.signed_out)
        part.stepped_up = len(tally.stepped_up)
        part.work, part.measures = panel.work, world.record.measured_by
        part.weeks = [panel.weeks[week] for week in sorted(panel.weeks)][1:-1]
    part.seconds = time.process_time() - began
    return part


def _renewals(world: World, year: Year) -> None:
    for case in world.parts.applications.all():
        known = world.parts.applications.state(case, world.now)
        if rule_of(case.want).again is Again.APPROVALS and known.expires > world.now:
            first = max(known.expires - REMIND / 2, world.now + 1)
            year.at(first, year.renew, case.id)


def _adversaries(
    world: World, panel: population.Panel, houses: list[population.House], year: Year, days: int
) -> list[tuple[str, Actor]]:
    """Make them, and let each begin at some time in the first half of the year."""
    chance = year.chance

    def somebody(tier: Tier) -> Member:
        one = population.member(world, panel, chance.choice(houses), chance, tier)
        one.honest = False
        return one

    made = [
        _scans(world, somebody, how, chance, number)
        for how in adversaries.SCANNERS
        for number in range(_EACH)
    ]
    made += [_launders(somebody, how, number) for how in adversaries.LAUNDERERS for number in range(_EACH)]
    made += [_turned(somebody, number) for number in range(_EACH)]
    for _ in range(SHARERS):
        who = somebody(Tier.T3)
        made.append(("shares", Actor(who, adversaries.sharing(who, chance), plan="sharer")))
    for _ in range(THIEVES):
        who = somebody(Tier.T4)
        uses = islice(adversaries.thieving(who, chance), TRIES)
        made.append(("has a stolen device", Actor(who, uses, plan="thief", can_touch=False)))
    world.now += 10 * DAY  # the cooling of T4 is over
    for _, actor in made:
        year.begin(actor, world.now + chance.random() * days * DAY / 2)
    return made


def _scans(
    world: World,
    somebody: Callable[[Tier], Member],
    how: adversaries.Scanner,
    chance: random.Random,
    number: int,
) -> tuple[str, Actor]:
    who = somebody(chance.choice((Tier.T2, Tier.T3)))
    for target in adversaries.targets(how, number)[:60] if how.claims else ():
        _claim(world, who, target)
    return f"scans {how.name}", Actor(who, adversaries.scanning(who, how, chance, number), plan="scanner")


def _launders(somebody: Callable[[Tier], Member], how: str, number: int) -> tuple[str, Actor]:
    who = somebody(Tier.T3)
    actor = Actor(who, iter(()), plan="scanner")
    actor.uses = adversaries.laundering(who, how, actor.gone, number)
    return f"scans through {how}", actor


def _turned(somebody: Callable[[Tier], Member], number: int) -> tuple[str, Actor]:
    """Make an honest member one of whose programs does as somebody else says."""
    who = somebody(Tier.T2)
    who.honest = True
    return "has a program that turned", Actor(who, adversaries.turned(who, number))


def _claim(world: World, who: Member, target: str) -> None:
    if not world.parts.assets.noted(who.house.id, parse(target)):
        population.own(world, who.house, target, proved=False)
        who.house.unproved.remove(target)


def _collusion(world: World, panel: population.Panel, houses: list[population.House]) -> int:
    """Let two reviewers try to take somebody to T3 without a sponsor, by every act they have."""
    return sum(stolen.colluded(world, panel, house) for house in houses[:COLLUDING])


def _counted(part: Part, name: str, who: Actor) -> None:
    if who.plan == "scanner":
        took = who.stopped - who.began if who.stopped else -1.0
        part.scanners.setdefault(name, []).append((len(who.foreign), took))
    elif not who.plan:
        part.turned.append((len(who.gone), who.rested))
    elif who.plan == "sharer":
        part.sharers.append(float(who.done) if who.stopped else -1.0)
    else:
        part.thieves_strong += who.strong


def told(parts: list[Part], thefts: stolen.Thefts, days: int, seconds: float) -> Outcome:
    """Add worlds up."""
    members = sum(one.members for one in parts)
    scanners: dict[str, list[tuple[int, float]]] = {}
    for part in parts:
        for name, found in part.scanners.items():
            scanners.setdefault(name, []).extend(found)
    work: Counter[str] = sum((one.work for one in parts), Counter())
    measures: Counter[str] = sum((one.measures for one in parts), Counter())
    weekly = [1000 * sum(week) / members for week in zip(*(one.weeks for one in parts), strict=False)]
    most = max(count for found in scanners.values() for count, _ in found)
    missed = sum(took < 0 for found in scanners.values() for _, took in found)
    paused = sum(one.paused for one in parts) / members
    reviews = 1000 * work.total() / members
    rows: list[list[Cell]] = [
        ["members, days, decisions at the gate", f"{members:,}, {days}, {sum(p.decisions for p in parts):,}"],
        ["runs that reached a target of others", sum(one.foreign_packets for one in parts)],
        *(_scanner(name, found) for name, found in sorted(scanners.items())),
        ["shared accounts: uses until locked, median and most", _sharers(parts)],
        ["honest members with a program that turned: programs stopped, members paused", _turning(parts)],
        ["stolen devices: uses of C3 and above", sum(one.thieves_strong for one in parts)],
        ["stolen tokens: tries, accepted", f"{thefts.tries:,}, {thefts.accepted}"],
        [
            "two colluding: tries at T3, granted",
            f"{COLLUDING * len(parts)}, {sum(p.colluded for p in parts)}",
        ],
        ["honest members paused in the year", f"{100 * paused:.2f} %"],
        ["honest members signed out", f"{100 * sum(p.signed_out for p in parts) / members:.2f} %"],
        [
            "honest members asked for a touch more",
            f"{100 * sum(p.stepped_up for p in parts) / members:.1f} %",
        ],
        ["reviews a year per 1,000 members", round(reviews)],
        ["reviews a week per 1,000 members, median", round(median(weekly), 1) if weekly else None],
        ["of these", ", ".join(f"{name} {count}" for name, count in work.most_common())],
        ["measures", ", ".join(f"{name} {count}" for name, count in sorted(measures.items()))],
    ]
    return Outcome(
        title="A year of the programme",
        header=("what", "came of it"),
        rows=rows,
        figures={
            "foreign_packets": sum(one.foreign_packets for one in parts),
            "foreign_assets_before_stop_max": most if not missed else None,
            "scanners_never_stopped": missed,
            "honest_paused_share": round(paused, 5),
            "reviews_per_1000_members": round(reviews),
            "reviews_per_1000_members_week_median": round(median(weekly), 1) if weekly else None,
            "programs_turned_stopped_share": _stopped_share(parts),
            "members_paused_by_their_program": sum(rested for one in parts for _, rested in one.turned),
            "stolen_tokens_accepted": thefts.accepted,
            "decisions": sum(one.decisions for one in parts),
            "cpu_seconds": round(sum(one.seconds for one in parts)),
            "seconds": round(seconds),
        },
        notes=[
            f"{seconds:.0f} s; rules of T1 to T4: {', '.join(f'{one.days} days' for one in TIERS.values())}"
        ],
    )


def _scanner(name: str, found: list[tuple[int, float]]) -> list[Cell]:
    times = [took for _, took in found if took >= 0]
    until = f"{median(times) / 3600:.2f} h" if times else "never"
    most = max(count for count, _ in found)
    return [f"{name}: hosts of others asked for, most; until stopped, median", f"{most}; {until}"]


def _turning(parts: list[Part]) -> str:
    found = [one for part in parts for one in part.turned]
    return f"{sum(stopped > 0 for stopped, _ in found)} of {len(found)}, {sum(rested for _, rested in found)}"


def _stopped_share(parts: list[Part]) -> float:
    found = [stopped > 0 for part in parts for stopped, _ in part.turned]
    return sum(found) / len(found)


def _sharers(parts: list[Part]) -> str:
    found = [one for part in parts for one in part.sharers]
    caught = [one for one in found if one >= 0]
    missed = len(found) - len(caught)
    said = f"{median(caught):.0f}, {max(caught):.0f}" if caught else "never"
    return said + (f"; {missed} of {len(found)} never" if missed else "")
