"""A service watches: each decision is seen by the rules it concerns, and what they ask for is done.

What is unremarkable costs a comparison or two: class C0 and C1 without a text, class C2 that was allowed. The
rest is looked at in memory, and written down within a second by `tick`. Nothing here refuses anything: what
is in force goes into the next question, and the policy decides.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.monitor import (
    ladder,
    m1_topics,
    m2_intents,
    m3_foreign,
    m4_arrivals,
    m5_sharing,
    m7_taint,
)
from vedette.access.monitor.measures import Measures
from vedette.access.monitor.nouns import GOOD_STANDING, Measure, Rule, Seen, Standing, Step
from vedette.access.monitor.states import States
from vedette.access.monitor.thresholds import Thresholds
from vedette.access.monitor.wishes import Relief, Wish
from vedette.access.nouns import Decision, Kind, Risk, Subject
from vedette.access.policy.question import Question
from vedette.access.safeguards.nouns import NOTHING_SAID, Signals
from vedette.access.scope.targets import Target, parse
from vedette.app.asking import Request
from vedette.app.callers import Caller
from vedette.app.capability import Capability
from vedette.core.errors import VedetteError

_LOG: Final = logging.getLogger("vedette.watching")
_MOST: Final = 1000
"""Measures that wait to be written into a ledger that is down."""
_STRONG: Final = frozenset({Risk.C3, Risk.C4, Risk.CX})


class Recorder(Protocol):
    """Writes into the ledger what is done about somebody."""

    def measured(self, measure: Measure) -> None:
        """Write that a measure is in force."""
        ...

    def lifted(self, measure: Measure, now: float) -> None:
        """Write that one was lifted before its end."""
        ...


def nothing_said(request: Request[Any]) -> Signals:
    """Read nothing out of any text."""
    del request
    return NOTHING_SAID


def nothing_read(subject: Subject, now: float) -> str:
    """Know of nothing a program read."""
    del subject, now
    return ""


def nobody_s(org: str, target: Target) -> bool:
    """Know of no organisation that says something is theirs."""
    del org, target
    return False


def nothing() -> None:
    """Do nothing when something came into force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the watch needs of the rest of a service."""

    record: Recorder
    digest: Callable[[str, float], str]
    """Makes a keyed digest of a target at a time; whose key can be destroyed."""
    end_sessions: Callable[[str, float], object]
    """Ends all sessions of a person."""
    claimed: Callable[[str, Target], bool] = nobody_s
    """Whether an organisation has said that a target is theirs, proved or not."""
    read: Callable[[Subject, float], str] = nothing_read
    """The capability a program read something from outside with."""
    signals: Callable[[Request[Any]], Signals] = nothing_said
    """Reads the text of a request; nothing where there is none, at no cost."""


@dataclass(slots=True)
class Watched:
    """The `Watch` of a service. Safe between threads."""

    documents: Documents
    measures: Measures
    limits: Thresholds
    around: Around
    changed: list[Callable[[], None]] = field(default_factory=list)
    """Called when something came into force, or was lifted."""
    _m1: States[m1_topics.State, Seen, Any] = field(init=False)
    _m2: States[m2_intents.State, Seen, Any] = field(init=False)
    _m3: States[m3_foreign.State, Seen, Any] = field(init=False)
    _m4: States[m4_arrivals.State, Seen, Any] = field(init=False)
    _houses: States[m4_arrivals.State, Seen, Any] = field(init=False)
    _m5: States[m5_sharing.State, Seen, Any] = field(init=False)
    _m7: States[m7_taint.State, Seen, Any] = field(init=False)
    _unwritten: deque[tuple[Measure, float]] = field(default_factory=lambda: deque(maxlen=_MOST))
    _writing: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.measures.told = self._told
        kept = self.documents
        self._m1 = States(kept, Rule.M1, m1_topics.step, m1_topics.State())
        self._m2 = States(kept, Rule.M2, m2_intents.step, m2_intents.State())
        self._m3 = States(kept, Rule.M3, m3_foreign.step, m3_foreign.State())
        self._m4 = States(kept, Rule.M4, m4_arrivals.step, m4_arrivals.State())
        self._houses = States(kept, Rule.M4, m4_arrivals.house, m4_arrivals.State(), suffix="-org")
        self._m5 = States(kept, Rule.M5, m5_sharing.step, m5_sharing.State())
        self._m7 = States(kept, Rule.M7, m7_taint.step, m7_taint.State())

    def standing(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], now: float
    ) -> Standing:
        """Return what is in force for this caller and this capability; changes nothing."""
        del request
        subject = caller.subject
        found = self.measures.about(subject.id, subject.org, now)
        if caller.claims is not None and caller.claims.via:  # a vendor's person in a seat
            found += self.measures.about("", caller.claims.via, now)
        new = self._new(caller, capability, now) if _strong(capability) else None
        if not found and new is None:
            return GOOD_STANDING
        mine = [one for one in found if ladder.rests(one, capability.id, capability.risk, subject.agent)]
        asked = next(
            (one for one in mine if one.step is Step.STEP_UP and (new or one.rule is not Rule.M4)), None
        )
        return Standing(
            paused=next((one for one in mine if one.step in {Step.PAUSE, Step.SUSPEND}), None),
            step_up=asked or new,
        )

    def suspended(self, person: str, org: str, now: float) -> bool:
        """Tell whether somebody may do nothing but redress, for a person decided so."""
        return self.measures.suspended(person, org, now)

    def rests(self, whose: Subject, capability: Capability[Any], now: float) -> str:
        """Return the id of the measure by which a capability rests for somebody, or nothing."""
        for one in self.measures.about(whose.id, whose.org, now):
            resting = ladder.rests(one, capability.id, capability.risk, whose.agent)
            if resting and one.step in {Step.PAUSE, Step.SUSPEND}:
                return one.id
        return ""

    def seen(
        self,
        caller: Caller,
        capability: Capability[Any],
        request: Request[Any],
        decision: Decision,
        question: Question,
    ) -> None:
        """Look at what was decided; what goes wrong in here is logged, and never in anybody's way."""
        try:
            said = NOTHING_SAID if capability.risk is Risk.C0 else self.around.signals(request)
            quiet = decision.allowed and said is NOTHING_SAID and not _strong(capability)
            if quiet or not caller.subject.id:
                return
            seen = replace(_seen(caller, capability, decision, question), signals=said)
            if seen.tainted and not seen.allowed:
                seen = replace(seen, read=self.around.read(caller.subject, seen.at))
            self._look(seen, str(getattr(request, "target", "")))
        except VedetteError as error:  # its words may name what somebody asked about
            _LOG.warning("a decision was not looked at: %s", type(error).__name__)
        except Exception as error:  # noqa: BLE001 - whoever asked has done nothing wrong
            _LOG.exception("a decision was not looked at: %s", type(error).__name__)

    def tick(self, now: float) -> None:
        """Write down what was seen since: called every second or so."""
        self._write()
        limits = self.limits
        for states, of in (
            (self._m1, limits.m1),
            (self._m2, limits.m2),
            (self._m3, limits.m3),
            (self._m4, limits.m4),
            (self._houses, limits.m4),
            (self._m5, limits.m5),
            (self._m7, limits.m7),
        ):
            self.answer(states.write(of, now), now)

    def answer(self, wishes: tuple[Wish | Relief, ...], now: float) -> None:
        """Do what rules ask for, as far as the ladder goes, and write it into the ledger."""
        for wish in wishes:
            if isinstance(wish, Relief):
                self.measures.relieve(wish, now)
            else:
                self.measures.begin(wish, now)

    def _told(self, one: Measure, now: float) -> None:
        """Have a measure take hold, or its end; then write it into the ledger."""
        if one.step is Step.END_SESSIONS and not one.lifted:
            self.around.end_sessions(one.person, now)
        for told in self.changed:
            told()
        self._unwritten.append((one, now))
        self._write()

    def _write(self) -> None:
        """Write into the ledger what is not there yet: it may have been what a measure is about.

        One thread at a time: each measure is written once, and none is taken off unwritten.
        """
        with self._writing:
            while self._unwritten:
                one, at = self._unwritten[0]
                try:
                    if one.lifted:
                        self.around.record.lifted(one, at)
                    else:
                        self.around.record.measured(one)
                except VedetteError as error:
                    _LOG.warning("a measure is not in the ledger yet: %s", error)
                    return
                self._unwritten.popleft()

    def _look(self, seen: Seen, target: str) -> None:
        """Show one decision to the rules it concerns."""
        at, limits = seen.at, self.limits
        found: tuple[Wish | Relief, ...] = ()
        if seen.signals.topic:
            found += self._m1.see(seen.person, seen, limits.m1, at)
        if seen.strong:
            found += self._strongly(seen)
        if target and not seen.allowed and seen.scope in m3_foreign.FOREIGN:
            spelt = parse(target)
            known = m3_foreign.CLAIMED if self._claimed(seen, spelt) else seen.scope
            hidden = replace(seen, scope=known, target=self.around.digest(spelt.value, at))
            found += self._m3.see(seen.person, hidden, limits.m3, at)
        if seen.tainted and not seen.allowed:
            found += self._m7.see(seen.person, seen, limits.m7, at)
        if found:
            self.answer(found, at)

    def _strongly(self, seen: Seen) -> tuple[Wish | Relief, ...]:
        limits, at = self.limits, seen.at
        found = self._m2.see(seen.person, seen, limits.m2, at)
        found += self._m4.see(seen.person, self._placed(seen), limits.m4, at)
        if seen.org:
            found += self._houses.see(seen.org, seen, limits.m4, at)
        return found + self._m5.see(seen.person, seen, limits.m5, at)

    def _placed(self, seen: Seen) -> Seen:
        """Say whether others of the organisation have worked from that network."""
        if not seen.org or not seen.network:
            return seen
        known = self._houses.peek(seen.org, seen.at).networks
        return replace(seen, known_place=any(one == seen.network for _, one in known))

    def _claimed(self, seen: Seen, target: Target) -> bool:
        return seen.scope == "missing" and bool(seen.org) and self.around.claimed(seen.org, target)

    def _new(self, caller: Caller, capability: Capability[Any], now: float) -> Measure | None:
        """Return what a key or network never seen before would be answered with; made once it is decided."""
        if caller.subject.kind is not Kind.PERSON:
            return None
        seen = self._placed(_asked(caller, capability, now))
        state = self._m4.peek(seen.person, now)
        if not m4_arrivals.unknown(state, seen, self.limits.m4):
            return None
        _, wishes = m4_arrivals.step(state, seen, self.limits.m4)
        return next((ladder.measure(one, now) for one in wishes if isinstance(one, Wish)), None)


def _strong(capability: Capability[Any]) -> bool:
    """Tell whether a capability is of class C3 or above, or changes the world at a touch of its own."""
    return capability.risk in _STRONG or (capability.risk is Risk.C2 and capability.needs_step_up)


def _asked(caller: Caller, capability: Capability[Any], now: float) -> Seen:
    subject = caller.subject
    return Seen(
        at=now,
        decision="",
        person=subject.id,
        org=subject.org,
        kind=subject.kind.value,
        agent=subject.agent,
        tier=subject.tier,
        capability=capability.id,
        risk=capability.risk,
        allowed=False,
        session=subject.session,
        key=subject.key,
        network=caller.network,
        strong=_strong(capability),
    )


def _seen(caller: Caller, capability: Capability[Any], decision: Decision, question: Question) -> Seen:
    return replace(
        _asked(caller, capability, decision.made),
        decision=decision.id,
        allowed=decision.allowed,
        reasons=decision.reasons,
        scope=question.scope,
        touch_age=question.touch_age,
        tainted=question.tainted,
    )
