"""Replays a year, use by use in the order of time, and counts what came of it."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.programme import honest
from benchmarks.programme.honest import Use
from benchmarks.programme.population import PURPOSE, House, Member, Panel, own, prove, shown
from benchmarks.programme.world import CAPABILITIES, DAY, On, Own, World
from vedette.access.identity.members import Agent
from vedette.access.identity.proofing import Method, Proofs, Says
from vedette.access.monitor.nouns import Step
from vedette.access.programme.approvals import Said as Voice
from vedette.access.programme.criteria import REMIND, rule
from vedette.access.programme.records import Act
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.claims import Claims, require_human
from vedette.app.asking import Request
from vedette.core.errors import Refused

LOOKS_AFTER: Final = (2 * 3600.0, 20 * 3600.0)
"""Seconds until a reviewer has looked at a pause: within the promised day."""
NEW_HOSTS: Final = 0.03
"""Probability that a house takes over another one in a month …"""
TAKES: Final = (20, 120)
"""… of so many hosts, which it proves three days later."""
OLD: Final = 60 * DAY
"""Seconds before its end from which on a proof is made again when a grant is confirmed."""
FORGETS: Final = 0.01
"""Share of grants nobody confirms in time."""
TICK: Final = 500
"""Requests between two times the watch writes down what it saw: about a second of a busy service."""


@dataclass(slots=True)
class Actor:
    """A member at work, honest or not, and what happened to them."""

    member: Member
    uses: Iterator[Use]
    plan: str = ""
    """What kind of adversary; empty for honest ones."""
    can_touch: bool = True
    can_sign_in: bool = True
    done: int = 0
    strong: int = 0
    """Uses of C3 and above that were allowed."""
    foreign: set[str] = field(default_factory=set)
    """Targets of others that were asked for and refused."""
    began: float = 0.0
    stopped: float = 0.0
    gone: set[str] = field(default_factory=set)
    """Names of programs of theirs that were stopped."""
    rested: bool = False
    """Whether anything of their own rested."""


@dataclass(slots=True)
class Tally:
    """What a year came to."""

    decisions: int = 0
    refused: int = 0
    paused: set[str] = field(default_factory=set)
    """Honest members for whom something rested."""
    signed_out: set[str] = field(default_factory=set)
    """Honest members whose sessions were ended."""
    stepped_up: set[str] = field(default_factory=set)
    programs: int = 0
    """Programs that were stopped."""
    foreign_packets: int = 0
    caught: list[Actor] = field(default_factory=list)
    scanners: list[Actor] = field(default_factory=list)


class Year:
    """One year of one world."""

    def __init__(self, world: World, people: list[Member], panel: Panel, chance: random.Random) -> None:
        self.world = world
        self.people = people
        self.panel = panel
        self.chance = chance
        self.tally = Tally()
        self._heap: list[tuple[float, int, Any, Any]] = []
        self._order = itertools.count()
        self._claims: dict[tuple[str, str], Claims] = {}
        self._number = itertools.count()
        self._by_person = {one.id: one for one in people}
        self._owners: dict[str, str] = {}
        self._handled: set[str] = set()
        self._programs: dict[tuple[str, str], Agent] = {}

    # --- time

    def at(self, when: float, what: Any, given: Any = None) -> None:  # noqa: ANN401 - a method and its argument
        """Have something happen at a time."""
        heapq.heappush(self._heap, (when, next(self._order), what, given))

    def run(self, days: int) -> Tally:
        """Live through so many days."""
        end = self.world.now + days * DAY
        self.at(self.world.now, self._day)
        for house in {one.house.id: one.house for one in self.people}.values():
            self._owners |= dict.fromkeys(house.hosts, house.id)
        while self._heap and self._heap[0][0] < end:
            when, _, what, given = heapq.heappop(self._heap)
            self.world.reach(when)
            what(given)
        self.world.watch.tick(self.world.now)
        return self.tally

    def _day(self, _: None) -> None:
        """Plan a day."""
        now = self.world.now
        for member in self.people:
            for _session in range(self._poisson(member.busy)):
                if member.honest:
                    uses = honest.session(member, self.chance, next(self._number))
                    self.at(now + self.chance.random() * DAY, self._next, Actor(member, uses))
        self.at(now + DAY, self._day)

    def month(self, houses: list[House]) -> None:
        """Let houses take others over, now and then."""
        for house in houses:
            if self.chance.random() < NEW_HOSTS:
                count = self.chance.randrange(*TAKES)
                new = [f"n{next(self._number)}.{house.name}" for _ in range(count)]
                for target in new:
                    own(self.world, house, target, proved=False)
                self.at(self.world.now + 3 * DAY, self._proved, (house, new))
        self.at(self.world.now + 30 * DAY, self.month, houses)

    def _proved(self, given: tuple[House, list[str]]) -> None:
        house, new = given
        known = {one.target.value: one.id for one in self.world.parts.assets.of(house.id)}
        for target in new:
            self.world.parts.assets.change(known[target], lambda one: shown(one, self.world.now))
            house.hosts.append(target)
            house.unproved.remove(target)
            self._owners[target] = house.id

    def renew(self, case: str) -> None:
        """Have a grant confirmed before it ends."""
        known = self.world.parts.applications.get(case)
        needed = rule(known.want)
        stands = self.world.parts.applications.state(known, self.world.now)
        if self.chance.random() < FORGETS or stands.expires <= self.world.now:
            return
        self._proved_again(known.applicant.person, known.applicant.org)
        try:
            self.panel.voices(case, Act.CONFIRM, needed.reviewers)
        except Refused:
            return
        after = self.world.parts.applications.state(self.world.parts.applications.get(case), self.world.now)
        self.at(after.expires - REMIND / 2, self.renew, case)

    def _proved_again(self, who: str, org: str) -> None:
        """See somebody again, and call their organisation back, where the proof of it is old."""
        proofs, now = Proofs(self.world.parts.documents), self.world.now
        if all(one.expires_at < now + OLD for one in proofs.of(who, now)):
            prove(self.world, who, Method.VIDEO, Says.IDENTITY, level=2)
            self.panel.did("sitting", 2)
        if all(one.expires_at < now + OLD for one in proofs.of(org, now)):
            prove(self.world, org, Method.CALL_BACK, Says.REACHED)
            prove(self.world, org, Method.LETTER, Says.SECTOR)
            self.panel.did("call back", 2)

    # --- one use

    def begin(self, actor: Actor, when: float) -> None:
        """Let somebody begin."""
        actor.began = when
        self.at(when, self._next, actor)

    def _next(self, actor: Actor) -> None:
        use = next(actor.uses, None)
        if use is None or actor.stopped:
            return
        self.at(self.world.now + use.after, self._use, (actor, use))

    def _use(self, given: tuple[Actor, Use]) -> None:
        actor, use = given
        if not self._ask(actor, use):
            return
        self._next(actor)

    def _ask(self, actor: Actor, use: Use) -> bool:
        """Ask for one thing; tell whether somebody goes on after what came of it."""
        caller = self._caller(actor, use)
        if caller is None:
            return False
        request: Request[Any]
        number = next(self._number)
        request = On(target=use.target, number=number) if use.target else Own(number=number)
        refused = self._asked(caller, use.capability, request)
        for _ in range(2):
            if refused is None or not self._helps(actor, caller, refused):
                break
            refused = self._asked(caller, use.capability, request)
        actor.done += 1
        if refused is None:
            self._allowed(actor, use)
            return True
        return self._refused(actor, use)

    def _asked(self, caller: Any, capability: str, request: Request[Any]) -> Any:  # noqa: ANN401
        self.tally.decisions += 1
        if self.tally.decisions % TICK == 0:
            self.world.watch.tick(self.world.now)
        return self.world.ask(caller, capability, request)

    def _helps(self, actor: Actor, caller: Any, refused: Any) -> bool:  # noqa: ANN401
        """Do what a refusal says would help; tell whether anything was done."""
        told = refused.told
        helped = False
        if "touch" in told and actor.can_touch:
            self.world.touch(caller, told["touch"])
            helped = True
        if "pending" in told and not actor.plan:
            self._agreed(told["pending"])
            helped = True
        return helped

    def _agreed(self, pending: str) -> None:
        """Have two reviewers agree to what an honest member asks for."""
        asked = self.world.parts.approvals
        waiting = next(one for one in asked.waiting(self.world.now) if one.id == pending)
        voice = Voice(digest=waiting.digest, approve=True, reason="agreed")
        for one in self.chance.sample(self.panel.people, 2):
            asked.say(one, pending, voice, now=self.world.now)
            self.panel.did("approval")

    def _allowed(self, actor: Actor, use: Use) -> None:
        if CAPABILITIES[use.capability].risk.value >= "C3":
            actor.strong += 1
        if use.target and self._owners.get(use.target) != actor.member.house.id:
            self.tally.foreign_packets += 1

    def _refused(self, actor: Actor, use: Use) -> bool:
        self.tally.refused += 1
        member = actor.member
        own_name = use.target.endswith(member.house.name)
        if use.target and not own_name:
            actor.foreign.add(use.target)
        self._measured(actor)
        if actor.stopped:
            return False
        return bool(actor.plan) or self.chance.random() >= use.stops

    def _measured(self, actor: Actor) -> None:
        """See what was done about somebody; have a reviewer look at it."""
        person_id, now = actor.member.id, self.world.now
        for one in self.world.measures.about(person_id, "", now):
            if one.id in self._handled:
                continue
            self._handled.add(one.id)
            if one.agent:
                self._program_stopped(actor, one.agent)
                continue
            actor.rested |= one.step is Step.PAUSE
            self._note(actor, one.step)
            if one.step is Step.PAUSE:
                self.panel.did("measure")
                self.at(now + self.chance.uniform(*LOOKS_AFTER), self._looked, (actor, one.id))
            if actor.plan and one.step in (Step.PAUSE, Step.END_SESSIONS) and not actor.stopped:
                actor.stopped = now
                self.tally.caught.append(actor)

    def _program_stopped(self, actor: Actor, agent: str) -> None:
        """Have a reviewer look at a program that was stopped; it rests until the end of its day."""
        self.tally.programs += 1
        self.panel.did("program")
        actor.gone |= {name for (who, name), one in self._programs.items() if one.id == agent}

    def _note(self, actor: Actor, step: Step) -> None:
        if actor.plan:
            return
        where = {
            Step.PAUSE: self.tally.paused,
            Step.END_SESSIONS: self.tally.signed_out,
            Step.STEP_UP: self.tally.stepped_up,
        }.get(step)
        if where is not None:
            where.add(actor.member.id)

    def _looked(self, given: tuple[Actor, str]) -> None:
        """Do what a reviewer does who looked: lift what was an honest slip, suspend who means harm."""
        actor, measure = given
        if not actor.plan and self.world.measures.get(measure).holds(self.world.now):
            self.world.measures.lift(measure, self.panel.people[0].id, self.world.now)
        elif actor.plan:
            self.world.parts.people.suspend(actor.member.id, self.world.now)

    def _caller(self, actor: Actor, use: Use) -> Any:  # noqa: ANN401
        """Return who asks; sign in anew where the session is over."""
        member, now = actor.member, self.world.now
        if use.program:
            return self._through(actor, use)
        claims = self._claims.get((member.id, use.key))
        if claims is None or claims.until <= now:
            claims = self._signed_in(actor, use)
        for _ in range(2):
            if claims is None:
                return None
            try:
                return self.world.caller(claims, use.network)
            except Unauthenticated:
                self._measured(actor)
                claims = self._signed_in(actor, use) if actor.can_sign_in and not actor.stopped else None
        return None

    def _through(self, actor: Actor, use: Use) -> Any:  # noqa: ANN401
        """Return a program of somebody's that asks, registered the first time."""
        member = actor.member
        person = self._signed_in(actor, use)
        known = self._programs.get((member.id, use.program))
        if known is None:
            key = f"{member.id}.{use.program}"
            made = self.world.parts.agents.add(
                require_human(person), use.program, key, list(CAPABILITIES), self.world.now
            )
            known = self._programs[member.id, use.program] = made
        return self.world.caller(self.world.program(person, known), use.network)

    def _signed_in(self, actor: Actor, use: Use) -> Claims:
        member = actor.member
        self.world.reach(self.world.now + 0.001)  # after what ended the last one
        made = self.world.claims(member.id, member.house.id, use.key, PURPOSE)
        self._claims[member.id, use.key] = made
        return made

    def _poisson(self, mean: float) -> int:
        """Draw how many sessions there are in a day."""
        count, left = 0, self.chance.expovariate(1.0)
        while left < mean:
            count += 1
            left += self.chance.expovariate(1.0)
        return count
