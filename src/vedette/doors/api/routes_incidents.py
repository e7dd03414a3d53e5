"""Routes about incidents: they belong to the caller's organisation, and others see nothing of them."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

from vedette.app import incident_answers as answers
from vedette.app import incident_requests as ask
from vedette.core.incidents import TimelineLine, Tlp
from vedette.core.levels import Severity
from vedette.doors.api.routes import Asked, Page, Param, Route
from vedette.doors.api.rows import get, ident, post

_INCIDENT: Final = ident("incident", "id of an incident, or how it begins", "0" * 12)
_PIECE: Final = {
    "piece": Param(words="id of a piece of evidence", example="0" * 8, pattern="^[A-Za-z0-9._:-]{1,80}$")
}
Words = Annotated[str, Meta(max_length=2_000)]
Id = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", description="32 hex digits, made by who sends it")]
JobId = Annotated[
    str, Meta(pattern="^[0-9a-f]{32}$", description="id of a job of yours, whose report is taken")
]


class ClocksBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of the clocks of sources."""

    skews: Annotated[dict[str, Annotated[float, Meta(ge=-1e9, le=1e9)]], Meta(max_length=1_000)] = {}
    """Seconds by which a source's clock was ahead, by its name."""
    local: Annotated[tuple[Words, ...], Meta(max_length=1_000)] = ()
    """Sources whose times are local, of a zone nobody knows."""


class OpenBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new incident."""

    title: Annotated[str, Meta(max_length=300)] = ""
    """Needed where no report says what happened."""
    severity: Severity | None = None
    tlp: Tlp = Tlp.AMBER
    organisation: Annotated[str, Meta(max_length=300)] = ""
    note: Words = ""
    job: JobId | None = None
    clocks: ClocksBody = ClocksBody()


class ReportBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A report to take in."""

    job: JobId
    clocks: ClocksBody = ClocksBody()


class ChangeBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change."""

    id: Id
    """What was sent before under that id is not written twice."""
    what: ask.Wish


class ChangesBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be written into an incident."""

    changes: Annotated[tuple[ChangeBody, ...], Meta(min_length=1, max_length=1_000)]
    expect: Annotated[int, Meta(ge=0)] | None = None
    """The version that was looked at: 409 if somebody changed the same since."""


class EvidenceBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of evidence that was uploaded."""

    upload: Annotated[str, Meta(pattern="^[0-9a-f]{32}$", description="id of an upload of yours")]
    name: Annotated[str, Meta(max_length=300)] = ""
    origin: Annotated[str, Meta(max_length=1_000)] = ""
    acquired: Annotated[str, Meta(max_length=64)] = ""
    """When it was taken there: RFC 3339."""
    keep: bool = True
    """Whether to keep its bytes, and not only their digest."""


class HandleBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was done with a piece of evidence."""

    what: ask.Handling
    to: Annotated[str, Meta(max_length=300)] = ""
    why: Annotated[str, Meta(max_length=1_000)] = ""


class ListQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which incidents are listed."""

    closed: bool = True


class Timeline(Struct, frozen=True, kw_only=True):
    """What happened when."""

    incident: str
    version: int
    lines: tuple[TimelineLine, ...]


def _clocks(body: ClocksBody) -> ask.Clocks:
    return ask.Clocks(skews=body.skews, local=body.local)


def _open(asked: Asked) -> ask.OpenIncident:
    body: OpenBody = asked.body
    return ask.OpenIncident(
        title=body.title,
        severity=body.severity,
        tlp=body.tlp,
        organisation=body.organisation,
        note=body.note,
        job=body.job or "",
        clocks=_clocks(body.clocks),
    )


def _take(asked: Asked) -> ask.TakeReport:
    body: ReportBody = asked.body
    return ask.TakeReport(incident=asked.params["incident"], job=body.job, clocks=_clocks(body.clocks))


def _change(asked: Asked) -> ask.ChangeIncident:
    body: ChangesBody = asked.body
    return ask.ChangeIncident(
        incident=asked.params["incident"],
        changes=tuple(one.what for one in body.changes),
        ids=tuple(one.id for one in body.changes),
        expect=body.expect,
    )


def _keep(asked: Asked) -> ask.KeepEvidence:
    body: EvidenceBody = asked.body
    return ask.KeepEvidence(
        incident=asked.params["incident"],
        upload=body.upload,
        name=body.name,
        origin=body.origin,
        acquired=body.acquired,
        keep=body.keep,
    )


def _handle(asked: Asked) -> ask.HandleEvidence:
    body: HandleBody = asked.body
    return ask.HandleEvidence(
        incident=asked.params["incident"],
        piece=asked.params["piece"],
        what=body.what,
        to=body.to,
        why=body.why,
    )


def _timeline(shown: answers.IncidentShown) -> Timeline:
    one = shown.incident
    return Timeline(incident=one.id, version=one.version, lines=one.timeline)


def _file(written: answers.IncidentsWritten) -> Page:
    """Hand it over as a file: what it quotes is hostile, and no browser is to show it as ours."""
    return Page(
        body=written.data,
        media="application/json",
        headers={
            "Content-Disposition": 'attachment; filename="incident.json"',
            "Vedette-Digest": written.digest,
        },
    )


ROWS: tuple[Route, ...] = (
    get(
        "/v1/incidents",
        "incident.list",
        "List the incidents of one's organisation, the newest first",
        lambda one: ask.ListIncidents(closed=one.query.closed),
        answers.IncidentsListed,
        query=ListQuery,
    ),
    post(
        "/v1/incidents",
        "incident.open",
        "Open an incident, by hand or with the report of a job",
        OpenBody,
        _open,
        answers.IncidentTold,
    ),
    get(
        "/v1/incidents/{incident}",
        "incident.show",
        "Return an incident as it stands, and past ones that are like it",
        lambda one: ask.ShowIncident(incident=one.params["incident"]),
        answers.IncidentShown,
        params=_INCIDENT,
    ),
    post(
        "/v1/incidents/{incident}/reports",
        "incident.take",
        "Take the report of a job into an incident",
        ReportBody,
        _take,
        answers.IncidentTold,
        params=_INCIDENT,
    ),
    post(
        "/v1/incidents/{incident}/events",
        "incident.change",
        "Write into an incident: notes, tasks, lines, status and the like",
        ChangesBody,
        _change,
        answers.IncidentTold,
        params=_INCIDENT,
    ),
    get(
        "/v1/incidents/{incident}/timeline",
        "incident.show",
        "Return what happened when",
        lambda one: ask.ShowIncident(incident=one.params["incident"]),
        Timeline,
        params=_INCIDENT,
        show=_timeline,
    ),
    post(
        "/v1/incidents/{incident}/evidence",
        "incident.keep",
        "Put an upload into the locker",
        EvidenceBody,
        _keep,
        answers.EvidenceTold,
        params=_INCIDENT,
    ),
    post(
        "/v1/incidents/{incident}/evidence/{piece}/custody",
        "incident.handle",
        "Write down that a piece of evidence was handled; its bytes are looked at first",
        HandleBody,
        _handle,
        answers.EvidenceTold,
        params={**_INCIDENT, **_PIECE},
    ),
    get(
        "/v1/incidents/{incident}/custody",
        "incident.custody",
        "Hold an incident's events and evidence against the ledger",
        lambda one: ask.CheckCustody(incident=one.params["incident"]),
        answers.CustodyChecked,
        params=_INCIDENT,
    ),
    get(
        "/v1/incidents/{incident}/export",
        "incident.export",
        "Return an incident with all that happened to it, as a file",
        lambda one: ask.ExportIncident(incident=one.params["incident"]),
        answers.IncidentsWritten,
        params=_INCIDENT,
        media=("application/json",),
        show=_file,
    ),
    get(
        "/v1/measures/incidents",
        "incident.measures",
        "Say how long it took to detect, acknowledge, contain and close",
        lambda _: ask.MeasureIncidents(),
        answers.IncidentsMeasured,
    ),
)
