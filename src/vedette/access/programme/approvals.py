"""Two people more for one request: approvals bound to its digest, good for four hours and for one use.

A changed request has another digest, and so no approvals.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.hours import hour
from vedette.access.nouns import Subject, Tier
from vedette.access.programme import actors
from vedette.access.programme.actors import Actor
from vedette.access.programme.kept import Nouns
from vedette.core.errors import BadInput, Refused

LASTS: Final = 4 * 3600.0
"""Seconds a request waits for its approvals, and may be used once it has them, from when it was made."""
OPEN_MAX: Final = 50
"""Requests of one person that may wait at once: nobody fills the desks of others."""
_OPEN: Final = "open"
_APPROVERS: Final = 2
_GROUPS: Final = 2
_MOST: Final = 10
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_WHAT: Final = 2000


class Voice(Struct, frozen=True, kw_only=True):
    """Somebody said yes or no."""

    actor: Actor
    approve: bool
    at: float
    reason: str


class Said(Struct, frozen=True, kw_only=True):
    """What an approver says, and to what exactly."""

    digest: str
    approve: bool
    reason: str


class Pending(Struct, frozen=True, kw_only=True):
    """One request that needs approvals."""

    id: str
    requester: Actor
    digest: str
    """SHA-256 of the request, in hex: what exactly is approved."""
    what: str
    """The request in words, for whoever approves."""
    made: float
    expires: float
    voices: tuple[Voice, ...] = ()
    used: float = 0.0
    """When it was used; 0 while it was not."""


def missing(pending: Pending, now: float) -> tuple[str, ...]:
    """Return what is still missing before the request may be done, in words; empty when nothing is."""
    if pending.used:
        return ("a new request: this one was used",)
    if pending.expires <= now:
        return ("a new request: this one waited for more than four hours",)
    if not all(voice.approve for voice in pending.voices):
        return ("a new request: somebody said no to this one",)
    return tuple(_wanting([voice.actor for voice in pending.voices]))


class Approvals:
    """All requests that wait for approvals."""

    def __init__(self, documents: Documents) -> None:
        self._pending = Nouns(documents, "approval", Pending, _tags)

    def ask(self, subject: Subject, digest: str, *, what: str, now: float) -> Pending:
        """Ask for approvals of a request; asked again while it waits, it is the same request.

        Raises:
            BadInput: the digest is none, or it is not said what is asked.
            Refused: a program asks, or too many of theirs wait.

        """
        actor = actors.person(subject)
        if _DIGEST.fullmatch(digest) is None or not 0 < len(what) <= _WHAT:
            raise BadInput(
                "a request is its SHA-256 in hex and some words",
                hint=f"give 64 hex digits, and 1 to {_WHAT} characters",
            )
        fresh = Pending(
            id=_id(actor.person, digest),
            requester=actor,
            digest=digest,
            what=what,
            made=now,
            expires=now + LASTS,
        )

        mine = self._waiting(f"{_OPEN}:{actor.person}", now)
        if len(mine) >= OPEN_MAX and all(one.id != fresh.id for one in mine):
            raise Refused(
                f"{OPEN_MAX} requests of yours wait for others already", hint="wait, or have them answered"
            )

        def work(known: Pending | None) -> Pending:
            return fresh if known is None or known.used or known.expires <= now else known

        return self._pending.change(fresh.id, work)

    def say(self, subject: Subject, pending: str, said: Said, *, now: float) -> Pending:
        """Say yes or no, to the request of exactly that digest. One no is enough; what was said stays.

        Raises:
            BadInput: there is no such request, or no reason.
            Refused: the requester, a program, below T3 and no reviewer; another request is meant; it is over.

        """
        actor = _approver(subject)
        voice = Voice(actor=actor, approve=said.approve, at=now, reason=actors.reason(said.reason))

        def work(known: Pending | None) -> Pending:
            found = _found(known, pending)
            _may_speak(found, actor, said.digest, now)
            return replace(found, voices=(*found.voices, voice))

        return self._pending.change(pending, work)

    def get(self, person: str, digest: str) -> Pending | None:
        """Return what became of a person's request, if approvals were asked for it."""
        return self._pending.get(_id(person, digest))

    def approved(self, person: str, digest: str, now: float) -> bool:
        """Tell whether a person's request has what it needs, and was not used."""
        found = self.get(person, digest)
        return found is not None and not missing(found, now)

    def use(self, person: str, digest: str, now: float) -> Pending:
        """Use the approvals: they are good for one time.

        Raises:
            Refused: something is missing; the hint says what.

        """

        def work(known: Pending | None) -> Pending:
            wanting = ("a request for approvals",) if known is None else missing(known, now)
            if known is None or wanting:
                raise Refused("this has not been approved", hint=f"still missing: {', '.join(wanting)}")
            return replace(known, used=now)

        return self._pending.change(_id(person, digest), work)

    def spend(self, person: str, digest: str, now: float) -> bool:
        """Use up what was said for a person's request, one voice or more; tell whether there was any.

        Of two who use it up at once, one is told so.
        """
        found = self.get(person, digest)
        if found is None or found.used or found.expires <= now or not found.voices:
            return False

        def work(known: Pending | None) -> Pending:
            if known is None or known.used:
                raise Refused("this was used meanwhile", hint="ask for approvals again")
            return replace(known, used=now)

        try:
            self._pending.change(found.id, work)
        except Refused:
            return False
        return True

    def waiting(self, now: float) -> list[Pending]:
        """Return the requests somebody may still speak to, the oldest first."""
        return sorted(self._waiting(_OPEN, now), key=lambda one: one.made)

    def _waiting(self, tag: str, now: float) -> list[Pending]:
        """Return those that wait under a tag: looked for in the hours in which they can have been made."""
        found = self._pending.lately(tag, max(0.0, now - LASTS), now)
        return [one for one in found if one.made <= now < one.expires]


def _wanting(approvers: list[Actor]) -> Iterator[str]:
    people = len({actor.person for actor in approvers})
    if people < _APPROVERS:
        yield f"{_APPROVERS - people} more who approve"
    if actors.groups(approvers) < _GROUPS:
        yield "approvers from two organisations or teams"
    if not any(actor.reviewer for actor in approvers):
        yield "an approver who is a reviewer"


def _approver(subject: Subject) -> Actor:
    """Return who approves: somebody who could do it themselves, or has the role."""
    actor = actors.person(subject)
    if not actor.reviewer and subject.tier < Tier.T3:
        raise Refused("only a reviewer, or somebody of T3 or T4, may approve", hint="ask one of them")
    return actor


def _may_speak(found: Pending, actor: Actor, digest: str, now: float) -> None:
    if actor.person == found.requester.person:
        raise Refused("nobody approves their own request", hint="ask somebody from another team")
    if digest != found.digest:
        raise Refused("that is not the request that waits", hint="look at it again: it may have been changed")
    over = found.used or found.expires <= now or len(found.voices) >= _MOST
    if over or any(voice.actor.person == actor.person for voice in found.voices):
        raise Refused("this request is over, or you have spoken", hint="ask who made it to make it anew")


def _found(known: Pending | None, id_: str) -> Pending:
    if known is None:
        raise BadInput(
            f"no request {id_[:80]!r} waits for approvals", hint="look at the id in the answer you got"
        )
    return known


def _id(person: str, digest: str) -> str:
    """Name a person's request by what it is: the same request twice is one."""
    return hashlib.sha256(f"{len(person)}:{person}:{digest}".encode()).hexdigest()[:32]


def _tags(pending: Pending) -> Iterator[str]:
    yield f"person:{pending.requester.person}"
    if not pending.used and all(voice.approve for voice in pending.voices):
        yield hour(_OPEN, pending.made)
        yield hour(f"{_OPEN}:{pending.requester.person}", pending.made)
