"""AWS CloudTrail."""

import json

import pytest

from tests.unit.hunt.sources.made import one, read
from vedette.hunt.event import Event

BASE = {
    "eventVersion": "1.08",
    "eventTime": "2020-03-01T08:00:01Z",
    "eventSource": "iam.amazonaws.com",
    "awsRegion": "eu-west-1",
    "sourceIPAddress": "203.0.113.9",
    "userAgent": "aws-cli/2",
    "userIdentity": {"type": "IAMUser", "userName": "Alice"},
}


def made(name: str, **more: object) -> Event:
    return one(json.dumps({**BASE, "eventName": name, **more}) + "\n")


def test_a_call_says_who_what_and_from_where() -> None:
    event = made("ListBuckets")
    assert (event.action, event.outcome, event.user, event.source_ip) == (
        "api-call",
        "success",
        "alice",
        "203.0.113.9",
    )
    assert (event.time, event.user_agent, event.message) == (
        1_583_049_601_000_000,
        "aws-cli/2",
        "iam.amazonaws.com: ListBuckets",
    )
    assert event.fields["userIdentity.type"] == "IAMUser"
    assert made("ListBuckets", errorCode="AccessDenied").outcome == "failure"


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("CreateAccessKey", "account-changed"),
        ("AssumeRole", "privilege"),
        ("StopLogging", "log-cleared"),
        ("ConsoleLogin", "login"),
    ],
)
def test_what_matters_has_an_action_of_its_own(name: str, action: str) -> None:
    assert made(name).action == action


@pytest.mark.parametrize(("said", "outcome"), [("Success", "success"), ("Failure", "failure")])
def test_a_login_to_the_console_says_how_it_went(said: str, outcome: str) -> None:
    assert made("ConsoleLogin", responseElements={"ConsoleLogin": said}).outcome == outcome


@pytest.mark.parametrize(
    ("identity", "user"),
    [
        ({"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/Admin/Bob@example.com"}, "bob"),
        ({"type": "Root", "arn": "arn:aws:iam::1:root"}, "root"),
        ({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}, "ec2.amazonaws.com"),
        ({"type": "X", "principalId": "AROA:bob"}, "bob"),
        ({}, None),
    ],
)
def test_an_identity_has_a_name_wherever_it_stands(identity: dict[str, object], user: str | None) -> None:
    assert made("X", userIdentity=identity).user == user


def test_parameters_are_found_one_by_one_and_as_a_whole() -> None:
    event = made(
        "CreateUser", requestParameters={"userName": "eve", "tags": [{"key": "a"}]}, responseElements=None
    )
    assert (event.target_user, event.fields["requestParameters.userName"]) == ("eve", "eve")
    assert event.fields["requestParameters"] == '{"userName":"eve","tags":[{"key":"a"}]}'


def test_a_file_of_records_is_read_as_its_records() -> None:
    found, whys = read(
        json.dumps({"Records": [{**BASE, "eventName": "A"}, {**BASE, "eventName": "B"}]}), "x.json"
    )
    assert [(event.record, event.fields["eventName"]) for event in found] == [(1, "A"), (2, "B")]
    assert not whys
