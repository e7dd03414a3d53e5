"""Acting first and being reviewed after: for an hour, in an incident, on one's own assets, by vetted people.

All uses of one person are one document, so that two at once cannot be opened.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.nouns import Purpose, Subject, Tier
from vedette.access.programme import actors
from vedette.access.programme.actors import Actor
from vedette.access.programme.kept import Nouns
from vedette.core.errors import BadInput, Refused

LONGEST: Final = 3600.0
REVIEW_WITHIN: Final = 72 * 3600.0
_UNREVIEWED: Final = 2
"""So many uses nobody has looked at suspend the right."""
_ASSETS: Final = 100
_USES: Final = 50
"""Kept with a person; the oldest reviewed ones go first. All are in the ledger anyway."""
_INCIDENT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/#-]{2,63}")


class Emergency(Struct, frozen=True, kw_only=True):
    """What somebody says who wants to act now."""

    purpose: Purpose
    incident: str
    """Number of the incident, as the organisation counts them."""
    assets: tuple[str, ...]
    reason: str
    seconds: float = LONGEST


class Look(Struct, frozen=True, kw_only=True):
    """Somebody looked at a use afterwards."""

    actor: Actor
    justified: bool
    at: float
    reason: str


class Use(Struct, frozen=True, kw_only=True):
    """One time the glass was broken."""

    id: str
    actor: Actor
    emergency: Emergency
    opened: float
    ends: float
    looks: tuple[Look, ...] = ()
    needs: int = 1
    """Reviewers who have to look at it: two where a person of T4 broke the glass."""

    @property
    def looked_at(self) -> bool:
        """Whether as many reviewers looked as have to, or one found it was not justified."""
        return len(self.looks) >= self.needs or any(not look.justified for look in self.looks)


class Uses(Struct, frozen=True, kw_only=True):
    """All of one person."""

    person: str
    uses: tuple[Use, ...] = ()


def suspended(known: Uses) -> str:
    """Return why a person may not break the glass, or nothing."""
    if any(use.looks and not use.looks[-1].justified for use in known.uses):
        return "a use was found not to be justified"
    if sum(not use.looked_at for use in known.uses) >= _UNREVIEWED:
        return f"{_UNREVIEWED} uses wait for their review"
    return ""


def part_in(use: Use, actor: Actor) -> str:
    """Say what part somebody has in a use; nothing where they may look at it."""
    if actor.person == use.actor.person:
        return "your own emergency"
    if actor.houses & use.actor.houses:
        return "an emergency of your organisation: it is for another one to look at"
    return ""


def _none(_: str) -> tuple[str, ...]:
    return ()


class BreakGlass:
    """All uses of all people."""

    def __init__(self, documents: Documents, orgs: Callable[[str], Iterable[str]] = _none) -> None:
        """Take where they are kept, and who knows where a person belongs."""
        self._uses = Nouns(documents, "breakglass", Uses, _tags)
        self._orgs = orgs

    def open(self, subject: Subject, said: Emergency, *, owned: Collection[str], now: float) -> Use:
        """Break the glass; `owned` are the assets whose control the person's organisation has proved.

        Raises:
            BadInput: the incident has no number, or there is no asset, or no reason.
            Refused: below T3, a program, another purpose, another's asset, too long; one is open; suspended.

        """
        actor = self._whole(actors.person(subject))
        _check(said)
        _may(subject, said, owned)
        use = Use(
            id=secrets.token_hex(8),
            actor=actor,
            emergency=said,
            opened=now,
            ends=now + said.seconds,
            needs=2 if subject.tier >= Tier.T4 else 1,
        )

        def work(known: Uses | None) -> Uses:
            before = known or Uses(person=actor.person)
            if any(one.ends > now for one in before.uses):
                raise Refused("the glass is broken already", hint="close that use first, or wait for its end")
            if why := suspended(before):
                raise Refused(
                    f"break-glass is suspended: {why}", hint="ask a reviewer to review your last uses"
                )
            return replace(before, uses=(*_recent(before.uses), use))

        self._uses.change(actor.person, work)
        return use

    def close(self, subject: Subject, use: str, *, now: float) -> Use:
        """End a use before its time: whoever opened it, or a reviewer.

        Raises:
            BadInput: there is no such use.
            Refused: it is somebody else's.

        """
        actor = actors.person(subject)
        owner = self._owner(use)
        if actor.person != owner and not actor.reviewer:
            raise Refused("only who broke the glass, or a reviewer, may end it", hint="ask one of them")
        return self._replace(owner, use, lambda known: replace(known, ends=min(known.ends, now)))

    def review(self, subject: Subject, use: str, *, justified: bool, reason: str, now: float) -> Use:
        """Say whether it was right; whoever differs from an earlier look must be somebody else.

        One that is found not to be justified while it goes on ends at once.

        Raises:
            BadInput: there is no such use, or no reason.
            Refused: no reviewer, the person themselves, a colleague, a program; or one who looked before.

        """
        owner = self._owner(use)
        actor = self._whole(actors.reviewer(subject, owner))
        look = Look(actor=actor, justified=justified, at=now, reason=actors.reason(reason))

        def work(known: Use) -> Use:
            if why := part_in(known, actor):
                raise Refused(why, hint="ask a reviewer of another organisation")
            if any(one.actor.person == actor.person for one in known.looks):
                raise Refused("you have reviewed this", hint="a second look is another reviewer's")
            ends = known.ends if justified else min(known.ends, now)
            return replace(known, looks=(*known.looks, look), ends=ends)

        return self._replace(owner, use, work)

    def active(self, person: str, asset: str, now: float) -> Use | None:
        """Return the use under which a person may act on an asset right now."""
        for use in self.of(person):
            if use.opened <= now < use.ends and asset in use.emergency.assets:
                return use
        return None

    def of(self, person: str) -> tuple[Use, ...]:
        """Return a person's uses, the first first."""
        known = self._uses.get(person)
        return () if known is None else known.uses

    def unreviewed(self) -> list[Use]:
        """Return the uses nobody has looked at, the oldest first: each within `REVIEW_WITHIN`."""
        found = [use for known in self._uses.tagged("unreviewed") for use in known.uses if not use.looked_at]
        return sorted(found, key=lambda use: use.opened)

    def forget(self, before: float) -> int:
        """Forget uses that ended before a time and were looked at; return how many."""
        done = 0
        for person in [one.person for one in self._uses.all()]:
            done += self._forget(person, before)
        return done

    def _forget(self, person: str, before: float) -> int:
        over = [one.id for one in self.of(person) if one.looked_at and one.ends < before]

        def work(known: Uses | None) -> Uses:
            uses = () if known is None else known.uses
            return Uses(person=person, uses=tuple(one for one in uses if one.id not in over))

        if over:
            self._uses.change(person, work)
        return len(over)

    def _whole(self, actor: Actor) -> Actor:
        return replace(actor, orgs=tuple(sorted(self._orgs(actor.person))))

    def _owner(self, use: str) -> str:
        found = self._uses.tagged(f"use:{use}")
        if not found:
            raise BadInput(f"there is no use {use[:80]!r}", hint="look at the id in the answer you got")
        return found[0].person

    def _replace(self, person: str, use: str, work: Callable[[Use], Use]) -> Use:
        def all_of(known: Uses | None) -> Uses:
            before = known or Uses(person=person)
            return replace(before, uses=tuple(work(one) if one.id == use else one for one in before.uses))

        return next(one for one in self._uses.change(person, all_of).uses if one.id == use)


def _check(said: Emergency) -> None:
    actors.reason(said.reason)
    if _INCIDENT.fullmatch(said.incident) is None:
        raise BadInput("the incident has no number", hint="give the number your organisation knows it by")
    if not 0 < len(said.assets) <= _ASSETS:
        raise BadInput(f"{len(said.assets)} assets", hint=f"name the assets you must act on, 1 to {_ASSETS}")


def _may(subject: Subject, said: Emergency, owned: Collection[str]) -> None:
    if subject.tier < Tier.T3:
        raise Refused("only T3 and T4 may break the glass", hint="ask two approvers instead")
    if said.purpose is not Purpose.INCIDENT_RESPONSE:
        raise Refused(f"not for {said.purpose}", hint="break-glass is for incident_response only")
    if not 0 < said.seconds <= LONGEST:
        raise Refused(f"{said.seconds:.0f} seconds", hint=f"ask for at most {LONGEST:.0f}")
    if foreign := sorted(set(said.assets) - set(owned)):
        raise Refused(f"{foreign[0]} is not proved to be yours", hint="prove that you control it first")


def _recent(uses: tuple[Use, ...]) -> tuple[Use, ...]:
    """Drop the oldest reviewed uses when there are many."""
    extra = len(uses) + 1 - _USES
    if extra <= 0:
        return uses
    dropped = {use.id for use in [use for use in uses if use.looked_at][:extra]}
    return tuple(use for use in uses if use.id not in dropped)


def _tags(known: Uses) -> Iterator[str]:
    for use in known.uses:
        yield f"use:{use.id}"
    if any(not use.looked_at for use in known.uses):
        yield "unreviewed"
