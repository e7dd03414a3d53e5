from __future__ import annotations

from collections.abc import Iterator

import dns.rcode
import pytest

from tests.sinks import NameServer
from vedette.access.scope.nameservers import Server, Several
from vedette.access.scope.ports import Found, Texts
from vedette.core.errors import BadInput, Unavailable


@pytest.fixture
def servers() -> Iterator[list[NameServer]]:
    with NameServer() as one, NameServer() as two, NameServer() as three, NameServer() as four:
        yield [one, two, three, four]


def several(servers: list[NameServer]) -> Several:
    """Wait long for those that answer, and briefly where one never will."""
    seconds = 1 if any(one.silent for one in servers) else 20
    return Several([Server(address=one.address, port=one.port) for one in servers], seconds=seconds)


def tell(servers: list[NameServer], name: str, kind: str, values: list[str]) -> None:
    for server in servers:
        server.records[name, kind] = values


def test_what_all_say_is_believed(servers: list[NameServer]) -> None:
    tell(servers, "a.test", "TXT", ['"one" "two"', '"three"'])
    tell(servers, "b.test", "CNAME", ["C.test."])
    tell(servers, "c.test", "A", ["192.0.2.2", "192.0.2.1"])
    tell(servers, "c.test", "AAAA", ["2001:db8::1"])
    resolver = several(servers)
    assert resolver.txt("a.test") == Texts(values=("onetwo", "three"))
    assert resolver.addresses("b.test") == Found(
        addresses=("192.0.2.1", "192.0.2.2", "2001:db8::1"), aliases=("c.test",)
    )


def test_a_name_nobody_knows_has_nothing(servers: list[NameServer]) -> None:
    assert several(servers).txt("a.test") == Texts()
    assert several(servers).addresses("a.test") == Found()


def test_a_dangling_alias_is_told(servers: list[NameServer]) -> None:
    tell(servers, "a.test", "CNAME", ["gone.test."])
    assert several(servers).addresses("a.test") == Found(aliases=("gone.test",))


def test_dnssec_counts_when_every_server_validated(servers: list[NameServer]) -> None:
    tell(servers, "a.test", "A", ["192.0.2.1"])
    for server in servers[:3]:
        server.dnssec = True
    assert not several(servers).addresses("a.test").dnssec
    assert several(servers[:3]).addresses("a.test").dnssec


def test_one_that_differs_is_enough_to_believe_none(servers: list[NameServer]) -> None:
    tell(servers, "a.test", "TXT", ["x"])
    tell(servers[3:], "a.test", "TXT", ["y"])
    with pytest.raises(Unavailable, match="differ"):
        several(servers).txt("a.test")


def test_three_have_to_answer(servers: list[NameServer]) -> None:
    tell(servers, "a.test", "TXT", ["x"])
    servers[0].silent = True
    assert several(servers).txt("a.test") == Texts(values=("x",))
    servers[1].rcode = dns.rcode.SERVFAIL
    with pytest.raises(Unavailable, match="2 of 4"):
        several(servers).txt("a.test")


def test_aliases_in_a_circle_are_no_answer(servers: list[NameServer]) -> None:
    tell(servers, "a.test", "CNAME", ["b.test."])
    tell(servers, "b.test", "CNAME", ["a.test."])
    with pytest.raises(Unavailable):
        several(servers).addresses("a.test")


def test_more_records_than_anybody_needs_are_no_answer(servers: list[NameServer]) -> None:
    tell(servers, "a.test", "A", [f"192.0.2.{n}" for n in range(65)])
    with pytest.raises(Unavailable):
        several(servers).addresses("a.test")


def test_a_long_answer_is_fetched_over_tcp(servers: list[NameServer]) -> None:
    tell(servers, "a.test", "TXT", [f'"{n:0200d}"' for n in range(20)])
    for server in servers:
        server.truncates = True
    assert len(several(servers).txt("a.test").values) == 20


def test_fewer_than_three_different_servers_are_not_asked() -> None:
    one, two = Server(address="192.0.2.1"), Server(address="192.0.2.2")
    for few in ((one, two), (one, two, two)):
        with pytest.raises(BadInput):
            Several(few)
