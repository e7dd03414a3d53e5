"""What is answered about incidents: one struct a kind of answer. The ledger gets ids, numbers and digests."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vedette.app.asking import Told
from vedette.core.incidents import Incident, Piece
from vedette.respond.cards import Card
from vedette.respond.custody import Checked
from vedette.respond.measures import Measures
from vedette.respond.similar import Like


class Sealing(Struct, frozen=True, kw_only=True):
    """What the ledger holds of an incident after this, and of itself before it."""

    version: int
    """How many events there are."""
    head: str
    """The hash of all of them."""
    added: int
    """How many of them are new."""
    ledger_size: int
    ledger_root: str
    """The root of the ledger at that size: whoever changes an older entry is found out."""


class IncidentTold(Told, frozen=True, kw_only=True):
    """An incident that was opened or written into, as it is now."""

    incident: Incident
    sealing: Sealing
    similar: tuple[Like, ...] = ()
    notes: tuple[str, ...] = ()
    """What was noted on the way: of clocks, and the like."""

    def counts(self) -> Mapping[str, int | str]:
        """Seal its events."""
        return sealed(self.incident.id, self.sealing)


class EvidenceTold(Told, frozen=True, kw_only=True):
    """A piece of evidence, as it is now."""

    incident: str
    piece: Piece
    sealing: Sealing
    path: str = ""
    """Where a copy was written."""

    def counts(self) -> Mapping[str, int | str]:
        """Seal the events, and name the piece by its digest as it was found."""
        return sealed(self.incident, self.sealing) | {"piece": self.piece.custody[-1].digest}


class IncidentsListed(Told, frozen=True, kw_only=True):
    """Incidents, the newest first."""

    incidents: tuple[Card, ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count them."""
        return {"incidents": len(self.incidents)}


class IncidentShown(Told, frozen=True, kw_only=True):
    """An incident, and past ones that are like it."""

    incident: Incident
    similar: tuple[Like, ...] = ()
    now: str = ""
    """When it was looked at: clocks count from there."""

    def counts(self) -> Mapping[str, int | str]:
        """Say which, and how it was."""
        return {"incident": self.incident.id, "seen_version": self.incident.version}


class CustodyChecked(Told, frozen=True, kw_only=True):
    """What holds, and what does not."""

    checked: Checked
    ledger_size: int
    ledger_root: str

    def counts(self) -> Mapping[str, int | str]:
        """Count pieces, and what is wrong with them."""
        links = sum(bool(link.problem) for one in self.checked.pieces for link in one.links)
        pieces = sum(bool(one.problem) for one in self.checked.pieces)
        return {
            "incident": self.checked.incident,
            "pieces": len(self.checked.pieces),
            "problems": len(self.checked.problems) + links + pieces,
            "ledger_size": self.ledger_size,
            "ledger_root": self.ledger_root,
        }


class IncidentsMeasured(Told, frozen=True, kw_only=True):
    """How long things took."""

    measures: Measures

    def counts(self) -> Mapping[str, int | str]:
        """Count incidents."""
        return {"incidents": self.measures.all.incidents}


class IncidentsWritten(Told, frozen=True, kw_only=True):
    """What was written down, and the digest of it."""

    path: str = ""
    digest: str
    incidents: int
    events: int
    pieces: int
    missing: tuple[str, ...] = ()
    """Evidence whose bytes are not in the locker, or not what was taken."""
    data: bytes = b""
    """Itself, where it was asked for like that."""
    incident: str = ""
    """Which one, where it is just one."""
    sealing: Sealing | None = None
    """Of that one, whose evidence's custody says so now."""

    def counts(self) -> Mapping[str, int | str]:
        """Name it by digest."""
        seal = {} if self.sealing is None else sealed(self.incident, self.sealing)
        return seal | {
            "backup": self.digest,
            "incidents": self.incidents,
            "events": self.events,
            "pieces": self.pieces,
        }


class IncidentsRestored(Told, frozen=True, kw_only=True):
    """What was put back."""

    digest: str
    known: bool
    """Whether the ledger here says that this backup was made here."""
    incidents: int
    """Incidents that were missing, or had events missing."""
    events: int
    pieces: int

    def counts(self) -> Mapping[str, int | str]:
        """Count what was put back."""
        return {
            "restored": self.digest,
            "incidents": self.incidents,
            "events": self.events,
            "pieces": self.pieces,
        }


def sealed(incident: str, sealing: Sealing) -> dict[str, int | str]:
    """Return what the ledger is to hold of an incident."""
    return {
        "incident": incident,
        "version": sealing.version,
        "head": sealing.head,
        "events": sealing.added,
        "ledger_size": sealing.ledger_size,
        "ledger_root": sealing.ledger_root,
    }
