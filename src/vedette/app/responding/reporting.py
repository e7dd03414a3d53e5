"""Reports of an incident that is there, one at a time, for whoever asks."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.app.gate import Work
from vedette.app.incidents import IncidentBook, by_of
from vedette.app.respond_requests import ReportWritten, ShareIncident, WriteReport
from vedette.app.responding.papers import MEDIA, context, report
from vedette.core.incidents import Incident
from vedette.export.incidents import shared
from vedette.export.incidents.asked import EXECUTIVE, TEAM, Context, Reader, ReportKind, Role
from vedette.export.incidents.sharing import farthest


@dataclass(frozen=True, slots=True)
class Reporting:
    """Writes reports."""

    book: IncidentBook

    def run(self, request: WriteReport, work: Work) -> ReportWritten:
        """Write one.

        Raises:
            BadInput: the form or the language is not there.
            Refused: the marking does not let it travel as far as the reader is.

        """
        by = by_of(work)
        incident = self.book.load(by, self.book.find(by, request.incident))
        about = context(self.book, by, incident, request.language)
        ending, media = MEDIA[request.form]
        return ReportWritten(
            incident=incident.id,
            data=report(incident, about, request.kind, request.form, _reader(request)),
            media=media,
            name=f"{request.kind.value}.{ending}",
        )

    def share(self, request: ShareIncident, work: Work) -> ReportWritten:
        """Write what others may look for.

        Raises:
            Refused: the marking does not let it travel as far as the reader is.

        """
        by = by_of(work)
        incident = self.book.load(by, self.book.find(by, request.incident))
        about = Context(made_at=self.book.now(), reader=_named(request, incident))
        return ReportWritten(
            incident=incident.id,
            data=shared(incident, request.how, about),
            media="application/json",
            name=f"{request.how.value}.json",
        )


def _named(request: ShareIncident, incident: Incident) -> Reader | None:
    if request.role is None and request.reach is None:
        return None
    return Reader(role=request.role or Role.OUTSIDE, reach=request.reach or farthest(incident.tlp))


def _reader(request: WriteReport) -> Reader | None:
    if request.role is None and request.reach is None:
        return None
    usual = EXECUTIVE if request.kind is ReportKind.EXECUTIVE else TEAM
    return Reader(role=request.role or usual.role, reach=request.reach or usual.reach)
