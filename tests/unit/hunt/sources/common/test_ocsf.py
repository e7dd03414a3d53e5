"""Records in the Open Cybersecurity Schema."""

import json
from typing import Any

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

HERE: dict[str, Any] = {
    "src_endpoint": {"ip": "203.0.113.9", "port": 5},
    "dst_endpoint": {"ip": "10.0.0.5", "port": 443},
}


def made(kind: int, activity: int = 1, **parts: object) -> Event:
    record = {
        "class_uid": kind,
        "activity_id": activity,
        "time": 1583049601500,
        "metadata": {"version": "1.3.0"},
        **parts,
    }
    return one(json.dumps(record) + "\n")


def test_a_login_is_of_the_user_who_tried() -> None:
    event = made(
        3002,
        user={"name": "Alice"},
        status_id=2,
        actor={"user": {"name": "system"}},
        device={"hostname": "Web1"},
        **HERE,
    )
    assert (event.action, event.outcome, event.user, event.host) == ("login", "failure", "alice", "web1")
    assert (event.source_ip, event.time) == ("203.0.113.9", 1_583_049_601_500_000)
    assert made(3002, 2).action == "logout"


@pytest.mark.parametrize(("number", "kind"), [(10, 10), (3, 3), (0, None), (99, None)])
def test_a_login_to_another_machine_says_how(number: int, kind: int | None) -> None:
    ends = {**HERE, "dst_endpoint": {"ip": "10.0.0.5", "hostname": "Srv1.corp.example"}}
    event = made(3002, logon_type_id=number, user={"name": "Alice"}, status_id=1, **ends)
    assert (event.logon_type, event.host, event.domain) == (kind, "srv1", None)


def test_a_change_of_an_account_has_two_people() -> None:
    event = made(3001, user={"name": "eve"}, actor={"user": {"name": "admin"}}, status_id=1)
    assert (event.action, event.user, event.target_user) == ("account-changed", "admin", "eve")


def test_a_program_that_starts() -> None:
    event = made(
        1007,
        device={"os": {"type_id": 200}},
        actor={"process": {"file": {"path": "/bin/bash"}}},
        process={"file": {"path": "/bin/sh"}, "cmd_line": "sh -c id", "pid": 7},
    )
    assert (event.action, event.process, event.parent) == ("process-start", "/bin/sh", "/bin/bash")
    assert (event.logsource.product, event.logsource.category) == ("linux", "process_creation")
    assert event.fields["CommandLine"] == "sh -c id"
    assert made(1007, 2).action == "other"


@pytest.mark.parametrize(
    ("kind", "activity", "action"),
    [
        (1001, 1, "file-write"),
        (1001, 2, "file-read"),
        (1001, 4, "file-delete"),
        (1001, 5, "file-rename"),
        (2004, 1, "alert"),
        (4001, 6, "connection"),
        (4009, 1, "email"),
        (6003, 1, "api-call"),
        (9999, 1, "other"),
    ],
)
def test_the_class_says_what_happened(kind: int, activity: int, action: str) -> None:
    assert made(kind, activity).action == action


def test_traffic_has_ends_sizes_and_names() -> None:
    event = made(
        4001,
        6,
        traffic={"bytes_out": 1, "bytes_in": 2, "packets": 3},
        connection_info={"protocol_name": "TCP"},
        duration=1500,
        **HERE,
    )
    assert (event.bytes_out, event.bytes_in, event.packets, event.transport, event.duration) == (
        1,
        2,
        3,
        "tcp",
        1_500_000,
    )
    event = made(
        4003, query={"hostname": "Evil.Example", "type": "TXT"}, rcode="NoError", answers=[{"rdata": "x"}]
    )
    assert (event.action, event.domain, event.query_type, event.answers) == (
        "dns",
        "evil.example",
        "TXT",
        ("x",),
    )
    event = made(
        4002,
        http_request={"http_method": "GET", "url": {"path": "/a", "url_string": "/a?b"}, "user_agent": "c"},
        http_response={"code": 404},
    )
    assert (event.method, event.url, event.status, event.user_agent) == ("GET", "/a?b", 404, "c")


def test_its_own_beginning_counts_for_a_flow() -> None:
    assert made(4001, 6, start_time=1583049600000).time == 1_583_049_600_000_000
