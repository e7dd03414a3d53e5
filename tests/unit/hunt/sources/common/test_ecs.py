"""Records in the Elastic Common Schema."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event
from vedette.hunt.sources.common import ecs

WHEN = "2020-03-01T08:00:01.500Z"


def made(**parts: object) -> Event:
    return one(json.dumps({"@timestamp": WHEN, "ecs": {"version": "8.0"}, **parts}) + "\n")


def test_a_login_says_who_where_and_from_where() -> None:
    event = made(
        event={
            "category": ["authentication"],
            "type": ["start"],
            "outcome": "failure",
            "dataset": "system.auth",
            "module": "system",
        },
        user={"name": "CORP\\Root"},
        host={"name": "Web1.example.com"},
        source={"ip": "203.0.113.9", "port": 5, "geo": {"location": {"lat": 52.5, "lon": 13.4}}},
    )
    assert (event.action, event.outcome, event.user, event.host) == ("login", "failure", "root", "web1")
    assert (event.source_ip, event.latitude, event.longitude) == ("203.0.113.9", 52.5, 13.4)
    assert (event.logsource.product, event.logsource.service) == ("linux", "auth")
    assert event.time == 1_583_049_601_500_000


def test_a_program_that_starts_is_found_by_rules_for_its_system() -> None:
    event = made(
        event={"category": "process", "type": "start"},
        host={"os": {"type": "linux"}},
        process={
            "executable": "/bin/sh",
            "args": ["sh", "-c", "id"],
            "pid": 7,
            "working_directory": "/",
            "parent": {"executable": "/bin/x"},
        },
    )
    assert (event.action, event.command_line, event.parent, event.process_id) == (
        "process-start",
        "sh -c id",
        "/bin/x",
        7,
    )
    assert (event.logsource.product, event.logsource.category) == ("linux", "process_creation")
    assert event.fields["CommandLine"] == "sh -c id"
    assert (event.fields["Image"], event.fields["ParentImage"], event.fields["CurrentDirectory"]) == (
        "/bin/sh",
        "/bin/x",
        "/",
    )


@pytest.mark.parametrize(
    ("parts", "action"),
    [
        ({"event": {"category": "file", "type": "creation"}, "file": {"path": "/x"}}, "file-write"),
        ({"event": {"category": ["file"], "type": ["deletion"]}, "file": {"path": "/x"}}, "file-delete"),
        (
            {
                "event": {"category": "network"},
                "source": {"ip": "10.0.0.9"},
                "destination": {"ip": "10.0.0.5"},
            },
            "connection",
        ),
        ({"event": {"category": "network"}, "dns": {"question": {"name": "a.example"}}}, "dns"),
        ({"event": {"category": "network"}, "tls": {"client": {"server_name": "a.example"}}}, "tls"),
        (
            {
                "event": {"category": "web"},
                "http": {"request": {"method": "GET"}},
                "url": {"original": "/a?b"},
            },
            "http",
        ),
        ({"event": {"category": "iam"}}, "account-changed"),
        ({"event": {"kind": "alert", "category": "process", "type": "start"}}, "alert"),
        ({"event": {"category": "authentication", "type": "end"}}, "logout"),
        ({"event": {"category": "configuration"}}, "other"),
        ({"message": "hello", "agent": {"type": "filebeat"}}, "other"),
    ],
)
def test_categories_say_what_happened(parts: dict[str, object], action: str) -> None:
    assert made(**parts).action == action


def test_names_with_dots_are_the_same_as_nested_ones() -> None:
    flat = {
        "event.category": "network",
        "source.ip": "10.0.0.9",
        "destination.ip": "10.0.0.5",
        "destination.port": 443,
        "source.bytes": 7,
    }
    event = made(**flat)
    assert (event.action, event.destination_port, event.bytes_out) == ("connection", 443, 7)


def test_what_elasticsearch_gives_back_is_unwrapped() -> None:
    hit = {"_index": "x", "_id": "1", "_source": {"@timestamp": WHEN, "event": {"category": "iam"}}}
    assert one(json.dumps(hit) + "\n").action == "account-changed"


def test_a_flow_begins_when_it_began() -> None:
    event = made(
        event={"category": "network", "start": "2020-03-01T08:00:00Z", "duration": 1_500_000_000},
        source={"ip": "10.0.0.9"},
        destination={"ip": "10.0.0.5", "bytes": 9},
    )
    assert (event.time, event.duration, event.bytes_in) == (1_583_049_600_000_000, 1_500_000, 9)


@pytest.mark.parametrize(
    "record",
    [
        {"@timestamp": WHEN, "winlog": {}, "event": {}},
        {"@timestamp": WHEN, "winlog.event_id": 1, "event": {}},
        {"@timestamp": WHEN},
        {"event": {}},
        {"_source": 7},
    ],
)
def test_windows_events_and_other_records_are_left_to_others(record: dict[str, object]) -> None:
    assert not ecs.fits(record)
