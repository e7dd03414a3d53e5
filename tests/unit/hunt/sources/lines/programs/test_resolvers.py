"""Names asked for and addresses given."""

import pytest

from tests.unit.hunt.sources.lines.programs.said import says


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("dnsmasq[9]", "query[A] Evil.Example from 10.0.0.9"),
        ("named[9]", "client @0x7f 10.0.0.9#5353 (evil.example): query: evil.example IN A +E(0)K (10.0.0.1)"),
        ("named[9]", "queries: info: client 10.0.0.9#5353: view x: query: evil.example IN A + (10.0.0.1)"),
        ("unbound", "[7:0] info: 10.0.0.9 evil.example. A IN"),
    ],
)
def test_a_question_says_who_asked_what(program: str, message: str) -> None:
    made = says(message, program)
    assert (made.action, made.domain, made.query_type, made.source_ip) == (
        "dns",
        "evil.example",
        "A",
        "10.0.0.9",
    )


def test_an_answer_is_kept_but_is_no_second_question() -> None:
    made = says("reply evil.example is 203.0.113.9", "dnsmasq[9]")
    assert (made.action, made.domain, made.answers, made.response) == (
        "other",
        "evil.example",
        ("203.0.113.9",),
        "NOERROR",
    )
    assert says("reply no.example is NXDOMAIN", "dnsmasq[9]").response == "NXDOMAIN"


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("dhcpd", "DHCPACK on 10.0.0.9 to 00:11:22:33:44:55 (Laptop) via eth0"),
        ("dnsmasq-dhcp[9]", "DHCPACK(eth0) 10.0.0.9 00:11:22:33:44:55 laptop"),
    ],
)
def test_an_address_given_says_to_whom(program: str, message: str) -> None:
    made = says(message, program)
    assert (made.action, made.source_ip, made.target_host) == ("dhcp", "10.0.0.9", "laptop")
    assert made.fields["mac"] == "00:11:22:33:44:55"
