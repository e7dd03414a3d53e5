"""Routes about proofs of who people and organisations are."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from vedette.app import proofing_answers as answers
from vedette.app import proofing_requests as ask
from vedette.doors.api.routes import Route
from vedette.doors.api.routes_access import Line, Text
from vedette.doors.api.rows import get, ident, post

_SITTING = ident("sitting", "id of a wish to be seen")
_ORG = ident("org", "id of an organisation")
_Digest = Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")]
_Place = Annotated[str, Meta(pattern="^(first|trusted-introducer|regulator|company-register)?$")]


class SittingBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one wants to be seen."""

    in_person: bool = False


class AttestBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reviewer saw."""

    yes: bool
    reason: Text
    in_hand: bool = False
    face: bool = False
    held_up: bool = False
    in_person: bool = False
    heard: Annotated[str, Meta(max_length=200, description="the phrase, as it was said")] = ""
    document: Annotated[
        _Digest, Meta(description="of the document's number, with the salt: scrypt, N 2^15, r 8, p 1; hex")
    ] = ""
    mark: Annotated[_Digest, Meta(description="the same with the salt for marks")] = ""


class ProofAppealBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An appeal against a reviewer's no."""

    decision: Line
    statement: Text


class HearBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answer to such an appeal."""

    overturn: bool
    reason: Text


class IssuerBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose credential will be shown."""

    provider: Annotated[str, Meta(min_length=1, max_length=300, description="its issuer")]


class CredentialBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A credential, shown for a nonce."""

    nonce: Annotated[str, Meta(min_length=16, max_length=100)]
    presentation: Annotated[
        str, Meta(min_length=1, max_length=65536, description="SD-JWT with key binding, compact")
    ]


class CallBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A call that was made."""

    place: _Place
    number: Annotated[_Digest, Meta(description="of the number that was called, with the salt")]
    answered: Annotated[str, Meta(pattern="^(confirmed|denied|nobody)$")]
    reason: Text
    own_way: bool = False


class RegisterBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was found in a register, or stands in a regulator's letter."""

    reason: Text
    place: _Place = ""
    letter: Annotated[_Digest, Meta(description="SHA-256 of the letter, instead of a place")] = ""
    own_way: bool = False


_PEOPLE: tuple[Route, ...] = (
    get(
        "/v1/proofing",
        "proofing.list",
        "List what the caller has shown, what can be shown, and who waits to be seen",
        lambda _: ask.ListProofs(),
        answers.ProofsListed,
    ),
    post(
        "/v1/proofing/sittings",
        "proofing.ask",
        "Ask two reviewers to see who one is",
        SittingBody,
        lambda one: ask.AskSitting(in_person=one.body.in_person),
        answers.SittingTold,
    ),
    post(
        "/v1/proofing/sittings/{sitting}/seat",
        "proofing.seat",
        "Say that one will look",
        None,
        lambda one: ask.TakeSeat(sitting=one.params["sitting"]),
        answers.SittingTold,
        params=_SITTING,
    ),
    post(
        "/v1/proofing/sittings/{sitting}/phrase",
        "proofing.phrase",
        "Draw the phrase to say while a reviewer looks",
        None,
        lambda one: ask.DrawPhrase(sitting=one.params["sitting"]),
        answers.PhraseTold,
        params=_SITTING,
    ),
    post(
        "/v1/proofing/sittings/{sitting}/attest",
        "proofing.attest",
        "Say what one saw",
        AttestBody,
        lambda one: ask.Attest(
            sitting=one.params["sitting"],
            yes=one.body.yes,
            reason=one.body.reason,
            in_hand=one.body.in_hand,
            face=one.body.face,
            held_up=one.body.held_up,
            in_person=one.body.in_person,
            heard=one.body.heard,
            document=one.body.document,
            mark=one.body.mark,
        ),
        answers.SittingTold,
        params=_SITTING,
    ),
    post(
        "/v1/proofing/sittings/{sitting}/withdraw",
        "proofing.withdraw",
        "Ask no longer to be seen",
        None,
        lambda one: ask.WithdrawSitting(sitting=one.params["sitting"]),
        answers.SittingTold,
        params=_SITTING,
    ),
    post(
        "/v1/proofing/appeals",
        "proofing.appeal",
        "Ask that somebody else looks at a no to who one is",
        ProofAppealBody,
        lambda one: ask.AppealSitting(decision=one.body.decision, statement=one.body.statement),
        answers.SittingTold,
    ),
    post(
        "/v1/proofing/sittings/{sitting}/hear",
        "proofing.hear",
        "Answer an appeal against a no to who somebody is",
        HearBody,
        lambda one: ask.HearSitting(
            sitting=one.params["sitting"], overturn=one.body.overturn, reason=one.body.reason
        ),
        answers.SittingTold,
        params=_SITTING,
    ),
    post(
        "/v1/proofing/credentials/start",
        "proofing.ask_credential",
        "Begin to show a credential",
        IssuerBody,
        lambda one: ask.AskCredential(provider=one.body.provider),
        answers.CredentialAsked,
    ),
    post(
        "/v1/proofing/credentials",
        "proofing.show_credential",
        "Show a credential",
        CredentialBody,
        lambda one: ask.ShowCredential(nonce=one.body.nonce, presentation=one.body.presentation),
        answers.ProofTold,
        most=128 * 1024,
    ),
)
_ORGANISATIONS: tuple[Route, ...] = (
    get(
        "/v1/proofing/organisations/{org}",
        "proofing.organisation",
        "Say what is known of an organisation that it did not say itself",
        lambda one: ask.ShowOrganisation(org=one.params["org"]),
        answers.OrganisationTold,
        params=_ORG,
    ),
    post(
        "/v1/proofing/organisations/{org}/calls",
        "proofing.call_back",
        "Note that one called an organisation back",
        CallBody,
        lambda one: ask.CallBack(
            org=one.params["org"],
            place=one.body.place,
            number=one.body.number,
            answered=one.body.answered,
            reason=one.body.reason,
            own_way=one.body.own_way,
        ),
        answers.OrganisationTold,
        params=_ORG,
    ),
    post(
        "/v1/proofing/organisations/{org}/registers",
        "proofing.look_up",
        "Note that an organisation stands in a register, or in a regulator's letter",
        RegisterBody,
        lambda one: ask.LookUp(
            org=one.params["org"],
            place=one.body.place,
            letter=one.body.letter,
            reason=one.body.reason,
            own_way=one.body.own_way,
        ),
        answers.OrganisationTold,
        params=_ORG,
    ),
)
ROWS: tuple[Route, ...] = (*_PEOPLE, *_ORGANISATIONS)
