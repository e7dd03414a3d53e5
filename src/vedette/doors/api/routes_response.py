"""Routes about the response to incidents: reports, playbooks, duties to notify."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

from vedette.app import playbook_requests as asked
from vedette.app.respond_requests import ReportWritten, ShareIncident, WriteReport
from vedette.doors.api.routes import Asked, Page, Param, Route
from vedette.doors.api.rows import get, ident, post
from vedette.export.incidents.asked import Form, Reach, ReportKind, Role, Share

_INCIDENT: Final = ident("incident", "id of an incident, or how it begins", "0" * 12)
_STEP: Final = {
    "step": Param(words="a step, as the run calls it", example="0" * 6, pattern="^[0-9a-z-]{3,80}$")
}
_NAME: Final = {
    "playbook": Param(words="name of a playbook", example="ransomware", pattern="^[a-z][a-z-]{2,60}$")
}
Text = Annotated[str, Meta(max_length=300)]
Language = Annotated[str, Meta(pattern="^[a-z]{2}$")]


class StartBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A playbook to begin."""

    playbook: Annotated[str, Meta(max_length=64, examples=["ransomware"])]


class StepBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a step stands."""

    state: asked.Doing
    said: Text = ""
    """What came of it; of a question: yes or no."""


class AnswerBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer to what a playbook asks."""

    name: Annotated[str, Meta(max_length=200)]
    value: Text


class DutiesBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answers, and what was told or does not apply."""

    answers: Annotated[dict[str, Text], Meta(max_length=100)] = {}
    told: Annotated[str, Meta(max_length=64)] = ""
    at: Annotated[str, Meta(max_length=64)] = ""
    """When: RFC 3339; empty: now."""
    proof: Annotated[str, Meta(max_length=1_000)] = ""
    not_applicable: Annotated[str, Meta(max_length=64)] = ""
    why: Annotated[str, Meta(max_length=1_000)] = ""


class ReportQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which report, for whom."""

    kind: ReportKind = ReportKind.INCIDENT
    form: Form = Form.MARKDOWN
    language: Language = "en"
    role: Role | None = None
    reach: Reach | None = None


class ShareQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For which machines."""

    how: Share = Share.STIX


class DraftQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which duty to draft for."""

    draft: Annotated[str, Meta(max_length=64)] = ""


class PlaybooksQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What they have to fit."""

    incident: Annotated[str, Meta(max_length=64)] = ""


def _report(one: Asked) -> WriteReport:
    return WriteReport(
        incident=one.params["incident"],
        kind=one.query.kind,
        form=one.query.form,
        language=one.query.language,
        role=one.query.role,
        reach=one.query.reach,
    )


def _file(made: ReportWritten) -> Page:
    """Hand it over as a file: what it quotes is hostile, and no browser is to show it as ours."""
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Page(body=made.data, media=made.media, headers=headers)


def _cacao(made: asked.PlaybookRead) -> Page:
    return Page(body=made.data, media="application/json")


def _duties(one: Asked) -> asked.ChangeDuties:
    body: DutiesBody = one.body
    return asked.ChangeDuties(
        incident=one.params["incident"],
        answers=body.answers,
        told=body.told,
        at=body.at,
        proof=body.proof,
        not_applicable=body.not_applicable,
        why=body.why,
    )


ROWS: tuple[Route, ...] = (
    get(
        "/v1/incidents/{incident}/report",
        "incident.report",
        "Return a report of an incident, as a file",
        _report,
        ReportWritten,
        params=_INCIDENT,
        query=ReportQuery,
        media=("text/markdown; charset=utf-8", "text/html; charset=utf-8", "application/pdf"),
        show=_file,
    ),
    get(
        "/v1/incidents/{incident}/share",
        "incident.share",
        "Return what others may look for, and nothing of who was hit, as a file",
        lambda one: ShareIncident(incident=one.params["incident"], how=one.query.how),
        ReportWritten,
        params=_INCIDENT,
        query=ShareQuery,
        media=("application/json",),
        show=_file,
    ),
    get(
        "/v1/playbooks",
        "playbook.list",
        "List playbooks, or those that fit an incident",
        lambda one: asked.ListPlaybooks(incident=one.query.incident),
        asked.PlaybooksListed,
        query=PlaybooksQuery,
    ),
    get(
        "/v1/playbooks/{playbook}",
        "playbook.read",
        "Return a playbook, as CACAO 2.0",
        lambda one: asked.ReadPlaybook(name=one.params["playbook"]),
        asked.PlaybookRead,
        params=_NAME,
        media=("application/json",),
        show=_cacao,
    ),
    get(
        "/v1/incidents/{incident}/playbooks",
        "playbook.follow",
        "Say what the playbooks of an incident have one do next",
        lambda one: asked.FollowPlaybooks(incident=one.params["incident"]),
        asked.PlaybooksRun,
        params=_INCIDENT,
    ),
    post(
        "/v1/incidents/{incident}/playbooks",
        "playbook.start",
        "Begin a playbook in an incident",
        StartBody,
        lambda one: asked.StartPlaybook(incident=one.params["incident"], name=one.body.playbook),
        asked.PlaybooksRun,
        params=_INCIDENT,
    ),
    post(
        "/v1/incidents/{incident}/playbooks/answers",
        "playbook.answer",
        "Answer what a playbook asks",
        AnswerBody,
        lambda one: asked.AnswerPlaybook(
            incident=one.params["incident"], name=one.body.name, value=one.body.value
        ),
        asked.PlaybooksRun,
        params=_INCIDENT,
    ),
    post(
        "/v1/incidents/{incident}/playbooks/steps/{step}",
        "playbook.step",
        "Say how a step of a playbook stands",
        StepBody,
        lambda one: asked.DoStep(
            incident=one.params["incident"],
            step=one.params["step"],
            state=one.body.state,
            said=one.body.said,
        ),
        asked.PlaybooksRun,
        params={**_INCIDENT, **_STEP},
    ),
    get(
        "/v1/incidents/{incident}/duties",
        "duty.show",
        "Return duties to notify, what is still to be asked, and a draft",
        lambda one: asked.ShowDuties(incident=one.params["incident"], draft=one.query.draft),
        asked.DutiesTold,
        params=_INCIDENT,
        query=DraftQuery,
    ),
    post(
        "/v1/incidents/{incident}/duties",
        "duty.change",
        "Answer questions about duties, or say that something was told or does not apply",
        DutiesBody,
        _duties,
        asked.DutiesTold,
        params=_INCIDENT,
    ),
)
