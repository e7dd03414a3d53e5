"""What reached one weakness: attempts, honest requests, and addresses elsewhere, which may be either.

A parameter that is made for addresses (of a feed to fetch, of a page to return to) is sent addresses by
everybody. Such requests count as attempts unless three sources or more send them, and no fewer than send
something else: then they are what is usual there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from vedette.hunt.event import Event
from vedette.hunt.exposure.attempts import Attempt, thinned
from vedette.hunt.exposure.harms import ELSEWHERE
from vedette.hunt.patterns.web.pages import ANSWERS_KEPT, SIZES_KEPT, Page

SOURCES: Final = 1_000
_USUAL: Final = 3


@dataclass(slots=True)
class Attempts:
    """Some of the attempts, and how many there were by whom."""

    count: int = 0
    kept: list[Attempt] = field(default_factory=list)
    sources: Counter[str] = field(default_factory=Counter)

    def add(self, one: Attempt) -> None:
        """Take one in."""
        self.count += 1
        if one.source in self.sources or len(self.sources) < SOURCES:
            self.sources[one.source] += 1
        self.kept.append(one)
        thinned(self.kept)


@dataclass(slots=True)
class Tried:
    """Everything that reached a weakness."""

    attempts: Attempts = field(default_factory=Attempts)
    elsewhere: Attempts = field(default_factory=Attempts)
    """Addresses elsewhere, and nothing more."""
    page: Page = field(default_factory=Page)
    """How honest requests were answered."""
    page_elsewhere: Page = field(default_factory=Page)
    others: set[str] = field(default_factory=set)
    """Who sent an ordinary value that is no address."""

    def attempt(self, one: Attempt, event: Event) -> None:
        """Take in a request that would use the weakness."""
        if one.payload.kind in ELSEWHERE:
            self.elsewhere.add(one)
            self.page_elsewhere.add(event.status, event.bytes_in, event.duration)
        else:
            self.attempts.add(one)

    def honest(self, source: str, event: Event, *, said: bool) -> None:
        """Take in a request that would not; `said`: it had a value."""
        self.page.add(event.status, event.bytes_in, event.duration)
        if said and len(self.others) < SOURCES:
            self.others.add(source)

    def settled(self) -> tuple[Attempts, Page]:
        """Say what was an attempt, and how the rest was answered."""
        known = self.elsewhere.sources
        if not known:
            return self.attempts, self.page
        if len(known) >= max(_USUAL, len(self.others)):
            return self.attempts, _both(self.page, self.page_elsewhere)
        made = Attempts(
            self.attempts.count + self.elsewhere.count,
            sorted(self.attempts.kept + self.elsewhere.kept, key=lambda one: one.time or 0),
            self.attempts.sources + known,
        )
        thinned(made.kept)
        return made, self.page


def _both(one: Page, two: Page) -> Page:
    return Page(
        count=one.count + two.count,
        good=one.good + two.good,
        errors=one.errors + two.errors,
        sizes=(one.sizes + two.sizes)[:SIZES_KEPT],
        waits=(one.waits + two.waits)[:ANSWERS_KEPT],
    )
