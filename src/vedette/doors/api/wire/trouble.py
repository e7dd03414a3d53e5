"""What goes wrong, as clients of language models expect to be told: the same problem in their two shapes.

All that our own problems say comes along in further keys: the decision, the reasons, and what would help.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.doors.api.problems import Advice, Problem

MEDIA: Final = "application/json"
_OPENAI: Final = {
    401: ("authentication_error", "invalid_api_key"),
    403: ("permission_error", ""),
    404: ("not_found_error", "model_not_found"),
    429: ("rate_limit_error", ""),
    499: ("request_cancelled", ""),
}
_ANTHROPIC: Final = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
}
_CODES: Final = {"prompt_too_long": "context_length_exceeded"}
"""What clients act on under a name of their own."""
_FAULTS: Final = 500
_AGAIN: Final = frozenset((408, 429))
_SOON: Final = 60
"""Seconds a client waits by itself before it tries again: beyond that it would try too early."""


class OpenAiError(Struct, frozen=True, kw_only=True):
    """What went wrong, in the one shape; what stands behind `param` is ours."""

    message: str
    type: str
    code: str
    param: str | None = None
    hint: str
    decision: str
    reasons: tuple[str, ...]
    remedies: tuple[Advice, ...]
    told: dict[str, str]


class OpenAiTrouble(Struct, frozen=True, kw_only=True):
    """Its envelope."""

    error: OpenAiError


class AnthropicError(Struct, frozen=True, kw_only=True):
    """What went wrong, in the other shape; what stands behind `message` is ours."""

    type: str
    message: str
    code: str
    hint: str
    decision: str
    reasons: tuple[str, ...]
    remedies: tuple[Advice, ...]
    told: dict[str, str]


class AnthropicTrouble(Struct, frozen=True, kw_only=True):
    """Its envelope."""

    type: str = "error"
    error: AnthropicError
    request_id: str
    """The decision, where there was one."""


def openai(said: Problem) -> bytes:
    """Write a problem down as the OpenAI API does."""
    return msgspec.json.encode(OpenAiTrouble(error=OpenAiError(**openai_fields(said))))


def openai_fields(said: Problem) -> dict[str, Any]:
    """Return what stands in the error."""
    kind, code = _OPENAI.get(said.status, ("", ""))
    if not kind:
        kind = "server_error" if said.status >= _FAULTS else "invalid_request_error"
    return _ours(said) | {"type": kind} | ({"code": code} if code else {})


def anthropic(said: Problem) -> bytes:
    """Write a problem down as the Anthropic API does."""
    kind = _ANTHROPIC.get(said.status, "api_error" if said.status >= _FAULTS else "invalid_request_error")
    error = AnthropicError(type=kind, **_ours(said))
    return msgspec.json.encode(AnthropicTrouble(error=error, request_id=said.decision))


@dataclass(frozen=True, slots=True)
class Manner:
    """How the clients of a route expect to be told."""

    written: Callable[[Problem], bytes]
    kind: type[Struct]
    """What that is, as a type."""


OPENAI: Final = Manner(openai, OpenAiTrouble)
ANTHROPIC: Final = Manner(anthropic, AnthropicTrouble)


def headers(said: Problem, given: Mapping[str, str]) -> dict[str, str]:
    """Return the headers a problem goes with: those of any, and those these clients look at."""
    made = {**given, "Content-Type": MEDIA}
    if said.decision:
        made |= {"x-request-id": said.decision, "request-id": said.decision}
    again = said.status in _AGAIN or said.status >= _FAULTS
    if not again or int(given.get("Retry-After", "0")) > _SOON:
        made["x-should-retry"] = "false"
    return made


def _ours(said: Problem) -> dict[str, Any]:
    """Return what both say: clients show the message alone, so that it has to say what to do."""
    code = said.type.rpartition(":")[2].replace("-", "_")
    return {
        "message": f"{said.detail}. {said.hint}" if said.hint else said.detail,
        "code": _CODES.get(code, code),
        "hint": said.hint,
        "decision": said.decision,
        "reasons": said.reasons,
        "remedies": said.remedies,
        "told": said.told,
    }
