"""Logins that failed and went well, counted within bounds: by hour, source, account and host.

Every source of logins alike: Windows (4624, 4625, 4768, 4771, 4776), sshd and PAM, clouds, and pages to
log in at.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from vedette.hunt.actions import FAILURE, HTTP, SUCCESS, TICKET
from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR
from vedette.hunt.patterns.bounded import Shelf
from vedette.hunt.patterns.places import Fields, Spot

FAILED_KEPT: Final = 100_000
WENT_WELL_KEPT: Final = 100_000
NAME_MAX: Final = 256
UNNAMED: Final = "(unnamed)"
"""The account of a login whose record names none."""
NOBODY: Final = frozenset(
    {"anonymous logon", "system", "local service", "network service", "iusr", "window manager"}
)
_FIRST_TICKET: Final = 4768
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "0.0.0.0", "::"})  # noqa: S104  read, not bound to
_LOGIN_PAGE = re.compile(
    (
        r"/(?:[\w-]{0,20}log[-_]?[io]n[\w-]{0,20}|sign[-_]?in|auth(?:enticate)?|sessions?"
        r"|token|wp-login|xmlrpc|j_security_check"
        r"|user_session)(?:\.\w{2,5})?/?$"
    ),
    re.IGNORECASE,
)
_REFUSED: Final = frozenset({401, 403, 422, 429})
_LET_IN: Final = frozenset({200, 201, 204, 302, 303})
_UNKNOWN: Final = frozenset(
    {"0xc0000064", "0x6", "50034", "50057", "user_not_found", "unknown user", "user does not exist"}
)
_STALE: Final = frozenset(
    {
        "0xc0000071",
        "0xc0000224",
        "0xc0000193",
        "0xc0000072",
        "0x17",
        "0x12",
        "0xc0000234",
        "50055",
        "50053",
        "password_expired",
        "locked_out",
        "account locked",
        "password expired",
    }
)
_REASONS: Final = (
    "SubStatus",
    "Status",
    "ResultType",
    "status.errorCode",
    "properties.status.errorCode",
    "resultType",
    "outcome.reason",
    "errorMessage",
    "FailureReason",
)


class Bad(Struct):
    """Failures of one account from one source at one host within one hour."""

    count: int = 0
    first: int = 0
    last: int = 0
    unknown: int = 0
    """Of them for accounts that do not exist."""
    stale: int = 0
    """Of them for passwords that are expired, or accounts that are locked or off."""
    spot: Spot | None = None


class Good(Struct):
    """Successes of one account from one source."""

    count: int = 0
    first: int = 0
    last: int = 0
    host: str = ""
    spot: Spot | None = None


class Attempts:
    """Counts them."""

    def __init__(self) -> None:
        self.bad: Shelf[tuple[int, str, str, str], Bad] = Shelf(FAILED_KEPT, lambda one: one.last)
        self.good: Shelf[tuple[str, str], Good] = Shelf(WENT_WELL_KEPT, lambda one: one.last)
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        outcome = event.outcome
        if event.action == HTTP:
            outcome = _page_outcome(event)
        elif event.action == TICKET and event.fields.get("EventID") != _FIRST_TICKET:
            return
        if outcome is None or event.time is None:
            return
        user = (event.user or UNNAMED)[:NAME_MAX]
        if user[-1] == "$" or user in NOBODY:
            return
        if outcome == FAILURE:
            self._failed(event, user, event.time)
        elif outcome == SUCCESS:
            self._went_well(event, user, event.time)

    def _failed(self, event: Event, user: str, time: int) -> None:
        key = (time // HOUR, source_of(event), user, host_of(event))
        bad = self.bad.get(key)
        if bad is None:
            spot = self._fields.spot(event, *_shown(event))
            bad = self.bad.put(key, Bad(first=time, last=time, spot=spot))
        bad.count += 1
        if time < bad.first:
            bad.first = time
        elif time > bad.last:
            bad.last = time
        reason = _reason(event)
        bad.unknown += reason == "unknown"
        bad.stale += reason == "stale"

    def _went_well(self, event: Event, user: str, time: int) -> None:
        key = (source_of(event), user)
        good = self.good.get(key)
        if good is None:
            good = self.good.put(key, Good(first=time, last=time, host=host_of(event)))
            good.spot = self._fields.spot(event, *_shown(event))
        good.count += 1
        if time < good.first:
            good.first, good.host = time, host_of(event)
            good.spot = self._fields.spot(event, *_shown(event))
        elif time > good.last:
            good.last = time


def source_of(event: Event) -> str:
    """Say where a login came from; one from the machine itself, or from nowhere named, from that machine."""
    address = event.source_ip
    if address is not None and address not in _LOOPBACK:
        return address
    fields = event.fields
    named = fields.get("rhost") or fields.get("WorkstationName")
    if isinstance(named, str) and named not in {"", "-"}:
        return named.lower()[:NAME_MAX]
    return event.host or ""


def host_of(event: Event) -> str:
    """Say where it was to lead: a machine, or a service where no machine is named."""
    host = event.target_host or event.host or event.domain
    return host or event.logsource.service or event.logsource.product


def _shown(event: Event) -> tuple[str, str]:
    """Return what is shown of it: the account, else the address, else the page."""
    if event.user:
        return event.user, "user"
    if event.source_ip:
        return event.source_ip, "source_ip"
    return event.url or "", "url"


def _page_outcome(event: Event) -> str | None:
    """Say whether somebody was let in at a page to log in at; None of any other page."""
    url, status = event.url, event.status
    if event.method != "POST" or url is None or status is None:
        return None
    path = url.partition("?")[0]
    if _LOGIN_PAGE.search(path) is None:
        return None
    if path.endswith("wp-login.php"):  # says no with 200
        return FAILURE if status == 200 else SUCCESS if status == 302 else None  # noqa: PLR2004
    return FAILURE if status in _REFUSED else SUCCESS if status in _LET_IN else None


def _reason(event: Event) -> str:
    """Say why it failed, where the record does."""
    fields = event.fields
    if fields.get("invalid_user"):
        return "unknown"
    for name in _REASONS:
        value = fields.get(name)
        if value is None:
            continue
        said = str(value).lower()
        if said in _UNKNOWN:
            return "unknown"
        if said in _STALE:
            return "stale"
    return ""
