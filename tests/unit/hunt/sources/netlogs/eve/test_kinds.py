"""What Suricata's events of each kind say."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

HEAD = {
    "timestamp": "2020-03-01T09:00:01.500000+0100", "flow_id": 7, "src_ip": "10.0.0.9", "src_port": 5000,
    "dest_ip": "203.0.113.9", "dest_port": 443, "proto": "TCP",
}  # fmt: skip
FLOW = {
    "pkts_toserver": 3, "pkts_toclient": 4, "bytes_toserver": 100, "bytes_toclient": 2000,
    "start": "2020-03-01T08:00:00.000000+0000", "end": "2020-03-01T08:00:01.500000+0000", "state": "closed",
}  # fmt: skip


def made(kind: str, part: dict[str, object] | None = None, **more: object) -> Event:
    record = {**HEAD, "event_type": kind, **more}
    if part is not None:
        record[kind] = part
    return one(json.dumps(record) + "\n", "eve.json")


def test_a_flow_begins_when_it_began() -> None:
    event = made("flow", FLOW, app_proto="tls")
    assert (event.action, event.time, event.duration) == ("connection", 1_583_049_600_000_000, 1_500_000)
    assert (event.bytes_out, event.bytes_in, event.packets, event.protocol) == (100, 2000, 7, "tls")
    assert event.outcome == "success"
    assert made("flow", {**FLOW, "pkts_toclient": 0}).outcome == "failure"
    assert made("flow", FLOW, app_proto="failed").protocol is None


def test_one_direction_of_netflow_has_one_size() -> None:
    event = made("netflow", {"pkts": 3, "bytes": 100, "start": FLOW["start"], "end": FLOW["end"]})
    assert (event.action, event.bytes_out, event.bytes_in, event.packets) == ("connection", 100, None, 3)


def test_an_alarm_says_what_it_was_about() -> None:
    event = made(
        "alert",
        {"signature": "ET SCAN x", "action": "blocked"},
        http={"url": "/a?b", "hostname": "h.example"},
    )
    assert (event.action, event.message, event.url, event.domain) == (
        "alert",
        "ET SCAN x",
        "/a?b",
        "h.example",
    )
    assert event.outcome == "failure"


def test_a_request_and_a_visitor_behind_a_proxy() -> None:
    http: dict[str, object] = {
        "hostname": "www.example.com", "url": "/a?b=c", "http_method": "GET", "status": 404, "length": 12,
        "http_user_agent": "curl/8", "http_refer": "r",
    }  # fmt: skip
    event = made("http", http)
    assert (event.action, event.method, event.url, event.status, event.bytes_in) == (
        "http",
        "GET",
        "/a?b=c",
        404,
        12,
    )
    assert (event.user_agent, event.referrer, event.domain) == ("curl/8", "r", "www.example.com")
    assert made("http", {**http, "xff": "198.51.100.3"}).source_ip == "198.51.100.3"
    assert event.logsource.category == ""


def test_handshakes() -> None:
    event = made(
        "tls", {"sni": "Evil.Example", "ja3": {"hash": "a" * 32}, "ja4": "t13", "fingerprint": "AA:bb"}
    )
    assert (event.action, event.domain, event.ja3, event.ja4, event.hash) == (
        "tls",
        "evil.example",
        "a" * 32,
        "t13",
        "aabb",
    )
    assert made("quic", {"sni": "evil.example"}).protocol == "quic"
    assert made("ssh", {"client": {"software_version": "OpenSSH_9"}}).user_agent == "OpenSSH_9"


def smb(command: str, status: str, **more: object) -> dict[str, object]:
    return {"command": f"SMB2_COMMAND_{command}", "status": f"STATUS_{status}", **more}


NTLM = {"ntlmssp": {"user": "Bob"}}
REFUSED = {"msg_type": "KRB_ERROR", "cname": "Bob", "error_code": "KDC_ERR_PREAUTH_FAILED"}


@pytest.mark.parametrize(
    ("kind", "part", "action", "outcome", "user"),
    [
        ("smb", smb("SESSION_SETUP", "LOGON_FAILURE", **NTLM), "login", "failure", "bob"),
        ("smb", smb("SESSION_SETUP", "SUCCESS", **NTLM), "login", "success", "bob"),
        ("smb", smb("SESSION_SETUP", "MORE_PROCESSING_REQUIRED", **NTLM), "smb", None, "bob"),
        ("smb", smb("TREE_CONNECT", "ACCESS_DENIED", share="c$"), "share", "failure", None),
        ("krb5", REFUSED, "ticket", "failure", "bob"),
        ("krb5", {"msg_type": "KRB_AS_REP", "cname": "Bob"}, "ticket", "success", "bob"),
        (
            "ftp",
            {"command": "USER", "command_data": "bob", "completion_code": ["530"]},
            "login",
            "failure",
            "bob",
        ),
        (
            "ftp",
            {"command": "RETR", "command_data": "x", "completion_code": ["226"]},
            "file-read",
            None,
            None,
        ),
        ("rdp", {"cookie": "Bob"}, "other", None, "bob"),
        ("smtp", {"mail_from": "<Bob@example.com>", "helo": "x.example"}, "email", None, "bob"),
    ],
)
def test_who_did_what(
    kind: str, part: dict[str, object], action: str, outcome: str | None, user: str | None
) -> None:
    event = made(kind, part)
    assert (event.action, event.outcome, event.user) == (action, outcome, user)


def test_files_and_addresses() -> None:
    event = made("fileinfo", {"filename": "/x.exe", "sha256": "a" * 64, "size": 9})
    assert (event.file, event.hash, event.bytes_in) == ("/x.exe", "a" * 64, 9)
    assert made("dhcp", {"assigned_ip": "10.0.0.77", "hostname": "Laptop"}).source_ip == "10.0.0.77"
    assert made("dhcp", {"assigned_ip": "0.0.0.0"}).source_ip == "10.0.0.9"  # noqa: S104
    assert made("anomaly", {"event": "x"}).message == "x"


@pytest.mark.parametrize("wrong", [None, [], "x", 7])
@pytest.mark.parametrize(
    "kind", ["flow", "alert", "http", "tls", "smb", "krb5", "dns", "dhcp", "ftp", "fileinfo"]
)
def test_a_part_that_is_no_record_costs_only_what_it_would_have_said(kind: str, wrong: object) -> None:
    event = one(json.dumps({**HEAD, "event_type": kind, kind: wrong}) + "\n", "eve.json")
    assert event.source_ip == "10.0.0.9"
