"""Routes about actions: a plan first, then a run or a way back under the capability of its class."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from vedette.app import action_answers as answers
from vedette.app import action_requests as ask
from vedette.core.actions import ActionKind
from vedette.doors.api.routes import Asked, Param, Route
from vedette.doors.api.rows import get, post

_ACTION: Final = {
    "action": Param(
        words="id of an action", example="s-0123456789ab", pattern="^[nswc]-[0-9a-f]{12}(-[0-9]{1,6})?$"
    )
}
Words = Annotated[str, Meta(max_length=2000)]


class PlanBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody wants done."""

    kind: ActionKind
    target: Annotated[str, Meta(min_length=1, max_length=4096, examples=["203.0.113.7"])]
    way: Annotated[str, Meta(min_length=1, max_length=100, description="a way the operator set up")]
    minutes: Annotated[int, Meta(ge=0, le=527_040)] | None = None
    keep: Annotated[tuple[Annotated[str, Meta(max_length=100)], ...], Meta(max_length=32)] = ()
    """Addresses that are let through when a machine is isolated."""
    incident: Annotated[str, Meta(max_length=64)] = ""


class ActBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was seen and agreed to."""

    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="of the plan, as it was shown")]
    target: Annotated[str, Meta(min_length=1, max_length=1000, description="the asset it is done on")]
    says: Words
    """What the plan does and breaks, as it was shown."""
    does: Literal["run", "undo", "drop"] = "run"
    done_by_hand: bool = False
    why: Words = ""


def _plan(one: Asked) -> ask.PlanAction:
    return ask.PlanAction(
        kind=one.body.kind,
        target=one.body.target,
        adapter=one.body.way,
        minutes=one.body.minutes,
        parameters={"keep": ",".join(one.body.keep)} if one.body.keep else {},
        incident=one.body.incident,
    )


def _act(one: Asked) -> ask.Act:
    return ask.Act(
        action=one.params["action"],
        digest=one.body.digest,
        does=one.body.does,
        target=one.body.target,
        says=one.body.says,
        done_by_hand=one.body.done_by_hand,
        why=one.body.why,
    )


def _acting(blast: str, summary: str) -> Route:
    path = f"/v1/actions/{{action}}/{blast}"
    return post(path, f"action.{blast}", summary, ActBody, _act, answers.ActionTold, params=_ACTION)


ROWS: tuple[Route, ...] = (
    get(
        "/v1/action-kinds",
        "action.kinds",
        "List what can be done, what may break and the way back",
        lambda _: ask.ListKinds(),
        answers.KindsListed,
    ),
    post(
        "/v1/actions",
        "action.plan",
        "Plan something; nothing is changed",
        PlanBody,
        _plan,
        answers.ActionTold,
    ),
    get(
        "/v1/actions",
        "action.show",
        "List the actions of one's organisation",
        lambda _: ask.ShowActions(),
        answers.ActionsShown,
    ),
    get(
        "/v1/actions/{action}",
        "action.show",
        "Show one action, and how things really are",
        lambda one: ask.ShowActions(action=one.params["action"], look=True),
        answers.ActionsShown,
        params=_ACTION,
    ),
    post(
        "/v1/actions/{action}/try",
        "action.try",
        "See what running it would meet; nothing is changed",
        None,
        lambda one: ask.TryAction(action=one.params["action"]),
        answers.ActionTriedOut,
        params=_ACTION,
    ),
    _acting("read", "Do what only reads"),
    _acting("small", "Do, or take back, what concerns one address, name, file or session"),
    _acting("wide", "Do, or take back, what stops a person or a machine; touch your key for it"),
    _acting("critical", "Do, or take back, what stops many, once somebody else agreed to just this"),
)
