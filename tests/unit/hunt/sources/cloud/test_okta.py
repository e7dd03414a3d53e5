"""Okta's system log."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

BASE = {
    "published": "2020-03-01T08:00:01.000Z",
    "displayMessage": "User login to Okta",
    "outcome": {"result": "FAILURE", "reason": "INVALID_CREDENTIALS"},
    "actor": {"alternateId": "Alice@example.com"},
    "target": [{"type": "App"}, {"type": "User", "alternateId": "eve@example.com"}],
    "client": {
        "ipAddress": "203.0.113.9",
        "userAgent": {"rawUserAgent": "Mozilla"},
        "geographicalContext": {"geolocation": {"lat": 52.5, "lon": 13.4}},
    },
}


def made(kind: str, **more: object) -> Event:
    return one(json.dumps({**BASE, "eventType": kind, **more}) + "\n")


def test_a_login_says_who_where_and_why_not() -> None:
    event = made("user.session.start")
    assert (event.action, event.outcome, event.user, event.source_ip) == (
        "login",
        "failure",
        "alice",
        "203.0.113.9",
    )
    assert (event.latitude, event.longitude, event.target_user, event.user_agent) == (
        52.5,
        13.4,
        "eve",
        "Mozilla",
    )
    assert event.fields["outcome.reason"] == "INVALID_CREDENTIALS"
    assert event.fields["target.alternateId"] == ["eve@example.com"]


@pytest.mark.parametrize(
    ("kind", "result", "action"),
    [
        ("user.authentication.auth_via_mfa", "FAILURE", "login"),
        ("user.authentication.auth_via_mfa", "SUCCESS", "api-call"),
        ("user.session.end", "SUCCESS", "logout"),
        ("user.lifecycle.create", "SUCCESS", "account-changed"),
        ("user.account.privilege.grant", "SUCCESS", "privilege"),
        ("security.threat.detected", "DENY", "alert"),
        ("application.lifecycle.update", "SUCCESS", "api-call"),
    ],
)
def test_types_say_what_happened(kind: str, result: str, action: str) -> None:
    assert made(kind, outcome={"result": result}).action == action
