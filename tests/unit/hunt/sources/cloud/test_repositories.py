"""Places where code is kept."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.sources.cloud.repositories import fits_github


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("org.add_member", "account-changed"),
        ("org.update_member", "privilege"),
        ("user.failed_login", "login"),
        ("repo.destroy", "api-call"),
    ],
)
def test_github_says_who_did_what_to_which(action: str, kind: str) -> None:
    record = {
        "action": action,
        "actor": "Alice",
        "actor_ip": "203.0.113.9",
        "@timestamp": 1583049601000,
        "_document_id": "x",
        "org": "o",
        "user": "eve",
        "repo": "o/r",
    }
    event = one(json.dumps(record) + "\n")
    assert (event.action, event.user, event.target_user, event.file) == (kind, "alice", "eve", "o/r")
    assert (event.source_ip, event.time, event.logsource.product) == (
        "203.0.113.9",
        1_583_049_601_000_000,
        "github",
    )


def test_bitbucket_says_what_was_done() -> None:
    record = {
        "auditType": {"action": "User login failed", "category": "Authentication"},
        "author": {"name": "Alice"},
        "source": "203.0.113.9,10.0.0.1",
        "timestamp": "2020-03-01T08:00:01Z",
    }
    event = one(json.dumps(record) + "\n")
    assert (event.action, event.outcome, event.user, event.source_ip) == (
        "login",
        "failure",
        "alice",
        "203.0.113.9",
    )


@pytest.mark.parametrize(
    "record", [{}, {"action": "opened", "actor": "x", "org": "o"}, {"action": "a.b"}, {"action": 7}]
)
def test_other_actions_are_not_githubs(record: dict[str, object]) -> None:
    assert not fits_github(record)
