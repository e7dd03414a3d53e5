"""Whether a weakness found in code was tried in what logs show: untouched, probed, likely exploited."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from vedette.core.levels import Severity

Count = Annotated[int, Meta(ge=0)]


class State(StrEnum):
    """What requests say."""

    UNTOUCHED = "untouched"
    """Nobody sent anything that would use it."""
    PROBED = "probed"
    """Somebody did, and no answer says that it worked."""
    EXPLOITED = "likely exploited"
    """Somebody did, and answers say that it worked."""


class Exposure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One weakness, and what was seen of it."""

    weakness: str
    """Fingerprint of the finding in code."""
    rule: str
    title: str
    place: str
    """File and line of the harm."""
    severity: Severity
    """Of the weakness."""
    routes: tuple[str, ...]
    """Methods and path templates, as people write them."""
    state: State
    reasons: tuple[str, ...]
    """Why this state, one each: what was sent, how it was answered, beside what others got."""
    requests: Count = 0
    """Requests that reached the route."""
    attempts: Count = 0
    """Those of them that would use the weakness."""
    sources: tuple[str, ...] = ()
    """Who sent them, the busiest first."""
    payloads: tuple[str, ...] = ()
    """What they sent, decoded."""
    first: str = ""
    """RFC 3339: of the first attempt."""
    last: str = ""
    finding: str = ""
    """Fingerprint of the finding in the logs that holds the evidence; empty when untouched."""
    blind: tuple[str, ...] = ()
    """What these logs cannot show, such as bodies of requests."""
