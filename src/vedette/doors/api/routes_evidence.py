"""Routes about evidence another provider gives of somebody."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from vedette.app import evidence_answers as answers
from vedette.app import evidence_requests as ask
from vedette.doors.api.routes import Route
from vedette.doors.api.rows import get, post


class ProviderBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to be asked."""

    provider: Annotated[str, Meta(min_length=1, max_length=300, description="its issuer")]


class TokenBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a provider said."""

    nonce: Annotated[str, Meta(min_length=16, max_length=100)]
    token: Annotated[str, Meta(min_length=1, max_length=16384, description="an ID token")]


ROWS: tuple[Route, ...] = (
    get(
        "/v1/evidence",
        "evidence.list",
        "List providers, and what the caller has shown",
        lambda _: ask.ListEvidence(),
        answers.EvidenceListed,
    ),
    post(
        "/v1/evidence/start",
        "evidence.start",
        "Begin to show who one is at another provider",
        ProviderBody,
        lambda one: ask.AskEvidence(provider=one.body.provider),
        answers.EvidenceAsked,
    ),
    post(
        "/v1/evidence",
        "evidence.show",
        "Show what another provider says of the caller",
        TokenBody,
        lambda one: ask.ShowEvidence(nonce=one.body.nonce, token=one.body.token),
        answers.EvidenceTold,
    ),
)
