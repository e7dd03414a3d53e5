"""What Palo Alto's firewalls say."""

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

FRONT = "1,2020/03/01 08:00:09,0123,{},{},2049,2020/03/01 08:00:09,"
ENDS = (
    "203.0.113.9,10.0.0.5,0.0.0.0,0.0.0.0,rule1,corp\\alice,,ssh,vsys1,untrust,trust,e1,e2,fwd,,7,1,"
    "4444,22,0,0,0x0,tcp,"
)


def said(text: str) -> Event:
    return one(f"Mar  1 08:00:10 fw1 {text}\n", "messages")


def test_traffic_is_a_connection_from_its_beginning() -> None:
    made = said(
        FRONT.format("TRAFFIC", "end") + ENDS + 'allow,5000,1000,4000,10,2020/03/01 08:00:01,8,"a, b",0'
    )
    assert (made.action, made.outcome, made.transport, made.user) == ("connection", "success", "tcp", "alice")
    assert (made.source_ip, made.source_port, made.destination_port) == ("203.0.113.9", 4444, 22)
    assert (made.bytes_out, made.bytes_in, made.packets, made.duration) == (1000, 4000, 10, 8_000_000)
    assert made.time == 1_583_049_601_000_000
    assert (made.fields["category"], made.logsource.category) == ("a, b", "firewall")


@pytest.mark.parametrize(
    ("subtype", "action", "domain", "file"),
    [("url", "http", "evil.example", None), ("virus", "alert", None, "evil.example/x.exe")],
)
def test_a_threat_is_an_alarm_and_a_page_a_request(
    subtype: str, action: str, domain: str | None, file: str | None
) -> None:
    made = said(
        FRONT.format("THREAT", subtype) + ENDS + "reset-both,evil.example/x.exe,Bad(1),malware,high,x"
    )
    assert (made.action, made.outcome, made.domain, made.file) == (action, "failure", domain, file)


@pytest.mark.parametrize(("status", "outcome"), [("success", "success"), ("failure", "failure")])
def test_a_login_from_outside(status: str, outcome: str) -> None:
    text = (
        FRONT.format("GLOBALPROTECT", "0") + "vsys1,portal-auth,login,LDAP,,Alice,DE,pc1,203.0.113.9,0.0.0.0"
    )
    made = said(f"{text},,,,,,,,,,{status},,")
    assert (made.action, made.outcome, made.user, made.source_ip) == (
        "login",
        outcome,
        "alice",
        "203.0.113.9",
    )


def test_other_kinds_and_half_a_line_are_events_too() -> None:
    assert said(FRONT.format("SYSTEM", "general") + "x").action == "other"
    assert said(FRONT.format("TRAFFIC", "end") + '203.0.113.9,"').action == "connection"
