"""Appeals against what no application led to: a measure, a text that waits, a refusal at the gate.

Whoever had no part in the decision looks again, and answers in words. An appeal against an application's
decision is part of that application: see `cases`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.hours import hour
from vedette.access.nouns import Subject
from vedette.access.programme import actors
from vedette.access.programme.actors import Actor
from vedette.access.programme.kept import Nouns
from vedette.core.errors import BadInput, Refused

ANSWER_WITHIN: Final = 5 * 86_400.0
"""Seconds in which an appeal is to be answered; how often that was kept is published."""
_ANSWERED: Final = "answered"
_OPEN_MAX: Final = 20
"""Appeals one person may have open at once: a bound, far above need."""


class Against(StrEnum):
    """What kind of decision an appeal is against."""

    MEASURE = "measure"
    HELD = "held"
    """A text that waits for a person."""
    REFUSAL = "refusal"
    """Something the gate refused."""


class Decided(Struct, frozen=True, kw_only=True):
    """The decision an appeal is against."""

    id: str
    against: Against
    by: tuple[Actor, ...] = ()
    """The people who decided it, none where a rule did."""
    reasons: tuple[str, ...] = ()
    """Ids of the rules that decided."""


class Answer(Struct, frozen=True, kw_only=True):
    """What came of an appeal."""

    actor: Actor
    overturn: bool
    reason: str
    at: float


class Appeal(Struct, frozen=True, kw_only=True):
    """Somebody asks that somebody else looks again."""

    id: str
    decided: Decided
    appellant: Actor
    statement: str
    at: float
    answer: Answer | None = None

    @property
    def due(self) -> float:
        """When it is to be answered."""
        return self.at + ANSWER_WITHIN


def answered(appeal: Appeal, answer: Answer) -> Appeal:
    """Return an appeal with its answer.

    Raises:
        Refused: it has one; or whoever answers asked for it, decided before, or is of a house of theirs.

    """
    if appeal.answer is not None:
        raise Refused("this appeal is answered", hint="a new decision can be appealed against by its own id")
    if why := part_in(appeal, answer.actor):
        raise Refused(why, hint="an appeal goes to a reviewer who had no part in it")
    return replace(appeal, answer=answer)


def part_in(appeal: Appeal, actor: Actor) -> str:
    """Say what part somebody has in what is appealed against; nothing where they may answer."""
    by = appeal.decided.by
    why_not = (
        (not actor.reviewer, "only a reviewer may answer an appeal"),
        (actor.person == appeal.appellant.person, "nobody answers their own appeal"),
        (any(one.person == actor.person for one in by), "whoever decided does not answer the appeal"),
        (any(one.houses & actor.houses for one in by), "whoever decided is of your organisation"),
        (bool(appeal.appellant.houses & actor.houses), "whoever appeals is of your organisation"),
    )
    return next((words for holds, words in why_not if holds), "")


def _none(_: str) -> tuple[str, ...]:
    return ()


class Appeals:
    """All of them."""

    def __init__(self, documents: Documents, orgs: Callable[[str], Iterable[str]] = _none) -> None:
        """Take where they are kept, and who knows where a person belongs."""
        self._appeals = Nouns(documents, "appeal", Appeal, _tags)
        self._orgs = orgs

    def whole(self, actor: Actor) -> Actor:
        """Return somebody with every organisation they belong to."""
        return replace(actor, orgs=tuple(sorted({*actor.orgs, *self._orgs(actor.person)})))

    def make(self, subject: Subject, decided: Decided, statement: str, now: float) -> Appeal:
        """Take an appeal.

        Raises:
            BadInput: it is not said why.
            Refused: a program asks; the decision was appealed against before; too many wait.

        """
        actor = self.whole(actors.person(subject))
        said = actors.reason(statement)
        if self._appeals.tagged(f"decision:{decided.id}"):
            raise _again()
        if sum(one.answer is None for one in self.of(actor.person)) >= _OPEN_MAX:
            raise Refused("too many appeals of yours wait", hint="wait for the answers to them")
        by = tuple(self.whole(one) for one in decided.by)
        made = Appeal(
            id=_id(decided.id),
            decided=replace(decided, by=by),
            appellant=actor,
            statement=said,
            at=now,
        )

        def work(known: Appeal | None) -> Appeal:
            if known is not None:
                raise _again()
            return made

        return self._appeals.change(made.id, work)

    def answer(self, subject: Subject, ident: str, *, overturn: bool, reason: str, now: float) -> Appeal:
        """Answer one.

        Raises:
            BadInput: there is none of that id, or no reason.
            Refused: as `answered`; or a program answers.

        """
        actor = self.whole(actors.person(subject))
        said = Answer(actor=actor, overturn=overturn, reason=actors.reason(reason), at=now)

        def work(known: Appeal | None) -> Appeal:
            return answered(_found(known, ident), said)

        return self._appeals.change(ident, work)

    def find(self, ident: str) -> Appeal | None:
        """Return one, by its own id."""
        return self._appeals.get(ident)

    def against(self, decision: str) -> Appeal | None:
        """Return the appeal against a decision."""
        found = self._appeals.tagged(f"decision:{decision}")
        return found[0] if found else None

    def of(self, person: str) -> list[Appeal]:
        """Return a person's appeals, the oldest first."""
        return sorted(self._appeals.tagged(f"person:{person}"), key=lambda one: one.at)

    def waiting(self) -> list[Appeal]:
        """Return those that wait for an answer, the oldest first."""
        return sorted(self._appeals.tagged("open"), key=lambda one: one.at)

    def answered(self, since: float, until: float) -> list[tuple[float, Appeal]]:
        """Return those answered after one time, and until another, each with when it was, in that order."""
        found = [(one.answer.at, one) for one in self._appeals.lately(_ANSWERED, since, until) if one.answer]
        return sorted((pair for pair in found if since < pair[0] <= until), key=lambda pair: pair[0])


def _again() -> Refused:
    return Refused("that decision was appealed against before", hint="look at the appeal's answer")


def _id(decision: str) -> str:
    """Name the appeal against a decision by the decision: two made at once are one."""
    return hashlib.sha256(f"appeal {decision}".encode()).hexdigest()[:16]


def _found(known: Appeal | None, ident: str) -> Appeal:
    if known is None:
        raise BadInput(f"there is no appeal {ident[:80]!r}", hint="look at the id in the queue")
    return known


def _tags(appeal: Appeal) -> Iterator[str]:
    yield f"person:{appeal.appellant.person}"
    yield f"decision:{appeal.decided.id}"
    yield "open" if appeal.answer is None else hour(_ANSWERED, appeal.answer.at)
