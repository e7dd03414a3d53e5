"""What the watch looks at now and then, rather than with each request: assets, grants, emergencies.

A chore of the service. How far it has looked is written down, so that nothing is counted twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.access.documents import Conflict, Documents
from vedette.access.monitor import (
    m6_velocity,
    m8_pairs,
    m9_glass,
    m10_record,
    m11_untold,
    m12_overturned,
    states,
)
from vedette.access.monitor.disclosures import Disclosures
from vedette.access.monitor.nouns import Rule
from vedette.access.monitor.states import States
from vedette.access.programme.appeals import Against, Appeal, Appeals
from vedette.access.programme.applications import Applications
from vedette.access.programme.breakglass import BreakGlass, Use
from vedette.access.programme.casetags import approved
from vedette.access.programme.records import Act, Case
from vedette.access.scope.assets import Assets
from vedette.access.scope.nouns import Asset
from vedette.app.watching import Watched

EVERY: Final = 3600.0
"""Seconds between two times of forgetting."""
SETTLED: Final = 5.0
"""Seconds after which what happened is on record, whichever server it happened at."""
_LOOKS: Final = "looks"
_HOUSE: Final = "house"


class _Far(Struct, frozen=True, kw_only=True):
    """How far assets, grants and answers to appeals were looked at, in seconds since the epoch."""

    at: float
    state: dict[str, int] = {}
    """Nothing: it is swept with the states of rules, and looks like one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where it looks."""

    documents: Documents
    assets: Assets
    applications: Applications
    glass: BreakGlass
    disclosures: Disclosures
    appeals: Appeals
    reviewers: Callable[[], int]
    """How many reviewers there are."""
    version: Callable[[str, float], str]
    """Which version of the policy made a decision, given its id and when it was appealed against."""


@dataclass(slots=True)
class Looks:
    """All of it."""

    watched: Watched
    sources: Sources
    _m6: States[m6_velocity.State, m6_velocity.Proved, Any] = field(init=False)
    _m8: States[m8_pairs.State, m8_pairs.Granted, Any] = field(init=False)
    _m9: States[m9_glass.State, m9_glass.Broken, Any] = field(init=False)
    _m10: States[m10_record.State, m10_record.Health, Any] = field(init=False)
    _m11: States[m11_untold.State, m11_untold.Open, Any] = field(init=False)
    _m12: States[m12_overturned.State, m12_overturned.Answered, Any] = field(init=False)
    _swept: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        kept = self.sources.documents
        self._m6 = States(kept, Rule.M6, m6_velocity.step, m6_velocity.State())
        self._m8 = States(kept, Rule.M8, m8_pairs.step, m8_pairs.State())
        self._m9 = States(kept, Rule.M9, m9_glass.step, m9_glass.State())
        self._m10 = States(kept, Rule.M10, m10_record.step, m10_record.State())
        self._m11 = States(kept, Rule.M11, m11_untold.step, m11_untold.State())
        self._m12 = States(kept, Rule.M12, m12_overturned.step, m12_overturned.State())

    def look(self, now: float) -> None:
        """Look at what changed since the last time, and forget what is old."""
        self._news(now)
        self._emergencies(now)
        self._untold(now)
        self.tick(now)
        if not 0 <= now - self._swept < EVERY:
            self._swept = now
            states.sweep(self.sources.documents, now)
            self.watched.measures.sweep(now)
            self.sources.disclosures.sweep(now)

    def tick(self, now: float) -> None:
        """Write down what the rules that look now and then have seen."""
        limits = self.watched.limits
        for rule, of in (
            (self._m6, limits.m6),
            (self._m8, limits.m8),
            (self._m9, limits.m9),
            (self._m10, limits.m10),
            (self._m11, limits.m11),
            (self._m12, limits.m12),
        ):
            self.watched.answer(rule.write(of, now), now)

    def health(self, seen: m10_record.Health) -> None:
        """Look at how the ledger is (M10): cheap enough for every second."""
        found = self._m10.see(_HOUSE, seen, self.watched.limits.m10, seen.at)
        self.watched.answer(found, seen.at)

    def answered(self, seen: m12_overturned.Answered) -> None:
        """Hear of a refusal that somebody else looked at again (M12)."""
        found = self._m12.see(_HOUSE, seen, self.watched.limits.m12, seen.at)
        self.watched.answer(found, seen.at)

    def _news(self, now: float) -> None:
        """Look at what was proved and approved since the last look; one of several servers does."""
        documents, until = self.sources.documents, now - SETTLED
        kept = documents.get(states.KIND, _LOOKS)
        far = 0.0 if kept is None else msgspec.json.decode(kept.value, type=_Far).at
        if far >= until:  # just looked, or the clock was set back
            return
        assets = self.sources.assets.first_proved(far, until)
        cases = self.sources.applications.approved(far, until)
        answers = self.sources.appeals.answered(far, until)
        after = msgspec.json.encode(_Far(at=until))
        try:
            documents.put(states.KIND, _LOOKS, after, expect=0 if kept is None else kept.version)
        except Conflict:  # another server looks at them
            return
        self._assets(assets, now)
        self._grants(cases, now)
        for at, one in answers:
            self._answer(at, one)

    def _assets(self, new: Iterable[Asset], now: float) -> None:
        """Count what was newly proved (M6)."""
        for org, count in Counter(one.org for one in new).items():
            seen = m6_velocity.Proved(at=now, org=org, assets=count)
            self.watched.answer(self._m6.see(org, seen, self.watched.limits.m6, now), now)

    def _grants(self, new: list[Case], now: float) -> None:
        """Look at who approved what (M8)."""
        reviewers = self.sources.reviewers() if new else 0
        for case in new:
            org = case.applicant.org
            by = tuple({one.actor.person: None for one in case.events if one.act is Act.APPROVE})
            seen = m8_pairs.Granted(
                at=approved(case), case=case.id, org=org, approvers=by, reviewers=reviewers
            )
            if org:
                self.watched.answer(self._m8.see(org, seen, self.watched.limits.m8, now), now)

    def _answer(self, at: float, one: Appeal) -> None:
        """Count a refusal that somebody looked at again; a measure is none (M12)."""
        if one.answer is None or one.decided.against is Against.MEASURE:
            return
        seen = m12_overturned.Answered(
            at=at,
            decision=one.decided.id,
            overturned=one.answer.overturn,
            reason=", ".join(one.decided.reasons),
            version=self.sources.version(one.decided.id, one.at),
        )
        self.answered(seen)

    def _emergencies(self, now: float) -> None:
        """Start the clock of each emergency, and stop it when somebody has looked (M9)."""
        for use in self.sources.glass.unreviewed():
            self._glass(use, now)
        for one in self.watched.measures.open(now):
            if one.rule is Rule.M9:
                for use in self.sources.glass.of(one.person):
                    if use.looks:
                        self._glass(use, now)

    def _glass(self, use: Use, now: float) -> None:
        seen = m9_glass.Broken(
            at=now,
            use=use.id,
            person=use.actor.person,
            org=use.actor.org,
            opened=use.opened,
            reviewed=bool(use.looks),
        )
        self.watched.answer(self._m9.see(use.actor.person, seen, self.watched.limits.m9, now), now)

    def _untold(self, now: float) -> None:
        """Remind finders of what they have told nobody (M11)."""
        waiting = {one.person: one for one in self.sources.disclosures.untold(now)}
        reminded = [one for one in self.watched.measures.open(now) if one.rule is Rule.M11]
        for one in reminded:
            nothing = m11_untold.Open(at=now, person=one.person, org=one.org, found=())
            waiting.setdefault(one.person, nothing)
        for person, seen in waiting.items():
            self.watched.answer(self._m11.see(person, seen, self.watched.limits.m11, now), now)
