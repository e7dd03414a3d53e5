"""Forgets what `retention` says is only kept for a time, once an hour."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import msgspec
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.identity.proofing import Record
from vedette.access.identity.register import Register
from vedette.access.monitor.nouns import Measure
from vedette.access.programme.applications import Applications, decided_before
from vedette.access.programme.breakglass import BreakGlass
from vedette.access.programme.kept import Nouns
from vedette.app.alerts import Alerts
from vedette.app.ledgers import Book
from vedette.app.retention import CALL_DAYS, DAY, MAPPING_DAYS, MOMENT_DAYS, MONITOR_DAYS, PROOF_DAYS
from vedette.core.errors import BadInput
from vedette.ledger.entries import Entry, Kind

EVERY: Final = 3600.0
_SALTS_DAYS: Final = CALL_DAYS - 30
"""A month of salts is destroyed once all of it is this old: the first of it is then `CALL_DAYS` old."""
_NETWORK: Final = re.compile(r"[0-9a-fA-F.:]{2,39}/(?:24|48)")
"""A network as measures name it."""
_SOMEWHERE: Final = "no longer kept"
_EVIDENCE: Final = "oidc-evidence"
_WISH: Final = "touch-wish"


class Timed(NamedTuple):
    """Documents that are deleted some time after the moment one of their fields says."""

    kind: str
    field: str
    days: float


TIMED: Final = (
    Timed("approval", "made", CALL_DAYS),
    Timed("seat", "expires", CALL_DAYS),
    Timed("device", "expires", 0),
    Timed(_WISH, "made", MOMENT_DAYS),
    Timed(_EVIDENCE, "expires_at", 0),
)


@dataclass(slots=True, kw_only=True)
class Sweeps:
    """Everything there is to forget."""

    documents: Documents
    applications: Applications
    glass: BreakGlass
    alerts: Alerts
    book: Book
    _next: float = field(default=0.0)

    def sweep(self, now: float) -> int:
        """Forget what is over; return how many things. Does nothing within an hour of the last time."""
        if self._next - EVERY <= now < self._next:
            return 0
        self._next = now + EVERY
        return (
            sum(self._timed(one, now) for one in TIMED)
            + self._touches()
            + self._shown(now)
            + self._places(now)
            + self.glass.forget(now - CALL_DAYS * DAY)
            + self.alerts.sweep(now, CALL_DAYS * DAY)
            + self._keys(now)
        )

    def _timed(self, what: Timed, now: float) -> int:
        end = now - what.days * DAY
        return sum(
            self.documents.delete(what.kind, one.key)
            for one in self.documents.all(what.kind)
            if _moment(one.value, what.field) < end
        )

    def _places(self, now: float) -> int:
        """Leave out of measures that are over where somebody came from, a month after they were made."""
        measures = Nouns(self.documents, "measure", Measure, _whose)
        end = now - MONITOR_DAYS * DAY
        old = [one for one in measures.all() if one.made < end and not one.holds(now)]
        old = [one for one in old if _NETWORK.search(one.reason)]
        for one in old:
            measures.change(one.id, _placeless)
        return len(old)

    def _touches(self) -> int:
        """Forget challenges whose wish is gone: they are kept as the wish's key alone."""
        named = [one for one in self.documents.all(_WISH) if one.key.startswith("challenge:")]
        gone = [
            one for one in named if self.documents.get(_WISH, one.value.decode("ascii", "replace")) is None
        ]
        return sum(self.documents.delete(_WISH, one.key) for one in gone)

    def _shown(self, now: float) -> int:
        """Forget the digests of what was shown for a decision, a week after it."""
        end = now - PROOF_DAYS * DAY
        return self.applications.forget_evidence(end) + self._accounts(end) + self._proofs(end)

    def _accounts(self, end: float) -> int:
        done = 0
        for one in self.documents.all(_EVIDENCE):
            if self._used(one.key.partition("\n")[0], _moment(one.value, "verified_at"), end):
                done += self.documents.delete(_EVIDENCE, one.key)
        return done

    def _proofs(self, end: float) -> int:
        """Leave of a proof how far it goes, by which way, until when and who saw it."""
        records = Register(self.documents, "proof", Record, lambda one: [f"of:{one.whom}"])
        done = 0
        for one in records.all():
            shown = one.proof.digest or one.proof.account
            if shown and self._used(one.whom, one.proof.verified_at, end):
                records.change(one.id, _bare)
                done += 1
        return done

    def _used(self, person: str, since: float, end: float) -> bool:
        """Tell whether a case of somebody was decided after they showed something, and before a time."""
        return any(
            decided_before(case, end) and case.events[-1].at >= since for case in self.applications.of(person)
        )

    def _keys(self, now: float) -> int:
        """Destroy keys of names and salts that are old, and say so in the ledger."""
        names = self.book.pseudonyms()
        gone = names.destroy_before(now - MAPPING_DAYS * DAY, now - _SALTS_DAYS * DAY)
        if gone:
            entry = Entry(kind=Kind.ERASED, id=secrets.token_hex(8), time=now, reasons=gone)
            self.book.ledger.append(entry.leaf())
        return len(gone)


def _placeless(measure: Measure | None) -> Measure:
    if measure is None:
        raise BadInput("the measure is gone", hint="nothing has to be done about it")
    return replace(measure, reason=_NETWORK.sub(_SOMEWHERE, measure.reason))


def _whose(measure: Measure) -> list[str]:
    """Return what a measure that is over is found by."""
    named = [f"person:{measure.person}"] if measure.person else []
    named += [f"org:{measure.org}"] if measure.org else []
    return named or ["house"]


def _bare(record: Record) -> Record:
    return replace(record, proof=replace(record.proof, digest="", account=""))


def _moment(value: bytes, name: str) -> float:
    """Return a moment a document says; what says none is not old."""
    try:
        known: Any = msgspec.json.decode(value)
    except msgspec.DecodeError:
        return float("inf")
    found = known.get(name, 0.0) if isinstance(known, dict) else float("inf")
    return float(found) if isinstance(found, int | float) else float("inf")
