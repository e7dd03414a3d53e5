"""The ledger as the application uses it: where it lies, how decisions and ends become entries of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from vedette.access.nouns import Decision, Subject
from vedette.app.asking import Request
from vedette.app.capability import Capability
from vedette.app.circumstances import request_digest
from vedette.app.clock import Clock
from vedette.app.record import Ended, Writing, Written
from vedette.app.steps import Where
from vedette.ledger.entries import Entry, Kind, digest_with
from vedette.ledger.log import Ledger, Pending
from vedette.ledger.pseudonyms import Pseudonyms
from vedette.ledger.slots import Folder, Slots
from vedette.ledger.sqlite import SqliteStore

if TYPE_CHECKING:
    from vedette.access.monitor.nouns import Measure
    from vedette.app.job_answers import Kept

_NAMES_KEPT = 4096


class Book(msgspec.Struct, frozen=True):
    """One ledger, the keys of its pseudonyms, and the folder its own key and signatures lie in."""

    ledger: Ledger
    slots: Slots
    folder: Path
    origin: str = "vedette.local"
    """Its name, under which its key signs."""
    names: Slots | None = None
    """Where the keys of pseudonyms are read, if not where the rest is kept."""

    def pseudonyms(self) -> Pseudonyms:
        """Return what names people in it."""
        return Pseudonyms(self.names or self.slots)


def at_home(data_dir: Path) -> Book:
    """Open the ledger of whoever runs this on their own machine, or begin it.

    Raises:
        Unavailable: it cannot be opened, or is damaged.

    """
    folder = data_dir / "ledger"
    return Book(Ledger(SqliteStore(folder / "ledger.sqlite")), Folder(folder / "pseudonyms"), folder)


class LedgerRecord(msgspec.Struct):
    """Writes what is decided and done into a ledger."""

    book: Book
    clock: Clock
    _names: dict[tuple[int, str], str] = msgspec.field(default_factory=dict)

    def decided(
        self, subject: Subject, capability: Capability[Any], request: Request[Any], decision: Decision
    ) -> Writing:
        """Write what was decided; what exactly was asked only as a digest under this decision's own salt.

        In which session it was asked too: with the salt, whoever asked finds their own again.
        """
        salt = self.salt(decision)
        digests = {"request": digest_with(salt, request_digest(capability.id, request).encode())}
        if subject.session:
            digests["session"] = digest_with(salt, subject.session.encode())
        entry = self._entry(Kind.DECIDED, subject, capability, decision)
        return self._write(
            msgspec.structs.replace(
                entry, reasons=decision.reasons, obligations=decision.obligations, digests=digests
            )
        )

    def ended(
        self, subject: Subject, capability: Capability[Any], decision: Decision, ended: Ended
    ) -> Writing:
        """Write how what was allowed ended."""
        entry = self._entry(Kind.ENDED, subject, capability, decision)
        return self._write(
            msgspec.structs.replace(
                entry,
                time=self.clock.now().timestamp(),
                outcome=ended.how,
                error=ended.error,
                seconds=ended.seconds,
                counts=ended.counts,
            )
        )

    def job_ended(self, job: Kept) -> None:
        """Write how a job ended that was let in some time ago, under the decision that let it in."""
        now = self.clock.now().timestamp()
        self._write(
            Entry(
                kind=Kind.ENDED,
                id=job.decision,
                time=now,
                subject=self._name(job.owner, now),
                capability=job.engine,
                outcome=job.state,
                seconds=round(max(0.0, job.ended - job.began), 3) if job.began else 0.0,
                counts=job.counts,
            )
        ).wait()

    def measured(self, measure: Measure) -> None:
        """Write that something is done about somebody: by which rule, which step, until when; no words."""
        self._write(self._measure(Kind.MEASURED, measure, measure.made)).wait()

    def lifted(self, measure: Measure, now: float) -> None:
        """Write that a measure was lifted before its end."""
        self._write(self._measure(Kind.LIFTED, measure, now)).wait()

    def _measure(self, kind: Kind, one: Measure, now: float) -> Entry:
        by = one.lifted_by if kind is Kind.LIFTED else one.by
        return Entry(
            kind=kind,
            id=one.id,
            time=now,
            subject=self._name(one.person, now),
            org=self._name(one.org, now),
            capability=one.capability,
            risk=one.risk,
            reasons=(one.rule.value,),
            outcome=one.step.value,
            until=one.ends,
            counts={"decisions": len(one.about), "by": self._name(by, now) or "rule"},
        )

    def salt(self, decision: Decision) -> bytes:
        """Return the salt of a decision's digests: gone for good once the key of its month is destroyed."""
        return self.book.pseudonyms().salt(decision.id, decision.made)

    def forget(self, *plain: str) -> None:
        """Name them no more as before: their own keys were destroyed."""
        for place in [one for one in self._names if one[1] in plain]:
            self._names.pop(place, None)

    def _entry(self, kind: Kind, subject: Subject, capability: Capability[Any], decision: Decision) -> Entry:
        return Entry(
            kind=kind,
            id=decision.id,
            time=decision.made,
            subject=self._name(subject.id, decision.made),
            agent=self._name(subject.agent, decision.made),
            org=self._name(subject.org, decision.made),
            tier=int(subject.tier),
            capability=capability.id,
            risk=capability.risk,
            verdict=decision.verdict,
            policy=decision.policy,
        )

    def _name(self, plain: str, now: float) -> str:
        if not plain:
            return ""
        names = self.book.pseudonyms()
        place = (names.epoch(now), plain)
        known = self._names.get(place)
        if known is None:
            if len(self._names) >= _NAMES_KEPT:
                self._names.clear()
            known = self._names[place] = names.of(plain, now)
        return known

    def _write(self, entry: Entry) -> Writing:
        return _Writing(self.book.ledger.hand_in(entry.leaf()))


class _Writing(msgspec.Struct, frozen=True):
    pending: Pending
    where: Where = Where.TOGETHER

    def wait(self) -> Written:
        """Return once it is durable."""
        receipt = self.pending.wait()
        return Written(receipt.index, receipt.leaf, receipt.size)
