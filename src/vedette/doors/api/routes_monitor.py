"""Routes for measures and disclosures: what is done about somebody, by whom, and who was told of findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

from msgspec import Meta, Struct

from vedette.app import monitor_answers as answers
from vedette.app import monitor_requests as ask
from vedette.doors.api.routes import Route
from vedette.doors.api.rows import get, ident, post

Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Short = Annotated[str, Meta(max_length=300)]
Id = Annotated[str, Meta(max_length=128, pattern="^[A-Za-z0-9._~:-]*$")]


class DecideBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A measure on a person or an organisation."""

    reason: Text
    person: Id = ""
    org: Id = ""
    step: Annotated[str, Meta(pattern="^(notice|step_up|pause|suspend)$")] = "suspend"
    hours: Annotated[float, Meta(gt=0, le=2208)] = 72.0
    risk: Annotated[str, Meta(pattern="^C[0-4]$")] = "C2"


class ReasonBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reason: Text


class DisclosureBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of findings in one asset."""

    asset: Annotated[str, Meta(min_length=1, max_length=300)]
    finding: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")] = ""
    whom: Short = ""
    fixed: bool = False
    own: bool = False


_OFFICES: Final = (("", "monitor.", "an operator"), ("/review", "monitor.review_", "a reviewer"))
"""For each: how the path goes on, how the capability begins, and as what."""


def _decided() -> Iterator[Route]:
    for end, name, office in _OFFICES:
        yield post(
            f"/v1/monitor/measures{end}",
            f"{name}decide",
            f"Notify, pause or suspend somebody, as {office}",
            DecideBody,
            lambda one: ask.Decide(
                reason=one.body.reason,
                person=one.body.person,
                org=one.body.org,
                step=one.body.step,
                hours=one.body.hours,
                risk=one.body.risk,
            ),
            answers.MeasureDecided,
        )
        yield post(
            f"/v1/monitor/proposals/{{proposal}}/agree{end}",
            f"{name}agree",
            f"Agree to suspend an organisation, as {office}",
            ReasonBody,
            lambda one: ask.Agree(proposal=one.params["proposal"], reason=one.body.reason),
            answers.MeasureDecided,
            params=ident("proposal", "id of a proposal"),
        )
        yield post(
            f"/v1/monitor/measures/{{measure}}/lift{end}",
            f"{name}lift",
            f"End a measure before its time, as {office}",
            ReasonBody,
            lambda one: ask.Lift(measure=one.params["measure"], reason=one.body.reason),
            answers.MeasureDecided,
            params=ident("measure", "id of a measure"),
        )


ROWS: tuple[Route, ...] = (
    get(
        "/v1/monitor/measures",
        "monitor.list",
        "List measures: one's own, or for operators and reviewers all that are in force",
        lambda _: ask.ListMeasures(),
        answers.MeasuresListed,
    ),
    *_decided(),
    post(
        "/v1/disclosures",
        "disclosure.record",
        "Write down who was told of findings, that they are fixed, or one's own",
        DisclosureBody,
        lambda one: ask.RecordDisclosure(
            asset=one.body.asset,
            finding=one.body.finding,
            whom=one.body.whom,
            fixed=one.body.fixed,
            own=one.body.own,
        ),
        answers.DisclosureTold,
    ),
    get(
        "/v1/disclosures",
        "disclosure.list",
        "List findings, and who was told of them",
        lambda _: ask.ListDisclosures(),
        answers.DisclosuresListed,
    ),
)
