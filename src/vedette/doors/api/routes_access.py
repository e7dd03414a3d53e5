"""Routes about access: applying, reviewing, approving, revoking, appealing; scope; the ledger."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from vedette.app import ledger_answers
from vedette.app import ledger_requests as ledger_ask
from vedette.app import programme_answers as answers
from vedette.app import programme_requests as ask
from vedette.doors.api.routes import Param, Route
from vedette.doors.api.rows import get, ident, post

Line = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Target = Annotated[str, Meta(min_length=1, max_length=1000, examples=["app.example.org"])]
Maybe = Annotated[str, Meta(max_length=1000)]


class ExplainBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one would like to do."""

    capability: Annotated[str, Meta(min_length=1, max_length=100, examples=["code.discover"])]
    target: Maybe = ""
    purpose: Annotated[str, Meta(max_length=40)] = ""


class ApplyBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An application for a tier."""

    tier: Annotated[int, Meta(ge=1, le=4)]
    statement: Text
    evidence: Annotated[
        tuple[Annotated[str, Meta(pattern="^[0-9a-f]{64}$")], ...],
        Meta(max_length=32, description="SHA-256 of documents"),
    ] = ()


class ReviewBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reviewer decided."""

    approve: bool
    reasons: Text


class RevokeBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is taken back: exactly one of these, or a person and the organisation they leave."""

    reason: Text
    grant: Annotated[str, Meta(max_length=128)] = ""
    session: Annotated[str, Meta(max_length=128)] = ""
    seat: Annotated[str, Meta(max_length=128)] = ""
    person: Annotated[str, Meta(max_length=128)] = ""
    org: Annotated[str, Meta(max_length=128)] = ""
    appointment: Annotated[str, Meta(max_length=128)] = ""


class AppealBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An appeal."""

    decision: Line
    statement: Text


class InviteBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is invited."""

    name: Line
    org: Line
    team: Annotated[str, Meta(max_length=200)] = ""
    roles: Annotated[tuple[Line, ...], Meta(max_length=4)] = ()
    admin: bool = False


class LeaveBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which sessions end."""

    everywhere: bool = False
    session: Annotated[str, Meta(max_length=128)] = ""


class TouchBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the authenticator answered."""

    challenge: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    assertion: dict[str, Any]


class ConnectBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code a program shows."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]


class ExchangeBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an agent is to have."""

    agent: Line
    tools: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=64)]
    key: Annotated[dict[str, str], Meta(description="the agent's public key, as a JWK")]
    seconds: Annotated[int, Meta(ge=1, le=3600)] = 3600


class ProveBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be proved, and how."""

    target: Target
    kind: Annotated[str, Meta(pattern="^(dns|https|repository|letter|operator)$")] = "dns"
    keys: Annotated[
        tuple[Annotated[str, Meta(max_length=1000)], ...],
        Meta(max_length=20, description="for a repository: SSH public keys whose signatures count"),
    ] = ()
    evidence: Annotated[
        str,
        Meta(
            pattern="^(sha256:[0-9a-f]{64})?$",
            description="for a letter or an operator's statement: its digest; it is not kept",
        ),
    ] = ""


class LetterBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which letter was read."""

    evidence: Annotated[str, Meta(pattern="^sha256:[0-9a-f]{64}$")]


class TargetBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A target, however it is written."""

    target: Target


ROWS: tuple[Route, ...] = (
    get("/v1/me", "identity.me", "Say who the caller is", lambda _: ask.Me(), answers.MeTold),
    get(
        "/v1/access",
        "access.list",
        "List applications and what waits",
        lambda _: ask.ListAccess(),
        answers.AccessListed,
    ),
    post(
        "/v1/access/explain",
        "access.explain",
        "Say whether something could be done, and what it would take",
        ExplainBody,
        lambda one: ask.Explain(
            capability=one.body.capability, target=one.body.target, purpose=one.body.purpose
        ),
        answers.Explained,
    ),
    post(
        "/v1/access/applications",
        "access.apply",
        "Ask for a tier",
        ApplyBody,
        lambda one: ask.Apply(tier=one.body.tier, statement=one.body.statement, evidence=one.body.evidence),
        answers.Application,
    ),
    post(
        "/v1/access/applications/{application}/review",
        "access.review",
        "Decide an application or an appeal",
        ReviewBody,
        lambda one: ask.Review(
            application=one.params["application"], approve=one.body.approve, reasons=one.body.reasons
        ),
        answers.Application,
        params=ident("application", "id of an application"),
    ),
    post(
        "/v1/access/appeals",
        "access.appeal",
        "Ask that somebody else looks at a decision again",
        AppealBody,
        lambda one: ask.Appeal(decision=one.body.decision, statement=one.body.statement),
        answers.Application,
    ),
    post(
        "/v1/access/approvals/{pending}",
        "access.approve",
        "Approve what somebody else wants to do",
        None,
        lambda one: ask.Approve(pending=one.params["pending"]),
        answers.Pending,
        params=ident("pending", "id of what waits"),
    ),
    post(
        "/v1/access/revocations",
        "access.revoke",
        "Take a grant, a session, a seat or a person's access back",
        RevokeBody,
        lambda one: ask.Revoke(
            reason=one.body.reason,
            grant=one.body.grant,
            session=one.body.session,
            seat=one.body.seat,
            person=one.body.person,
            org=one.body.org,
            appointment=one.body.appointment,
        ),
        answers.Revoked,
    ),
    post(
        "/v1/identity/invitations",
        "identity.invite",
        "Make a link that enrols one person",
        InviteBody,
        lambda one: ask.Invite(
            name=one.body.name,
            org=one.body.org,
            team=one.body.team,
            roles=one.body.roles,
            admin=one.body.admin,
        ),
        answers.Invited,
    ),
    post(
        "/v1/sessions/leave",
        "identity.leave",
        "End the caller's sessions",
        LeaveBody,
        lambda one: ask.Leave(everywhere=one.body.everywhere, session=one.body.session),
        answers.Revoked,
    ),
    get(
        "/v1/touches/{challenge}",
        "identity.challenge",
        "Say what a touch of the key would confirm",
        lambda one: ask.ShowTouch(challenge=one.params["challenge"]),
        answers.TouchWanted,
        params={"challenge": Param(words="a challenge", example="0" * 64, pattern="^[0-9a-f]{64}$")},
    ),
    post(
        "/v1/touches",
        "identity.touch",
        "Show a touch of the key for one action",
        TouchBody,
        lambda one: ask.Touch(challenge=one.body.challenge, assertion=one.body.assertion),
        answers.Touched,
    ),
    post(
        "/v1/connect",
        "identity.connect",
        "Let a program in",
        ConnectBody,
        lambda one: ask.Connect(code=one.body.code),
        answers.Connected,
    ),
    post(
        "/v1/tokens/exchange",
        "agents.exchange",
        "Give an agent a part of the caller's rights",
        ExchangeBody,
        lambda one: ask.Exchange(
            agent=one.body.agent, tools=one.body.tools, key=one.body.key, seconds=one.body.seconds
        ),
        answers.TokenTold,
    ),
    post(
        "/v1/scope/challenges",
        "scope.start",
        "Say how to prove a target",
        ProveBody,
        lambda one: ask.StartProof(
            target=one.body.target, kind=one.body.kind, keys=one.body.keys, evidence=one.body.evidence
        ),
        answers.ProofStarted,
    ),
    post(
        "/v1/scope/challenges/{challenge}/check",
        "scope.prove",
        "Look whether a proof is where it belongs",
        None,
        lambda one: ask.CheckProof(challenge=one.params["challenge"]),
        answers.Proved,
        params=ident("challenge", "id of a challenge"),
    ),
    get(
        "/v1/scope/letters",
        "scope.letters",
        "List the letters that wait to be read by reviewers",
        lambda _: ask.ListLetters(),
        answers.LettersListed,
    ),
    post(
        "/v1/scope/letters/{challenge}/review",
        "scope.review",
        "Say that one has read a letter, and that it says what is claimed",
        LetterBody,
        lambda one: ask.ReviewLetter(challenge=one.params["challenge"], evidence=one.body.evidence),
        answers.LetterTold,
        params=ident("challenge", "id of a challenge"),
    ),
    post(
        "/v1/scope/check",
        "scope.check",
        "Say whether a target is covered",
        TargetBody,
        lambda one: ask.CheckTarget(target=one.body.target),
        answers.TargetChecked,
    ),
    get(
        "/v1/ledger/receipts/{index}",
        "ledger.receipt",
        "Prove that an entry is in the ledger",
        lambda one: ledger_ask.ShowReceipt(index=int(one.params["index"])),
        ledger_answers.ReceiptShown,
        params={"index": Param(words="number of an entry", example="0", pattern="^[0-9]{1,15}$")},
    ),
)
