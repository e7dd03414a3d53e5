"""Questions as BIND and dnsmasq write them down themselves."""

import time

import pytest

from tests.unit.hunt.sources.made import one, read, source
from vedette.hunt.source import Skips
from vedette.hunt.sources.formats import recognise

QUERY = (
    "client @0x7f1a2c0 10.0.0.5#53211 (www.example.org): query: www.example.org IN TXT +E(0)K (10.0.0.1)\n"
)
DAY = "01-Mar-2026 08:00:01.123 "
AT = 1_772_352_001_123_000


@pytest.mark.parametrize(
    ("front", "at"),
    [
        (DAY + "queries: info: ", AT),
        (DAY + "queries: ", AT),
        (DAY + "info: ", AT),
        (DAY, AT),
        ("2026-03-01T08:00:01.123Z queries: info: ", AT),
        ("2026-03-01T10:00:01.123+02:00 ", AT),
        ("queries: info: ", None),
        ("", None),
    ],
)
def test_a_question_to_bind_says_who_asked_for_what(front: str, at: int | None) -> None:
    made = one(front + QUERY, "queries.log")
    assert (made.action, made.protocol, made.time) == ("dns", "dns", at)
    assert (made.source_ip, made.source_port) == ("10.0.0.5", 53211)
    assert (made.domain, made.query_type) == ("www.example.org", "TXT")
    assert (made.logsource.category, made.logsource.service) == ("dns", "named")
    assert (made.fields["query"], made.fields["record_type"]) == ("www.example.org", "TXT")


@pytest.mark.parametrize(
    ("client", "address"),
    [
        ("client 10.0.0.5#53211: ", "10.0.0.5"),
        ("client @0x1 2001:db8::5#53211 (a.example): view inside: ", "2001:db8::5"),
    ],
)
def test_views_and_older_versions(client: str, address: str) -> None:
    made = one(f"{DAY}queries: info: {client}query: a.example IN A -\n")
    assert (made.source_ip, made.domain) == (address, "a.example")


def test_what_else_stands_there_is_kept_as_it_is() -> None:
    text = f"{DAY}queries: info: {QUERY}{DAY}general: info: zone example.org/IN: loaded serial 3\nnothing\n"
    (asked, told), whys = read(text)
    assert asked.action == "dns"
    assert (told.action, told.fields["category"], told.message) == (
        "other",
        "general",
        "zone example.org/IN: loaded serial 3",
    )
    assert len(whys) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026-03-01 08:00:01,123 INFO [main] org.example.Main: client query: a b c\n", "application"),
        ("Mar  1 08:00:01 ns1 named[7]: " + QUERY, "syslog"),
        ("Mar  1 08:00:01 ns1 dnsmasq[7]: query[A] a.example from 10.0.0.5\n", "syslog"),
    ],
)
def test_what_is_nearly_one_is_another(text: str, name: str) -> None:
    found = recognise(source(text * 3, "x.log"), None, Skips())
    assert found is not None
    assert found.name == name


def test_dnsmasq_names_who_asked() -> None:
    front = "Mar  1 08:00:01 dnsmasq[12]: "
    text = (
        f"{front}query[AAAA] a.example from 10.0.0.5\n{front}forwarded a.example to 192.0.2.53\n"
        f"{front}reply a.example is NXDOMAIN\n{front}17 10.0.0.6/40111 query[A] b.example from 10.0.0.6\n"
        f"{front}17 10.0.0.6/40111 cached b.example is 192.0.2.1\n"
        "Mar  1 08:00:02 dnsmasq-dhcp[12]: DHCPACK(eth0) 10.0.0.5 aa:bb:cc:dd:ee:ff laptop\n"
    )
    events, whys = read(text, "dnsmasq.log")
    assert whys == []
    assert [one.action for one in events] == ["dns", "other", "other", "dns", "other", "dhcp"]
    assert [one.source_ip for one in events] == [
        "10.0.0.5", None, None, "10.0.0.6", "10.0.0.6", "10.0.0.5",
    ]  # fmt: skip
    asked, _, answered, _, cached, lease = events
    assert (asked.domain, asked.query_type, asked.fields["query"]) == ("a.example", "AAAA", "a.example")
    assert (answered.domain, answered.response) == ("a.example", "NXDOMAIN")
    assert cached.answers == ("192.0.2.1",)
    assert lease.target_host == "laptop"
    assert (asked.logsource.category, asked.logsource.service, asked.host) == ("dns", "dnsmasq", None)
    assert asked.time is not None


def test_a_line_made_to_take_long_does_not() -> None:
    hostile = DAY + QUERY + (DAY + "client 10.0.0.5#1" + ": query: a" * 6_000 + "\n") * 50
    began = time.process_time()
    read(hostile)
    assert time.process_time() - began < 3
