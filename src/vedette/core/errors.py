"""Every error we raise on purpose.

VedetteError        exit 1  http 500
├─ BadInput         exit 2  http 400   the caller can fix it
│  └─ LimitHit      exit 2  http 413   a stated bound was reached
├─ Refused          exit 3  http 403   policy said no
└─ Unavailable      exit 4  http 503   something outside us is not answering; try again later

Anything else that escapes is a bug.
"""

from __future__ import annotations

from typing import Any, ClassVar


class VedetteError(Exception):
    """Says what happened, to what; `hint` says what to do about it."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500
    decision: Any = None
    """The decision under which it happened, where there was one: what an appeal names."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class BadInput(VedetteError):
    """The caller gave us something we cannot use."""

    exit_code = 2
    http_status = 400


class LimitHit(BadInput):
    """A bound on size, depth, ratio, count or time was reached."""

    http_status = 413


class Refused(VedetteError):
    """Policy does not allow it."""

    exit_code = 3
    http_status = 403


class Unavailable(VedetteError):
    """Something we need is not answering."""

    exit_code = 4
    http_status = 503


def reason(error: BaseException) -> str:
    """Return why a file or a connection failed in the system's own words, without their number."""
    inner = getattr(error, "reason", None)
    at = inner if isinstance(inner, BaseException) else error
    return str(getattr(at, "strerror", None) or inner or str(at) or type(at).__name__)
