"""What went wrong between us and a server, as errors of ours: never with what was sent."""

from __future__ import annotations

from http.client import HTTPException
from typing import Final

from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProxyError,
    SSLError,
)

from vedette.core.errors import BadInput, LimitHit, Unavailable, VedetteError
from vedette.models import heard
from vedette.models.watch import Watched

FAILURES: Final = (HTTPError, HTTPException, OSError, ValueError, heard.Garbage)
"""What reading from a server raises."""
_KEY_REFUSED: Final = frozenset({401, 403})
_REDIRECTS: Final = range(300, 400)
_OURS: Final = frozenset({400, 404, 405, 413, 415, 422})
_TOO_LONG: Final = ("context_length", "context length", "exceed_context", "context size", "too long")


def unreached(error: Exception) -> bool:
    """Whether nothing of a question can have arrived."""
    if isinstance(error, ProxyError):
        return isinstance(error.original_error, NewConnectionError | ConnectTimeoutError)
    return isinstance(error, NewConnectionError | ConnectTimeoutError)


def stopped(name: str, call: Watched, kind: type[Unavailable] = heard.Unfinished) -> Unavailable:
    """Say why an answer was not waited for; `kind` is another where none can have begun."""
    return kind(f"{name} was stopped: {call.why}", hint="give it more time, or ask for less")


def unusable(name: str, error: Exception) -> Unavailable:
    """Say that what came is no answer."""
    return heard.Unfinished(
        f"{name} sends {error}", hint="is this an OpenAI-compatible server? vedette models probe looks"
    )


def broken(name: str, error: Exception, call: Watched) -> VedetteError:
    """Say in our words what went wrong on the way; a library's own may hold what was sent."""
    if call.due():
        return stopped(name, call, Unavailable if unreached(error) else heard.Unfinished)
    if isinstance(error, heard.Garbage):
        return unusable(name, error)
    if isinstance(error, SSLError):
        return Unavailable(
            f"{name} shows no certificate we can believe", hint="give ca_file if it has one of your own"
        )
    if unreached(error):
        return Unavailable(f"{name} cannot be reached", hint="is the server running, and the url right?")
    return heard.Unfinished(
        f"{name} broke off: {type(error).__name__}", hint="try again; what came was not whole"
    )


def answered(name: str, status: int, data: bytes, key: str) -> VedetteError:
    """Say what a status means. What the server says of it is quoted, short and without the key."""
    words, code = heard.complaint(data)
    said = heard.plain(words.replace(key, "…") if key else words)
    what = f"{name} answers {status}: {said}"
    if status in _KEY_REFUSED:
        return Unavailable(what, hint="check the key, and what it may be used for")
    if status in _REDIRECTS:
        return Unavailable(
            f"{name} answers {status}: it sends us elsewhere",
            hint="give the address it really has: redirects are not followed",
        )
    if status not in _OURS:
        return Unavailable(what, hint="try again later, or look at the server")
    if any(one in f"{code} {words}".lower() for one in _TOO_LONG):
        return LimitHit(what, hint="ask with less: the model cannot take so much at once")
    return BadInput(what, hint="check url and model; vedette models probe finds what it takes")
