"""Does what is asked about incidents: reads reports and evidence, writes events, keeps custody of pieces."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from vedette.app import incident_answers as answers
from vedette.app import incident_requests as asked
from vedette.app import incidentbackup, incidentcustody
from vedette.app.gate import Work
from vedette.app.incidents import Appended, By, IncidentBook, by_of, new_id
from vedette.app.incidentwishes import ID_CHARS, MERGED, TEXT_MOST, exact, when
from vedette.app.ledgers import Book
from vedette.core import codec
from vedette.core.digest import sha256
from vedette.core.errors import BadInput
from vedette.core.incidents import Incident, Piece, Status
from vedette.core.levels import Severity
from vedette.core.limits import MIB
from vedette.core.nouns import Report
from vedette.respond import events as happened
from vedette.respond.cards import card_of
from vedette.respond.events import What
from vedette.respond.intake import Taking, severity_of, taken, title_of
from vedette.respond.measures import measured
from vedette.respond.similar import similar

REPORT_BYTES: Final = 512 * MIB
PIECE_BYTES: Final = 64 * 1024 * MIB
_CHANGES_MOST: Final = 1_000
_CHUNK: Final = MIB


class Found(NamedTuple):
    """A file that was handed in."""

    name: str
    chunks: Iterable[bytes]


class Places(NamedTuple):
    """Where reports and evidence are read: from files of this machine, or what was handed in to a service."""

    report: Callable[[Work, asked.OpenIncident | asked.TakeReport], bytes | None]
    evidence: Callable[[Work, asked.KeepEvidence], Found]
    files: bool
    """Whether files of this machine may be written for who asks."""


@dataclass(frozen=True, slots=True)
class IncidentWork:
    """All handlers."""

    book: IncidentBook
    ledger: Book
    places: Places

    def open(self, request: asked.OpenIncident, work: Work) -> answers.IncidentTold:
        """Open an incident."""
        by, data = by_of(work), self.places.report(work, request)
        report = None if data is None else codec.load(data, Report, name="the report")
        title = request.title.strip() or (title_of(report) if report is not None else "")
        if not title:
            raise BadInput("an incident needs a title", hint="say in a few words what happened")
        opened = happened.Opened(
            title=_short(title, 300),
            severity=request.severity or (severity_of(report) if report is not None else Severity.MEDIUM),
            tlp=request.tlp,
            organisation=_short(request.organisation, 300),
        )
        more: list[What] = []
        if request.note:
            more.append(happened.NoteAdded(id=new_id()[:ID_CHARS], text=_short(request.note, TEXT_MOST)))
        made = self.book.begin(by, opened, more)
        if data is not None and report is not None:
            return self._take(by, made.incident, report, _taking(data, self.book.now(), request.clocks))
        return self._told(by, made)

    def take(self, request: asked.TakeReport, work: Work) -> answers.IncidentTold:
        """Take a report in."""
        by, data = by_of(work), self.places.report(work, request)
        if data is None:
            raise BadInput("no report", hint="name one made with --format json")
        report = codec.load(data, Report, name="the report")
        incident = self.book.load(by, self.book.find(by, request.incident))
        return self._take(by, incident, report, _taking(data, self.book.now(), request.clocks))

    def change(self, request: asked.ChangeIncident, work: Work) -> answers.IncidentTold:
        """Write into an incident."""
        by = by_of(work)
        if not 0 < len(request.changes) <= _CHANGES_MOST:
            raise BadInput("nothing to write, or too much at once", hint=f"1 to {_CHANGES_MOST} changes")
        if request.ids and len(request.ids) != len(request.changes):
            raise BadInput("an id for each change, or none", hint="give as many ids as changes")
        ids = request.ids or tuple(new_id() for _ in request.changes)
        incident = self.book.load(by, self.book.find(by, request.incident))

        def find(short: str) -> str:
            return self.book.find(by, short)

        known = self.book.store.known(incident.id, request.ids)
        made = [
            one
            for wish, ident in zip(request.changes, ids, strict=True)
            if ident not in known or not isinstance(wish, MERGED)
            for one in exact(incident, wish, ident, find)
        ]
        whats, named = [one.what for one in made], [one.id for one in made]
        return self._told(by, self.book.append(by, incident.id, whats, ids=named, expect=request.expect))

    def keep(self, request: asked.KeepEvidence, work: Work) -> answers.EvidenceTold:
        """Put a piece into the locker."""
        by = by_of(work)
        incident = self.book.find(by, request.incident)
        found = self.places.evidence(work, request)
        stored = (self.book.locker.put if request.keep else incidentcustody.measured)(
            found.chunks, PIECE_BYTES
        )
        piece = Piece(
            id=secrets.token_hex(4),
            name=_short(request.name or found.name, 300),
            digest=stored.digest,
            size=stored.size,
            origin=_short(request.origin, 1_000),
            acquired=when(request.acquired) or "",
            kept=request.keep,
        )
        made = self.book.append(by, incident, [happened.PieceAdded(piece=piece)])
        return self._evidence(made, piece.id)

    def handle(self, request: asked.HandleEvidence, work: Work) -> answers.EvidenceTold:
        """Look at a piece, copy it if that is wanted, and write down what was done."""
        by = by_of(work)
        incident = self.book.load(by, self.book.find(by, request.incident))
        piece = piece_of(incident, request.piece)
        now = self.book.locker.found(piece.digest) if piece.kept else piece.digest
        if not now:
            raise BadInput(f"the bytes of {piece.name} are gone", hint="put them back from a backup")
        path = self._copied(piece, request.output) if request.output is not None else ""
        event = happened.PieceHandled(
            piece=piece.id,
            what=request.what,
            digest=now,
            to=_short(request.to or path, 300),
            why=_short(request.why, 1_000),
        )
        made = self.book.append(by, incident.id, [event])
        return replace(self._evidence(made, piece.id), path=path)

    def list(self, request: asked.ListIncidents, work: Work) -> answers.IncidentsListed:
        """List incidents."""
        cards = self.book.cards(by_of(work))
        shown = [one for one in cards if request.closed or one.status is not Status.CLOSED]
        return answers.IncidentsListed(incidents=tuple(shown))

    def show(self, request: asked.ShowIncident, work: Work) -> answers.IncidentShown:
        """Show one, and what is like it."""
        by = by_of(work)
        incident = self.book.load(by, self.book.find(by, request.incident))
        alike = tuple(similar(card_of(incident), self.book.cards(by)))
        return answers.IncidentShown(incident=incident, similar=alike, now=self.book.now())

    def custody(self, request: asked.CheckCustody, work: Work) -> answers.CustodyChecked:
        """Hold one against the ledger."""
        by = by_of(work)
        checked = incidentcustody.checked(self.book, self.ledger, by, self.book.find(by, request.incident))
        size, root = incidentcustody.pin(self.ledger)
        return answers.CustodyChecked(checked=checked, ledger_size=size, ledger_root=root)

    def measures(self, request: asked.MeasureIncidents, work: Work) -> answers.IncidentsMeasured:
        """Measure all."""
        del request
        found = measured(self.book.cards(by_of(work)), self.book.now())
        return answers.IncidentsMeasured(measures=found)

    def export(self, request: asked.ExportIncident, work: Work) -> answers.IncidentsWritten:
        """Write one down."""
        by = by_of(work)
        ident = self.book.find(by, request.incident)
        if request.path is None:
            return incidentbackup.written_here(self.book, by, ident)
        self._may_write()
        done = incidentbackup.written(self.book, by, [ident], request.path)
        whats = [
            happened.PieceHandled(piece=one.id, what="exported", digest=one.digest, to=request.path.name)
            for one in self.book.load(by, ident).locker
            if one.kept
        ]
        sealing = self._sealing(self.book.append(by, ident, whats)) if whats else None
        return replace(done, incident=ident, sealing=sealing)

    def backup(self, request: asked.BackUpIncidents, work: Work) -> answers.IncidentsWritten:
        """Write all down."""
        self._may_write()
        by = by_of(work)
        return incidentbackup.written(self.book, by, self.book.store.owned(by.owner), request.path)

    def restore(self, request: asked.RestoreIncidents, work: Work) -> answers.IncidentsRestored:
        """Put back what is missing."""
        self._may_write()
        done = incidentbackup.restored(self.book, by_of(work), request.path, request.digest)
        return replace(done, known=incidentcustody.knows(self.ledger, done.digest))

    def _take(self, by: By, incident: Incident, report: Report, how: Taking) -> answers.IncidentTold:
        whats = taken(report, incident, how)
        notes = whats[0].notes if isinstance(whats[0], happened.ReportTaken) else ()
        return self._told(by, self.book.append(by, incident.id, whats), notes)

    def _told(self, by: By, made: Appended, notes: tuple[str, ...] = ()) -> answers.IncidentTold:
        alike = tuple(similar(card_of(made.incident), self.book.cards(by))) if notes else ()
        return answers.IncidentTold(
            incident=made.incident, sealing=self._sealing(made), similar=alike, notes=notes
        )

    def _evidence(self, made: Appended, piece: str) -> answers.EvidenceTold:
        found = next(one for one in made.incident.locker if one.id == piece)
        return answers.EvidenceTold(incident=made.incident.id, piece=found, sealing=self._sealing(made))

    def _sealing(self, made: Appended) -> answers.Sealing:
        size, root = incidentcustody.pin(self.ledger)
        return answers.Sealing(
            version=made.version, head=made.head, added=made.added, ledger_size=size, ledger_root=root
        )

    def _copied(self, piece: Piece, path: Path) -> str:
        self._may_write()
        if not piece.kept:
            raise BadInput(f"only the digest of {piece.name} is kept", hint="its bytes are elsewhere")
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for chunk in self.book.locker.read(piece.digest):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise BadInput(
                f"cannot write {path}: {error.strerror}", hint="name a file that is not there"
            ) from error
        return str(path)

    def _may_write(self) -> None:
        if not self.places.files:
            raise BadInput(
                "a service writes no files for who asks", hint="do it on the service's own machine"
            )


def piece_of(incident: Incident, asked_for: str) -> Piece:
    """Return a piece by its id, its name, or how its digest begins.

    Raises:
        BadInput: none is meant, or several.

    """
    mark = asked_for.removeprefix("sha256:")
    found = [
        one
        for one in incident.locker
        if asked_for in {one.id, one.name} or (len(mark) >= 6 and one.digest[7:].startswith(mark))  # noqa: PLR2004
    ]
    if len(found) != 1:
        why = "no such piece" if not found else "several pieces are called so"
        raise BadInput(f"{asked_for[:80]}: {why}", hint="vedette incident evidence list shows ids")
    return found[0]


def of_file(path: Path) -> Iterator[bytes]:
    """Yield a plain file bit by bit.

    Raises:
        BadInput: it cannot be read, or is none.

    """
    try:
        check_plain(path)
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="give a file you may read") from error


def check_plain(path: Path) -> None:
    """Refuse what is no plain file: a pipe or a device may never end.

    Raises:
        BadInput: it is none.

    """
    if path.exists() and not path.is_file():
        raise BadInput(
            f"{path} is no plain file", hint="pack a folder into an archive; copy what a pipe says"
        )


def read_file(path: Path) -> bytes:
    """Return a report's bytes.

    Raises:
        BadInput: it cannot be read, or is too large.

    """
    try:
        check_plain(path)
        if path.stat().st_size > REPORT_BYTES:
            raise BadInput(f"{path}: larger than {REPORT_BYTES:,} bytes", hint="is it a report?")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="give a report made with --format json") from error


def _taking(data: bytes, now: str, clocks: asked.Clocks) -> Taking:
    return Taking(sha256(data), now, clocks.skews, frozenset(clocks.local))


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise BadInput(f"a text of more than {most:,} characters", hint="make it shorter")
    return text
