"""What goes wrong, as the caller is told it: an error in, a problem (RFC 9457) out. Never a traceback."""

from __future__ import annotations

import logging
import re
import secrets
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput, LimitHit, Unavailable, VedetteError

MEDIA: Final = "application/problem+json"
_LOG: Final = logging.getLogger("vedette.api")
_UNPRINTABLE: Final = re.compile(r"[^\x20-\x7e]")
_TITLES: Final = {
    400: "The request cannot be used",
    401: "Say who you are",
    403: "Not allowed",
    404: "There is no such thing",
    405: "Not in this way",
    408: "Too slow",
    409: "Somebody changed it meanwhile",
    413: "Too much",
    414: "The address is too long",
    415: "Not in this form",
    429: "Too often",
    431: "The headers are too long",
    500: "A fault of ours",
    503: "Not now",
}


class NotThisForm(BadInput):
    """The body is of a type the route does not take."""

    http_status = 415


class TooSlow(BadInput):
    """The body did not arrive in time."""

    http_status = 408


class LongAddress(LimitHit):
    """The address has too many characters."""

    http_status = 414


class LongHeaders(LimitHit):
    """The headers have too many characters, or are too many."""

    http_status = 431


class NotThisWay(BadInput):
    """There is such a path, with other methods."""

    http_status = 405

    def __init__(self, method: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{method} does nothing here", hint=f"known: {', '.join(known)}")
        self.known = known


class Busy(Unavailable):
    """As much is under way as we can do."""

    retry_after = 2


class Gone(Exception):
    """Whoever asked has hung up; nobody waits for an answer."""


class Advice(Struct, frozen=True, kw_only=True):
    """What would change a refusal."""

    code: str
    """For programs: prove_scope, touch_key, second_approval, apply_tier, …"""
    text: str
    """For people."""


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong, and what to do about it."""

    type: str
    """urn:vedette:problem: and the kind of it."""
    title: str
    status: int
    detail: str
    hint: str
    """What to do about it."""
    decision: str = ""
    """Id of the decision, to discuss it and appeal."""
    reasons: tuple[str, ...] = ()
    """Ids of the policies that decided."""
    remedies: tuple[Advice, ...] = ()
    told: dict[str, str] = {}
    """What the remedies need, such as a challenge."""


def problem(error: Exception) -> Problem:
    """Say what went wrong; a fault of ours is logged, and named by a number that is in the log."""
    if not isinstance(error, VedetteError):
        return _fault(error)
    decision: Any = getattr(error, "decision", None)
    remedies = () if decision is None else decision.remedies
    return Problem(
        type=f"urn:vedette:problem:{_kind(error)}",
        title=_TITLES.get(error.http_status, "Not done"),
        status=error.http_status,
        detail=_whole(str(error)),
        hint=_whole(error.hint),
        decision="" if decision is None else decision.id,
        reasons=() if decision is None or decision.allowed else tuple(decision.reasons),
        remedies=tuple(Advice(code=one.code, text=one.text) for one in remedies),
        told=dict(getattr(error, "told", {})),
    )


def headers(error: Exception, said: Problem) -> Mapping[str, str]:
    """Return the headers a problem goes with."""
    made = {"Content-Type": MEDIA}
    if said.decision:
        made["Vedette-Decision"] = said.decision
    if challenge := getattr(error, "challenge", ""):
        made["WWW-Authenticate"] = _UNPRINTABLE.sub("?", challenge)
    if wait := getattr(error, "retry_after", 0):
        made["Retry-After"] = str(wait)
    if isinstance(error, NotThisWay):
        made["Allow"] = ", ".join(error.known)
    return made


def written(said: Problem) -> bytes:
    """Write a problem down."""
    return msgspec.json.encode(said)


def _kind(error: VedetteError) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()


def _whole(words: str) -> str:
    """Leave nothing in words that cannot be written as UTF-8."""
    return words.encode("utf-8", "backslashreplace").decode()


def _fault(error: Exception) -> Problem:
    number = secrets.token_hex(4)
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = " ".join(f"{Path(one.filename).name}:{one.lineno}" for one in last)
    _LOG.error("fault %s: %s at %s", number, type(error).__name__, where)
    return Problem(
        type="urn:vedette:problem:fault",
        title=_TITLES[500],
        status=500,
        detail=f"a fault in vedette, number {number}",
        hint="tell the operator the number: it is in the log",
    )
