"""Routes about who answers for whom: sponsors, confirmations, second looks, offices."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from vedette.app import appointment_answers as answers
from vedette.app import appointment_requests as ask
from vedette.app import programme_answers
from vedette.app import programme_requests as programme
from vedette.doors.api.routes import Route
from vedette.doors.api.routes_access import Text
from vedette.doors.api.rows import ident, post

_CASE = ident("application", "id of an application")
_Id = Annotated[str, Meta(min_length=1, max_length=128)]


class ReasonsBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reasons: Text


class AppointBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is proposed for what."""

    person: _Id
    office: Annotated[str, Meta(pattern="^(reviewer|operator)$")]
    reasons: Text


class AgreeBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reviewer says to a proposal."""

    agree: bool
    reasons: Text


class AdmitBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to speak for the caller's organisation too."""

    person: _Id
    reasons: Text


ROWS: tuple[Route, ...] = (
    post(
        "/v1/access/applications/{application}/sponsor",
        "access.sponsor",
        "Answer for somebody of one's own organisation",
        ReasonsBody,
        lambda one: programme.Sponsor(application=one.params["application"], reasons=one.body.reasons),
        programme_answers.Application,
        params=_CASE,
    ),
    post(
        "/v1/access/applications/{application}/confirm",
        "access.confirm",
        "Say that a grant that ends soon shall go on",
        ReasonsBody,
        lambda one: programme.Confirm(application=one.params["application"], reasons=one.body.reasons),
        programme_answers.Application,
        params=_CASE,
    ),
    post(
        "/v1/access/applications/{application}/audit",
        "access.audit",
        "Say that a grant the lot fell on is in order",
        ReasonsBody,
        lambda one: programme.Audit(application=one.params["application"], reasons=one.body.reasons),
        programme_answers.Application,
        params=_CASE,
    ),
    post(
        "/v1/access/applications/{application}/end",
        "access.end",
        "End a grant: one's own, one that one answers for, or, as a reviewer, somebody's",
        ReasonsBody,
        lambda one: programme.End(application=one.params["application"], reasons=one.body.reasons),
        programme_answers.Application,
        params=_CASE,
    ),
    post(
        "/v1/access/appointments",
        "access.appoint",
        "Propose somebody for an office",
        AppointBody,
        lambda one: ask.Appoint(person=one.body.person, office=one.body.office, reasons=one.body.reasons),
        programme_answers.AppointmentTold,
    ),
    post(
        "/v1/access/appointments/{appointment}",
        "access.agree",
        "Agree to somebody who is proposed for an office, or object",
        AgreeBody,
        lambda one: ask.Agree(
            appointment=one.params["appointment"], agree=one.body.agree, reasons=one.body.reasons
        ),
        programme_answers.AppointmentTold,
        params=ident("appointment", "id of an appointment"),
    ),
    post(
        "/v1/access/admins",
        "access.admit",
        "Let somebody of one's own organisation speak for it too",
        AdmitBody,
        lambda one: ask.Admit(person=one.body.person, reasons=one.body.reasons),
        answers.Admitted,
    ),
    post(
        "/v1/access/founding/close",
        "access.close_founding",
        "Say that the programme is founded",
        None,
        lambda _: ask.CloseFounding(),
        answers.FoundingClosed,
    ),
)
