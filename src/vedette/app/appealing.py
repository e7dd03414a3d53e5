"""Appeals against what no application led to: found by the id of the decision, answered by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from vedette.access.monitor.measures import Measures
from vedette.access.nouns import Subject
from vedette.access.programme.actors import Actor
from vedette.access.programme.appeals import Against, Answer, Appeal, Appeals, Decided
from vedette.access.safeguards.held import Answer as Looked
from vedette.access.safeguards.held import HeldTexts
from vedette.app.ledgers import Book
from vedette.core.errors import BadInput, Refused
from vedette.ledger.entries import Kind
from vedette.ledger.reading import Window, decision

REFUSALS_FOR: Final = 90 * 86_400.0
"""Seconds after a refusal in which it can be appealed against."""
_LOOKED: Final = 10_000_000
"""Entries looked at for one: the 90 days of a large service, in some seconds."""


def refusals(since: float, until: float = float("inf")) -> Window:
    """Return the part of a ledger in which a refusal can be that is appealed against."""
    return Window(since=since, until=until, looked=_LOOKED)


class Ground(Protocol):
    """One kind of decision that can be appealed against."""

    def find(self, subject: Subject, ident: str, now: float) -> Decided | None:
        """Return a decision of this kind that was made about somebody, if there is one of that id."""
        ...

    def overturn(self, decided: Decided, answer: Answer) -> str:
        """Do what follows from an appeal that was right; say what that is."""
        ...


@dataclass(frozen=True, slots=True)
class OfMeasures:
    """Measures can be appealed against by whom they are about, and by who speaks for their organisation."""

    measures: Measures

    def find(self, subject: Subject, ident: str, now: float) -> Decided | None:
        """Return a measure that is in force for somebody."""
        try:
            found = self.measures.get(ident)
        except BadInput:
            return None
        theirs = found.person == subject.id or (
            not found.person and found.org == subject.org and "org_admin" in subject.roles
        )
        if not theirs:
            return None
        if not found.holds(now):
            raise Refused("that measure is over", hint="there is nothing left to appeal against")
        by = tuple(Actor(person=one) for one in found.by.split())  # two people suspend an organisation
        return Decided(id=found.id, against=Against.MEASURE, by=by, reasons=(found.rule.value,))

    def overturn(self, decided: Decided, answer: Answer) -> str:
        """Lift it."""
        self.measures.lift(decided.id, answer.actor.person, answer.at)
        return "the measure is lifted"


@dataclass(frozen=True, slots=True)
class OfHeldTexts:
    """A text that waits, or that somebody confirmed, can be appealed against by who wrote it."""

    held: HeldTexts

    def find(self, subject: Subject, ident: str, now: float) -> Decided | None:
        """Return a text of somebody's own that waits."""
        found = self.held.find(ident)
        if found is None or found.asker.person != subject.id:
            return None
        if found.let_through(now):
            raise Refused("that text was let through", hint="ask for the same again")
        by = tuple(one.actor for one in found.answers)
        return Decided(id=found.decision, against=Against.HELD, by=by, reasons=("text-held",))

    def overturn(self, decided: Decided, answer: Answer) -> str:
        """Let this one request through."""
        found = self.held.find(decided.id)
        if found is None:
            return "the text is forgotten: ask again"
        said = Looked(actor=answer.actor, let_through=True, reason=answer.reason, at=answer.at)
        self.held.overturn(found.id, said)
        return "this one request may be made now, within a day"


@dataclass(frozen=True, slots=True)
class OfRefusals:
    """What the gate refused somebody: it stands on the ledger under their pseudonym."""

    book: Book

    def find(self, subject: Subject, ident: str, now: float) -> Decided | None:
        """Return a refusal of somebody's own."""
        names = self.book.pseudonyms()
        for found in decision(self.book.ledger, ident, refusals(now - REFUSALS_FOR)):
            entry = found.entry
            refused = entry.kind is Kind.DECIDED and entry.verdict != "allow"
            if refused and names.matches(entry.subject, subject.id):
                return Decided(id=ident, against=Against.REFUSAL, reasons=entry.reasons)
        return None

    def overturn(self, decided: Decided, answer: Answer) -> str:
        """Change nothing by itself: no reviewer is above the policy. It is counted, and somebody mends it."""
        del decided, answer
        return "the refusal was wrong, and counts as such; ask again: what was wrong with it has to be mended"


@dataclass(frozen=True, slots=True)
class Appealing:
    """All appeals, and what they can be against."""

    appeals: Appeals
    grounds: Mapping[Against, Ground]

    def take(self, subject: Subject, ident: str, statement: str, now: float) -> Appeal:
        """Take an appeal against a decision about whoever asks.

        Raises:
            BadInput: no decision of that id was made about them.
            Refused: it cannot be appealed against now.

        """
        for ground in self.grounds.values():
            found = ground.find(subject, ident, now)
            if found is not None:
                return self.appeals.make(subject, found, statement, now)
        raise BadInput(
            f"no decision {ident[:80]!r} was made against you",
            hint="give the id that came with the refusal; a no to who you are: vedette access video appeal",
        )

    def overturn(self, appeal: Appeal) -> str:
        """Do what follows from an appeal that was found to be right; say what that is."""
        if appeal.answer is None:
            raise AssertionError(appeal.id)
        return self.grounds[appeal.decided.against].overturn(appeal.decided, appeal.answer)
