"""Raw evidence in, a finished incident out: hunted through, judged, opened, told, written down."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vedette.app import hunt, playbookruns, scan, triage
from vedette.app.gate import Work
from vedette.app.incidentcustody import measured
from vedette.app.incidents import Appended, By, IncidentBook, by_of
from vedette.app.incidentseal import seal_of
from vedette.app.incidentwork import PIECE_BYTES, of_file
from vedette.app.ledgers import Book
from vedette.app.reports import write_whole
from vedette.app.requests import Hunt, Scan, Triage
from vedette.app.respond_requests import Paper, Respond, Responded
from vedette.app.responding.papers import Made, context, explained, papers
from vedette.app.responding.sorting import Evidence, sort
from vedette.app.tools import Tools
from vedette.core import codec
from vedette.core.digest import sha256
from vedette.core.errors import BadInput
from vedette.core.explanations import Audience
from vedette.core.incidents import Piece
from vedette.core.nouns import Report
from vedette.explain.words.texts import load
from vedette.respond import events as happened
from vedette.respond.events import What
from vedette.respond.intake import Taking, severity_of, taken, title_of
from vedette.respond.playbooks import authored, choosing
from vedette.respond.playbooks.reading import LARGEST

PIECES_MOST: Final = 2_000
"""Files that get an entry of their own in the locker; more than that belong into an archive."""
_ORDER: Final = ("hunt", "triage", "code")


@dataclass(frozen=True, slots=True)
class Responding:
    """From evidence to a report."""

    tools: Tools
    book: IncidentBook
    ledger: Book

    def run(self, request: Respond, work: Work) -> Responded:
        """Do all of it.

        Raises:
            BadInput: there is nothing to look at, or nothing to write into.
            Unavailable: something cannot be written.

        """
        began = self.tools.clock.seconds()
        if not request.targets:
            raise BadInput("no evidence", hint="give logs, captures, scripts, packages, or folders of them")
        load(request.language)
        if request.playbook:
            authored.ours(request.playbook)
        if request.folder is not None and request.folder.is_dir():
            _vacant(request.folder)
        by = by_of(work)
        evidence = sort(request.targets, self.tools.limits, request.passwords)
        reports = dict(self._reports(request, evidence, work))
        made = self._opened(by, request, reports, evidence)
        return self._written(by, request, made, reports, began)

    def _reports(self, request: Respond, evidence: Evidence, work: Work) -> Iterator[tuple[str, Report]]:
        """Let each engine look at its share."""
        weak = self._weak(request, work)
        if weak is not None:
            yield "code", weak
        if evidence.logs.targets:
            yield "hunt", self._hunted(request, evidence, weak, work)
        if evidence.things.targets:
            things = Triage(
                targets=evidence.things.targets,
                exclude=evidence.things.exclude,
                passwords=request.passwords,
                fail_on=None,
            )
            yield "triage", triage.run(self.tools, things, work.job).report

    def _weak(self, request: Respond, work: Work) -> Report | None:
        if not request.code:
            return None
        return scan.run(self.tools, Scan(target=request.code, fail_on=None), work.job).report

    def _hunted(self, request: Respond, evidence: Evidence, weak: Report | None, work: Work) -> Report:
        """Hunt through the logs, for the weaknesses of the application as well."""
        with tempfile.TemporaryDirectory(prefix="vedette-respond-") as folder:
            path = Path(folder, "code.json")
            if weak is not None:
                path.write_bytes(codec.dump(weak))
            wish = Hunt(
                targets=evidence.logs.targets,
                exclude=evidence.logs.exclude,
                passwords=request.passwords,
                rules=request.rules,
                code=None if weak is None else path,
                fail_on=None,
            )
            return hunt.run(self.tools, wish, work.job).report

    def _opened(self, by: By, request: Respond, reports: dict[str, Report], evidence: Evidence) -> Appended:
        """Open the incident, take the reports in, put the evidence into the locker."""
        ordered = [reports[name] for name in _ORDER if name in reports]
        gravest = max(ordered, key=_rank, default=None)
        if gravest is None:
            raise BadInput("nothing of this can be looked at", hint="see vedette hunt --as list")
        opened = happened.Opened(
            title=request.title.strip()[:300] or title_of(gravest),
            severity=severity_of(gravest),
            tlp=request.tlp,
            organisation=request.organisation.strip()[:300],
        )
        made = self.book.begin(by, opened)
        for one in ordered:
            how = Taking(sha256(codec.dump(one)), self.book.now())
            made = self.book.append(by, made.incident.id, taken(one, made.incident, how))
        pieces = list(self._pieces(evidence, keep=request.keep))
        whats: list[What] = [happened.PieceAdded(piece=one) for one in pieces]
        whats += self._begun(request, made)
        left = len(evidence.files) - len(pieces)
        if left:
            text = f"{left:,} more files were looked at and have no entry of their own: pack them."
            whats.append(happened.NoteAdded(id=secrets.token_hex(6), text=text))
        return self.book.append(by, made.incident.id, whats) if whats else made

    def _pieces(self, evidence: Evidence, *, keep: bool) -> Iterator[Piece]:
        put = self.book.locker.put if keep else measured
        for file in evidence.files[:PIECES_MOST]:
            stored = put(of_file(file.path), PIECE_BYTES)
            yield Piece(
                id=secrets.token_hex(4),
                name=file.name[:300],
                digest=stored.digest,
                size=stored.size,
                origin=f"handed in as {file.name}"[:1000],
                kept=keep,
            )

    def _begun(self, request: Respond, made: Appended) -> list[What]:
        """Begin the playbook that was asked for."""
        if not request.playbook:
            return []
        playbook = authored.ours(request.playbook)
        stored = self.book.locker.put((codec.dump_pretty(playbook),), LARGEST)
        run = playbookruns.Run(
            playbook, stored.digest, (), {}, {one.id: one.made for one in made.incident.tasks}
        )
        begun = happened.PlaybookStarted(id=playbook.id, digest=stored.digest)
        return [begun, *playbookruns.advanced(run, self.book.now())]

    def _written(
        self, by: By, request: Respond, made: Appended, reports: dict[str, Report], began: float
    ) -> Responded:
        incident = made.incident
        about = context(self.book, by, incident, request.language)
        folder = _folder(request.folder, incident.id)
        done = [_put(folder, one) for one in papers(incident, about)]
        for name, report in reports.items():
            page = codec.dump_pretty(report)
            done.append(_put(folder, Made(Paper(name=f"{name}.json", what=f"the report of {name}"), page)))
        first = next(one for one in about.explanations if one.audience is Audience.GENERALIST)
        return Responded(
            incident=incident,
            explanation=first,
            words=dict(explained(first, request.language).words),
            playbooks=tuple(one.name for one in choosing.fitting(incident)[:3]),
            folder=str(folder),
            papers=tuple(done),
            seconds=round(self.tools.clock.seconds() - began, 2),
            skipped=sum(len(one.coverage.skipped) for one in reports.values()),
            seal=seal_of(made, self.ledger),
        )


def _rank(report: Report) -> tuple[int, int]:
    order = ("info", "low", "medium", "high", "critical")
    return order.index(severity_of(report).value), len(report.attacks)


def _folder(wanted: Path | None, incident: str) -> Path:
    folder = wanted if wanted is not None else Path(f"incident-{incident}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error) from error
    _vacant(folder)
    return folder


def _vacant(folder: Path) -> None:
    try:
        if any(folder.iterdir()):
            raise BadInput(f"{folder} is not empty", hint="name a new folder: -o")
    except OSError as error:
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: OSError) -> BadInput:
    return BadInput(f"{folder}: {error.strerror}", hint="name a folder that can be written")


def _put(folder: Path, made: Made) -> Paper:
    if made.paper.name:
        write_whole(folder / made.paper.name, made.data, 0o600)
    return made.paper
