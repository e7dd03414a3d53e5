"""Leaving for good: what is deleted at once, and when the link between a person and the ledger goes.

The ledger keeps every entry. Whose an entry is can be told with the person's own key alone; once that is
destroyed, nobody can, whatever else they have: see `ledger.pseudonyms`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import Struct

from vedette.access.documents import Documents
from vedette.access.identity.agents import Agents
from vedette.access.identity.enrolment import Enrolment
from vedette.access.identity.members import Person, Role
from vedette.access.identity.people import People
from vedette.access.identity.register import Register
from vedette.access.identity.seats import Seats
from vedette.access.monitor.nouns import Measure
from vedette.access.nouns import Subject
from vedette.access.programme.appeals import Appeals
from vedette.access.programme.applications import Applications
from vedette.access.programme.breakglass import BreakGlass
from vedette.access.programme.cases import Case, Stage
from vedette.access.programme.kept import Nouns
from vedette.access.programme.tiers import LastSeen
from vedette.access.tokens.revocations import Ended, Revocations
from vedette.app.holdings import about, plain
from vedette.app.ledgers import LedgerRecord
from vedette.app.retention import DAY, MAPPING_DAYS, Leaves
from vedette.core.codec import load
from vedette.core.errors import Refused
from vedette.ledger.entries import Entry, Kind

GONE: Final = "Erased member"
"""The name of whoever left for good."""
_KIND: Final = "leaving"
_LOOKED_AGAIN: Final = 2 * DAY
"""Seconds in which what was still under way is looked for again."""
_OPEN: Final = (Stage.PENDING, Stage.APPEALED)
_HELD: Final = (Stage.GRANTED, Stage.COOLING, Stage.RESTING)


class Left(Struct, frozen=True, kw_only=True):
    """Somebody left."""

    id: str
    at: float
    until: float
    """When the link to the ledger goes, in seconds since the epoch."""
    name: str = ""
    """Kept as long as the link is, and no longer."""
    agents: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    """What was open."""
    gone: float = 0.0
    """When the link went; 0 while it is there."""
    apart: bool = True
    """Whether all their entries are tied to them by their own key alone: see `Pseudonyms.apart`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Everything that has to know that somebody left."""

    documents: Documents
    people: People
    enrolment: Enrolment
    agents: Agents
    seats: Seats
    applications: Applications
    glass: BreakGlass
    revocations: Revocations
    record: LedgerRecord
    forget_jobs: Callable[[str], int]

    def leave(self, subject: Subject, now: float) -> tuple[Left, int]:
        """Delete what can be deleted of somebody; return when the link goes, and how many things went.

        Raises:
            Refused: they are the last operator.

        """
        person = self.people.get(subject.id)
        self._others_operate(person)
        self._give_back(subject, now)
        why = self.open(person.id, now)
        left = Left(
            id=person.id,
            at=now,
            until=now + MAPPING_DAYS * DAY if why else now,
            name=person.name if why else "",
            agents=_ids(self.agents, person.id),
            why=why,
            apart=self.record.book.pseudonyms().apart(person.made, now),
        )
        self._nouns().change(person.id, lambda _: left)
        self._shut_out(person, now)
        gone = self.forget_jobs(person.id) + self._delete(person.id, Leaves.NOW)
        self._emptied(person.id)
        return left, gone if why else gone + self._unlink(left, now)

    def open(self, person: str, now: float) -> tuple[str, ...]:
        """Say what is open about somebody: while it is, who did what can still be told."""
        measures = [load(one.value, Measure) for one in self.documents.tagged("measure", f"person:{person}")]
        found = [f"the measure {one.id} is in force" for one in measures if one.holds(now)]
        found += [
            f"the emergency {one.id} waits for its review" for one in self.glass.of(person) if not one.looks
        ]
        held = [plain(one) for one in self.documents.tagged("held", f"person:{person}")]
        found += [f"the text {one['id']} waits for a person" for one in held if not one.get("answers")]
        appeals = Appeals(self.documents).of(person)
        found += [f"the appeal {one.id} waits for its answer" for one in appeals if one.answer is None]
        return tuple(found)

    def sweep(self, now: float) -> int:
        """Delete what is due, and what was still under way when somebody left; return how many links went."""
        gone = 0
        for one in [load(kept.value, Left) for kept in self.documents.all(_KIND)]:
            if now < one.at + _LOOKED_AGAIN:
                self.forget_jobs(one.id)
                self._delete(one.id, Leaves.NOW)
            elif one.gone:
                self.documents.delete(_KIND, one.id)
            elif now >= one.until:
                self._unlink(one, now)
                gone += 1
        return gone + self._long_gone(now)

    def _long_gone(self, now: float) -> int:
        """Let go whoever belongs nowhere and was not here for as long as the link is kept."""
        known = {kept.key: load(kept.value, LastSeen) for kept in self.documents.all("last_seen")}
        gone = 0
        for person in self.people.all():
            seen = known.get(person.id, LastSeen()).at or person.made
            alone = not person.memberships and not person.roles
            if alone and seen and now - seen >= MAPPING_DAYS * DAY and person.name != GONE:
                left = Left(id=person.id, at=now, until=now, agents=_ids(self.agents, person.id))
                self._shut_out(person, now)
                self.forget_jobs(person.id)
                self._delete(person.id, Leaves.NOW)
                self._emptied(person.id)
                self._unlink(left, now)
                gone += 1
        return gone

    def _others_operate(self, person: Person) -> None:
        if Role.OPERATOR not in person.roles:
            return
        others = [one for one in self.people.all() if Role.OPERATOR in one.roles and one.id != person.id]
        if not any(not one.suspended and self.enrolment.complete(one.id) for one in others):
            raise Refused(
                "you are the last operator: nobody could run this any more",
                hint="invite another one first, and let them make two passkeys",
            )

    def _give_back(self, subject: Subject, now: float) -> None:
        """Withdraw what they asked for, and end what they were given; no case keeps anybody from leaving.

        The ledger is told of each case by its own id, and not whose it was.
        """
        ways = dict.fromkeys(_OPEN, self.applications.withdraw)
        ways |= dict.fromkeys(_HELD, self.applications.revoke)
        for case in self.applications.of(subject.id):
            end = ways.get(self.applications.state(case, now).stage)
            with suppress(Refused):
                if end is not None:
                    self._tell(end(subject, case.id, reason="left for good", now=now), now)

    def _tell(self, case: Case, now: float) -> None:
        """Write into the ledger that a case came to an end, in the words by which cases are counted."""
        last = case.events[-1]
        told = {
            "case": case.id,
            "wants": case.want.tier.name if case.want.tier else case.want.capability,
            "act": last.act.value,
            "state": self.applications.state(case, now).stage.value,
        }
        entry = Entry(
            kind=Kind.ENDED, id=last.id, time=now, capability="member.erase", outcome="done", counts=told
        )
        self.record.book.ledger.append(entry.leaf())

    def _shut_out(self, person: Person, now: float) -> None:
        """End sessions, seats and agents; whatever holds a token of theirs gets nowhere."""
        for seat in self.seats.of(person.id):
            if not seat.removed:
                self.seats.remove(seat.id, now)
        for agent in self.agents.of(person.id):
            self.agents.remove(agent.id, now)
        for membership in person.memberships:
            self.people.leave(person.id, membership.org, now)
        self.revocations.revoke(Ended.PERSON, person.id, now)

    def _delete(self, person: str, when: Leaves) -> int:
        found = [one for one in about(self.documents, person) if one.row.leaves is when]
        found = [one for one in found if one.kind != "revocation"]  # or what they hold would live again
        return sum(self.documents.delete(one.kind, one.kept.key) for one in found)

    def _emptied(self, person: str) -> None:
        """Leave an id, which others' decisions may name, and nothing else."""
        empty = Person(id=person, name=GONE, made=0.0, suspended=True)
        Register(self.documents, "person", Person).change(person, lambda _: empty)

    def _unlink(self, left: Left, now: float) -> int:
        """Destroy what ties the ledger's entries to somebody, and say in it that it was done."""
        names = self.record.book.pseudonyms()
        for one in (left.id, *left.agents):
            names.forget(one)
        self.record.forget(left.id, *left.agents)
        gone = self._delete(left.id, Leaves.MAPPING)
        kept = msgspec.structs.replace(left, name="", agents=(), why=(), gone=now)
        self._nouns().change(left.id, lambda _: kept)
        entry = Entry(kind=Kind.ERASED, id=secrets.token_hex(8), time=now, reasons=("member",))
        self.record.book.ledger.append(entry.leaf())
        return gone + 1

    def _nouns(self) -> Nouns[Left]:
        return Nouns(self.documents, _KIND, Left, lambda one: (f"person:{one.id}",))


def _ids(agents: Agents, person: str) -> tuple[str, ...]:
    return tuple(one.id for one in agents.of(person))
