"""Texts that wait for a person: one request of one person, until a reviewer lets it through or confirms it.

Nothing else rests meanwhile, and nothing is carried over to the next request. What was written is sealed,
opened by reviewers only, and gone after a week; its digest stays.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.nouns import Risk, Subject
from vedette.access.programme import actors
from vedette.access.programme.actors import Actor
from vedette.access.programme.kept import Nouns
from vedette.access.safeguards.nouns import Signals
from vedette.access.safeguards.sealing import Seal
from vedette.core.errors import BadInput, Refused

PROHIBITED: Final = 90
"""From here on (of 100) a text waits for a person, unless an operator chose otherwise."""
REVIEW: Final = 95
"""From here on a text that speaks of harm does, on C3 and C4."""
APPROVAL: Final = 80
"""And from here on it needs the agreement of one other person."""
LET_THROUGH_FOR: Final = 24 * 3600.0
"""Seconds one request, let through, may be made."""
KEPT_FOR: Final = 7 * 86_400.0
"""Seconds the text itself is kept, sealed."""
FORGOTTEN_AFTER: Final = 400 * 86_400.0
"""Seconds until the rest is forgotten, but for what the ledger says."""
WAITING_MAX: Final = 20
"""Texts of one person that may wait at once: reviewers have others to look at, too."""
_TEXT: Final = 64 * 1024
_STRONG: Final = frozenset({Risk.C3, Risk.C4})


class Thresholds(Struct, frozen=True, kw_only=True):
    """From which number on something happens to one request."""

    prohibited: int = PROHIBITED
    review: int = REVIEW
    approval: int = APPROVAL


class Answer(Struct, frozen=True, kw_only=True):
    """What a person said who looked."""

    actor: Actor
    let_through: bool
    reason: str
    at: float


class HeldText(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One request whose text waits for a person, or waited."""

    id: str
    decision: str
    """Of the refusal that told the person."""
    asker: Actor
    agent: str = ""
    """Which program asked for them, if one did."""
    capability: str
    risk: Risk
    request: str
    """Digest of the request: what is let through is this and nothing else."""
    signals: Signals
    made: float
    sealed: str = ""
    """The text, sealed, in base64; empty once it is gone."""
    answers: tuple[Answer, ...] = ()
    """The last one counts: an appeal may add one."""

    @property
    def answer(self) -> Answer | None:
        """What was said last."""
        return self.answers[-1] if self.answers else None

    def let_through(self, now: float) -> bool:
        """Tell whether this one request may be made now."""
        said = self.answer
        return said is not None and said.let_through and now < said.at + LET_THROUGH_FOR


class Wanted(Struct, frozen=True, kw_only=True):
    """A request that is about to be held."""

    capability: str
    risk: Risk
    request: str
    """Its digest."""
    text: str
    signals: Signals
    decision: str


def what_follows(signals: Signals, risk: Risk, limits: Thresholds) -> str:
    """Say what these numbers mean for one request: `review`, `approval`, or nothing."""
    if risk is Risk.C0:  # nothing of that class can do what words ask for
        return ""
    strong = risk in _STRONG
    if signals.prohibited >= limits.prohibited or (strong and signals.intent >= limits.review):
        return "review"
    return "approval" if strong and signals.intent >= limits.approval else ""


def _none(_: str) -> tuple[str, ...]:
    return ()


class HeldTexts:
    """All of them."""

    def __init__(
        self, documents: Documents, seal: Seal, orgs: Callable[[str], Iterable[str]] = _none
    ) -> None:
        """Take where they are kept, what seals them, and who knows where a person belongs."""
        self._orgs = orgs
        self._held = Nouns(documents, "held", HeldText, _tags)
        self._documents = documents
        self._seal = seal

    def actor(self, subject: Subject) -> Actor:
        """Return who looks, with every organisation they belong to.

        Raises:
            Refused: it is a program.

        """
        return replace(actors.person(subject), orgs=tuple(self._orgs(subject.id)))

    def let_through(self, person: str, request: str, now: float) -> bool:
        """Tell whether a reviewer let this one request of this person through."""
        found = self._held.get(_id(person, request))
        return found is not None and found.let_through(now)

    def hold(self, subject: Subject, wanted: Wanted, now: float) -> HeldText:
        """Keep a request until somebody looked; made again meanwhile, or once confirmed, it is the same."""
        ident = _id(subject.id, wanted.request)
        fresh = HeldText(
            id=ident,
            decision=wanted.decision,
            asker=Actor(person=subject.id, org=subject.org, orgs=tuple(self._orgs(subject.id))),
            agent=subject.agent,
            capability=wanted.capability,
            risk=wanted.risk,
            request=wanted.request,
            signals=wanted.signals,
            made=now,
            sealed=b64encode(self._seal.close(wanted.text[:_TEXT], ident)).decode(),
        )

        def work(known: HeldText | None) -> HeldText:
            said = None if known is None else known.answer
            return fresh if known is None or (said is not None and said.let_through) else known

        return self._held.change(ident, work)

    def full(self, person: str, request: str) -> bool:
        """Tell whether so many texts of somebody wait that no other one is put before reviewers."""
        known = self._held.get(_id(person, request))
        return known is None and len(self._held.tagged(f"waits:{person}")) >= WAITING_MAX

    def answer(self, subject: Subject, ident: str, *, let_through: bool, reason: str, now: float) -> HeldText:
        """Let one through, or confirm that it waits for good.

        Raises:
            BadInput: there is none of that id, or no reason.
            Refused: no reviewer, or the one who asked, or of their organisation; or it is answered.

        """
        said = Answer(
            actor=self.actor(subject), let_through=let_through, reason=actors.reason(reason), at=now
        )

        def work(known: HeldText | None) -> HeldText:
            found = _found(known, ident)
            if found.answer is not None:
                raise Refused("somebody looked at this before", hint="an appeal goes to another reviewer")
            return _answered(found, said)

        return self._held.change(ident, work)

    def overturn(self, ident: str, said: Answer) -> HeldText:
        """Let one through that was confirmed, or waits, because an appeal said so.

        Raises:
            BadInput: there is none of that id.
            Refused: whoever answers the appeal looked before, asked, or is of that organisation.

        """

        def work(known: HeldText | None) -> HeldText:
            found = _found(known, ident)
            if any(one.actor.person == said.actor.person for one in found.answers):
                raise Refused("whoever decided does not answer the appeal", hint="another reviewer has to")
            return _answered(found, said)

        return self._held.change(ident, work)

    def text(self, ident: str, now: float) -> str:
        """Return what was written; empty once it is gone.

        Raises:
            BadInput: there is none of that id.
            Unavailable: the key it was sealed with is gone.

        """
        found = _found(self._held.get(ident), ident)
        if not found.sealed or now >= found.made + KEPT_FOR:
            return ""
        return self._seal.open(b64decode(found.sealed), ident)

    def find(self, ident: str) -> HeldText | None:
        """Return one, by its own id or by that of the decision that told the person."""
        by_id = self._held.get(ident)
        found = [by_id] if by_id is not None else self._held.tagged(f"decision:{ident}")
        return found[0] if found else None

    def waiting(self) -> list[HeldText]:
        """Return those nobody has looked at, the oldest first."""
        return sorted(self._held.tagged("open"), key=lambda one: one.made)

    def of(self, person: str) -> list[HeldText]:
        """Return a person's, the oldest first."""
        return sorted(self._held.tagged(f"person:{person}"), key=lambda one: one.made)

    def sweep(self, now: float) -> int:
        """Drop texts after a week, and what is old altogether; return how many changed."""
        changed = 0
        for one in self._held.tagged("sealed"):
            if now >= one.made + KEPT_FOR:
                self._held.change(one.id, lambda known: replace(_found(known, ""), sealed=""))
                changed += 1
        for one in self._held.tagged("answered"):
            if now >= one.made + FORGOTTEN_AFTER:
                changed += self._documents.delete("held", one.id)
        return changed


def bar(held: HeldText, actor: Actor) -> str:
    """Say why somebody may not decide about a text; nothing where they may."""
    if not actor.reviewer:
        return "only a reviewer may do this"
    if actor.person == held.asker.person:
        return "nobody reviews what they asked for themselves"
    if held.asker.houses & actor.houses:
        return "nobody reviews somebody of their own organisation for this"
    return ""


def _answered(found: HeldText, said: Answer) -> HeldText:
    if why := bar(found, said.actor):
        raise Refused(why, hint="a reviewer of another organisation has to")
    return replace(found, answers=(*found.answers, said))


def _found(known: HeldText | None, ident: str) -> HeldText:
    if known is None:
        raise BadInput(f"no text {ident[:80]!r} is held", hint="look at the id in the queue")
    return known


def _id(person: str, request: str) -> str:
    """Name a person's request by what it is: the same request twice is one."""
    return hashlib.sha256(f"{len(person)}:{person}:{request}".encode()).hexdigest()[:32]


def _tags(held: HeldText) -> Iterator[str]:
    yield f"person:{held.asker.person}"
    yield f"decision:{held.decision}"
    yield "open" if held.answer is None else "answered"
    if held.answer is None:
        yield f"waits:{held.asker.person}"
    if held.sealed:
        yield "sealed"
