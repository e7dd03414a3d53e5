"""Okta's system log."""

from __future__ import annotations

from typing import Final

from vedette.hunt.actions import ACCOUNT_CHANGED, ALERT, API_CALL, FAILURE, LOGIN, LOGOUT, PRIVILEGE, SUCCESS
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import address_of, degrees_of, text_of, user_of
from vedette.hunt.sources.flatten import flatten

_LOGSOURCE: Final = Logsource(product="okta", service="okta")
_OUTCOMES: Final = {"SUCCESS": SUCCESS, "ALLOW": SUCCESS, "FAILURE": FAILURE, "DENY": FAILURE}
_LOGINS: Final = frozenset(
    {"user.session.start", "user.authentication.auth", "user.authentication.authenticate"}
)
_SECOND_FACTOR: Final = (
    "user.authentication.auth_via_mfa",
    "user.mfa.okta_verify.deny_push",
    "user.authentication.verify",
)
_ACCOUNTS: Final = (
    "user.lifecycle.",
    "user.account.",
    "group.user_membership.",
    "user.mfa.factor.",
    "group.lifecycle.",
)
_PRIVILEGES: Final = ("user.account.privilege.", "group.privilege.", "iam.role", "system.api_token.create")
_GEOGRAPHY: Final = "client.geographicalContext.geolocation"


def fits(record: Record) -> bool:
    """Say whether a record is of the system log."""
    return "eventType" in record and "published" in record and "outcome" in record


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a record."""
    fields = flatten(record)
    kind = text_of(record.get("eventType")) or ""
    outcome = _OUTCOMES.get(str(fields.get("outcome.result")))
    return Event(
        source=source.number,
        record=number,
        time=of_stamp(record.get("published")),
        logsource=_LOGSOURCE,
        fields=fields,
        action=_action(kind, outcome),
        outcome=outcome,
        message=text_of(record.get("displayMessage")) or kind,
        user=user_of(text_of(fields.get("actor.alternateId")) or text_of(fields.get("actor.displayName"))),
        target_user=_target(record.get("target")),
        source_ip=address_of(text_of(fields.get("client.ipAddress"))),
        user_agent=text_of(fields.get("client.userAgent.rawUserAgent")),
        latitude=degrees_of(fields.get(f"{_GEOGRAPHY}.lat")),
        longitude=degrees_of(fields.get(f"{_GEOGRAPHY}.lon")),
    )


def _action(kind: str, outcome: str | None) -> str:
    """Tell what happened; a second factor is a login of its own only where it was refused."""
    if kind in _LOGINS or (outcome == FAILURE and kind in _SECOND_FACTOR):
        return LOGIN
    if kind == "user.session.end":
        return LOGOUT
    if kind.startswith(("security.threat", "user.account.report_suspicious")):
        return ALERT
    if kind.startswith(_PRIVILEGES):
        return PRIVILEGE
    return ACCOUNT_CHANGED if kind.startswith(_ACCOUNTS) else API_CALL


def _target(targets: Value) -> str | None:
    if not isinstance(targets, list):
        return None
    for one in targets:
        if isinstance(one, dict) and one.get("type") == "User":
            return user_of(text_of(one.get("alternateId")))
    return None


SHAPE: Final = Shape(name="okta", says="Okta system log", fits=fits, event=event)
