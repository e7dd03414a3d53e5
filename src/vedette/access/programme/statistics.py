"""What reviewers did, counted from the cases: how many, how fast, how often overturned, and with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from statistics import median
from typing import Final

from msgspec import Struct

from vedette.access.programme.records import Act, Case, Event

_DECISIONS: Final = frozenset((Act.APPROVE, Act.REFUSE, Act.UPHOLD, Act.OVERTURN, Act.CONFIRM, Act.AUDIT))
_YES: Final = frozenset((Act.APPROVE, Act.OVERTURN, Act.CONFIRM))


class Reviewer(Struct, frozen=True, kw_only=True):
    """One reviewer's work."""

    person: str
    decisions: int
    approved: int
    refused: int
    looked_again: int
    """Second looks by lot."""
    overturned: int
    """Decisions of theirs that an appeal lifted."""
    median_days: float
    """From asking to their first word in a case."""
    partner: str = ""
    """With whom they approved the same case most often."""
    together: int = 0
    """How often that was."""
    partner_share: float = 0.0
    """Of the cases they approved, from 0 to 1."""


@dataclass(slots=True)
class _Work:
    acts: Counter[Act] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    overturned: int = 0
    partners: Counter[str] = field(default_factory=Counter)
    approved_cases: int = 0


def reviewers(cases: Iterable[Case], since: float = 0.0) -> list[Reviewer]:
    """Return what each reviewer did since a time, who decided most first."""
    works: defaultdict[str, _Work] = defaultdict(_Work)
    for case in cases:
        _count(case, since, works)
    made = [_told(person, work) for person, work in works.items() if work.acts.total()]
    return sorted(made, key=lambda one: (-one.decisions, one.person))


def pairs(cases: Iterable[Case], since: float = 0.0) -> Counter[tuple[str, str]]:
    """Count how often the same two approved the same case."""
    return Counter(pair for case in cases for pair in combinations(sorted(_approvers(case, since)), 2))


def _count(case: Case, since: float, works: defaultdict[str, _Work]) -> None:
    spoke: set[str] = set()
    for event in _decisions(case, since):
        work = works[event.actor.person]
        work.acts[event.act] += 1
        if event.actor.person not in spoke:
            spoke.add(event.actor.person)
            work.waits.append(max(0.0, event.at - case.at))
    for loser in _overturned(case, since):
        works[loser].overturned += 1
    agreed = _approvers(case, since)
    for person in agreed:
        works[person].approved_cases += 1
        works[person].partners.update(agreed - {person})


def _decisions(case: Case, since: float) -> Iterator[Event]:
    return (one for one in case.events if one.act in _DECISIONS and one.actor.person and one.at >= since)


def _approvers(case: Case, since: float) -> set[str]:
    return {one.actor.person for one in _decisions(case, since) if one.act in _YES}


def _overturned(case: Case, since: float) -> Iterator[str]:
    """Return whose refusal or revocation an appeal lifted."""
    last = ""
    for event in case.events:
        if event.act in (Act.REFUSE, Act.REVOKE):
            last = event.actor.person
        elif event.act is Act.OVERTURN and last and event.at >= since:
            yield last
            last = ""


def _told(person: str, work: _Work) -> Reviewer:
    partner, together = next(iter(work.partners.most_common(1)), ("", 0))
    return Reviewer(
        person=person,
        decisions=work.acts.total(),
        approved=sum(work.acts[one] for one in _YES),
        refused=work.acts[Act.REFUSE] + work.acts[Act.UPHOLD],
        looked_again=work.acts[Act.AUDIT],
        overturned=work.overturned,
        median_days=round(median(work.waits) / 86_400, 1) if work.waits else 0.0,
        partner=partner,
        together=together,
        partner_share=round(together / work.approved_cases, 2) if work.approved_cases else 0.0,
    )
