"""What Zeek says of traffic."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

ENDS = {
    "ts": 1583049601.5,
    "uid": "C1",
    "id.orig_h": "10.0.0.9",
    "id.orig_p": 5000,
    "id.resp_h": "203.0.113.9",
    "id.resp_p": 80,
}


def made(path: str, **more: object) -> Event:
    return one(json.dumps({"_path": path, **ENDS, **more}) + "\n", "x.json")


def test_a_connection_has_both_ends_both_sizes_and_its_length() -> None:
    event = made(
        "conn",
        proto="tcp",
        service="http",
        duration=1.5,
        orig_bytes=100,
        resp_bytes=2000,
        orig_pkts=3,
        resp_pkts=4,
        conn_state="SF",
    )
    assert (event.action, event.outcome, event.transport, event.protocol) == (
        "connection",
        "success",
        "tcp",
        "http",
    )
    assert (event.source_ip, event.source_port, event.destination_ip, event.destination_port) == (
        "10.0.0.9",
        5000,
        "203.0.113.9",
        80,
    )
    assert (event.bytes_out, event.bytes_in, event.packets, event.duration) == (100, 2000, 7, 1_500_000)
    assert event.time == 1_583_049_601_500_000


@pytest.mark.parametrize(
    ("state", "outcome"), [("S0", "failure"), ("REJ", "failure"), ("S1", "success"), ("RSTO", "success")]
)
def test_whether_anybody_answered(state: str, outcome: str) -> None:
    assert made("conn", conn_state=state).outcome == outcome


def test_a_question_with_its_answer() -> None:
    event = made(
        "dns",
        proto="udp",
        query="Evil.Example",
        qtype_name="TXT",
        rcode_name="NOERROR",
        answers=["TXT 3 abc"],
        rtt=0.25,
    )
    assert (event.action, event.domain, event.query_type, event.response) == (
        "dns",
        "evil.example",
        "TXT",
        "NOERROR",
    )
    assert (event.answers, event.duration, event.protocol) == (("TXT 3 abc",), 250_000, "dns")
    assert event.logsource.category == "dns"


def test_a_request_with_what_came_back() -> None:
    event = made(
        "http",
        method="GET",
        host="Www.Example.com:8080",
        uri="/a?b=c",
        status_code=404,
        user_agent="curl/8",
        referrer="r",
        response_body_len=12,
        request_body_len=3,
        username="alice",
    )
    assert (event.action, event.method, event.url, event.domain) == (
        "http",
        "GET",
        "/a?b=c",
        "www.example.com",
    )
    assert (event.status, event.bytes_in, event.bytes_out, event.user) == (404, 12, 3, "alice")
    assert event.fields["cs-uri-query"] == ["b=c", "/a?b=c"]
    assert event.logsource.category == ""


def test_a_handshake_names_the_server() -> None:
    event = made("ssl", server_name="evil.example", ja3="a" * 32, established=True)
    assert (event.action, event.domain, event.ja3, event.outcome) == (
        "tls",
        "evil.example",
        "a" * 32,
        "success",
    )
    assert made("quic", server_name="evil.example").domain == "evil.example"


def test_an_address_given_and_a_file_carried() -> None:
    event = made("dhcp", assigned_addr="10.0.0.77", host_name="Laptop.example")
    assert (event.action, event.source_ip, event.target_host) == ("dhcp", "10.0.0.77", "laptop")
    record = {
        "_path": "files",
        "ts": 1.5,
        "fuid": "F1",
        "tx_hosts": ["203.0.113.9"],
        "rx_hosts": ["10.0.0.9"],
        "source": "HTTP",
        "sha1": "b" * 40,
        "filename": "x.exe",
    }
    event = one(json.dumps(record) + "\n", "x.json")
    assert (event.source_ip, event.destination_ip, event.hash, event.file) == (
        "203.0.113.9",
        "10.0.0.9",
        "b" * 40,
        "x.exe",
    )
    assert made("smtp", mailfrom="Eve@example.com", subject="hello").user == "eve"
    assert made("x509", **{"certificate.subject": "CN=a"}).message == "CN=a"


@pytest.mark.parametrize(
    "wrong",
    [{"duration": "x"}, {"orig_bytes": -1}, {"id.orig_p": 70000}, {"id.orig_h": {"a": 1}}, {"ts": "x"}],
)
def test_a_value_that_cannot_be_is_left_out(wrong: dict[str, object]) -> None:
    event = made("conn", proto="tcp", **wrong)
    assert None in (event.duration, event.bytes_out, event.source_port, event.source_ip, event.time)
