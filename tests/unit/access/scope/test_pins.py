"""Nothing leaves for where no proof is: counted at sinks, whatever names lead to."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle

import pytest

from tests.sinks import NameServer, Sink
from tests.unit.access.scope.labs import NOW, asset, exclusion, scope
from tests.unit.access.scope.spellings import ADDRESSES, FOREIGN, FOREIGN_ADDRESS, OWN, OWN_ADDRESS, REDIRECTS
from vedette.access.scope.cover import Scope, State
from vedette.access.scope.nameservers import Server, Several
from vedette.access.scope.nouns import ProofKind
from vedette.access.scope.pins import Pinned, resolve_and_check
from vedette.access.scope.ports import Found, Resolver, Texts, Zone
from vedette.access.scope.targets import Place, Target, TargetKind, parse, place, redirected
from vedette.core.errors import BadInput, VedetteError

LAB = scope(
    asset(OWN_ADDRESS, kind=ProofKind.OPERATOR),
    asset("own.test", kind=ProofKind.OPERATOR),
    loopback_allowed=True,
)


class Everywhere:
    """A resolver that leads every name but ours to the foreign address."""

    def txt(self, name: str) -> Texts:
        raise AssertionError(name)

    def addresses(self, name: str) -> Found:
        return Found(addresses=(OWN_ADDRESS if name == "own.test" else FOREIGN_ADDRESS,))


def knock(address: str, port: int) -> None:
    """Send to an address over TCP and UDP; never off this machine."""
    assert ipaddress.ip_address(address).is_loopback
    with socket.create_connection((address, port), 5) as stream:
        stream.recv(1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.settimeout(5)
        datagrams.sendto(b"?", (address, port))
        datagrams.recv(1)


def reach(where: Place | str, port: int, resolver: Resolver, known: Scope = LAB) -> State:
    """Send to what a text names, the one way there is: through `resolve_and_check`."""
    target = place(where).target if isinstance(where, str) else where.target
    pinned = resolve_and_check(known, target, resolver, NOW)
    if not isinstance(pinned, Pinned):
        return pinned.state
    for address in pinned.addresses:
        knock(address, port)
    return State.PROVED


@pytest.fixture
def sinks() -> Iterator[tuple[Sink, Sink]]:
    """Ours and the foreign one, on one port."""
    with Sink(OWN_ADDRESS) as own, Sink(FOREIGN_ADDRESS, own.port) as foreign:
        yield own, foreign


@pytest.fixture
def servers() -> Iterator[list[NameServer]]:
    with NameServer() as one, NameServer() as two, NameServer() as three:
        yield [one, two, three]


def several(servers: list[NameServer]) -> Several:
    return Several([Server(address=one.address, port=one.port) for one in servers], seconds=1)


def tell(servers: list[NameServer], **records: list[str]) -> None:
    """Let all servers know records, written `A_own_test=[…]`."""
    for server in servers:
        for key, values in records.items():
            kind, _, name = key.partition("_")
            server.records[name.replace("_", "."), kind] = values


def test_no_spelling_of_a_foreign_host_is_reached(sinks: tuple[Sink, Sink]) -> None:
    own, foreign = sinks
    assert len(set(FOREIGN)) >= 300
    for text in FOREIGN:
        with suppress(BadInput):
            assert reach(text, own.port, Everywhere()) is not State.PROVED, text
    assert (own.count, foreign.count) == (0, 0)


def test_every_spelling_of_our_own_is_reached(sinks: tuple[Sink, Sink]) -> None:
    own, foreign = sinks
    for text in OWN:
        assert reach(text, own.port, Everywhere()) is State.PROVED, text
    assert (own.count, foreign.count) == (2 * len(OWN), 0)


def test_without_the_check_many_spellings_reach_the_foreign_sink(sinks: tuple[Sink, Sink]) -> None:
    """So that a count of nothing means something."""
    _, foreign = sinks
    for text in ADDRESSES:
        with suppress(OSError, UnicodeError):
            packed = socket.inet_aton(text)
            if packed == socket.inet_aton(FOREIGN_ADDRESS):
                knock(socket.inet_ntoa(packed), foreign.port)
    assert foreign.count >= 20


def test_no_redirect_leads_outside(sinks: tuple[Sink, Sink]) -> None:
    own, foreign = sinks
    start = place("http://own.test/")
    for location in REDIRECTS:
        with suppress(BadInput):
            assert reach(redirected(start, location), own.port, Everywhere()) is not State.PROVED, location
    assert (own.count, foreign.count) == (0, 0)
    assert reach(redirected(start, "/elsewhere"), own.port, Everywhere()) is State.PROVED
    assert (own.count, foreign.count) == (2, 0)


def test_a_name_that_changes_its_address_between_looks_leads_nowhere_else(
    sinks: tuple[Sink, Sink], servers: list[NameServer]
) -> None:
    own, foreign = sinks
    for server in servers:
        turns = cycle([[OWN_ADDRESS], [FOREIGN_ADDRESS]])
        server.records["own.test", "A"] = lambda turns=turns: next(turns)  # type: ignore[misc]  # bound here
    reached = [reach("own.test", own.port, several(servers)) for _ in range(6)]
    assert set(reached) == {State.PROVED, State.MISSING}
    assert (own.count, foreign.count) == (6, 0)


def test_a_resolver_that_lies_alone_is_not_believed(
    sinks: tuple[Sink, Sink], servers: list[NameServer]
) -> None:
    own, foreign = sinks
    tell(servers, A_own_test=[FOREIGN_ADDRESS])
    tell(servers[:1], A_own_test=[OWN_ADDRESS])
    with pytest.raises(VedetteError, match="differ"):
        reach("own.test", own.port, several(servers))
    assert (own.count, foreign.count) == (0, 0)


@pytest.mark.parametrize(
    "records",
    [
        {"CNAME_own_test": ["foreign.test."], "A_foreign_test": [OWN_ADDRESS]},
        {"CNAME_own_test": ["foreign.test."], "A_foreign_test": [FOREIGN_ADDRESS]},
        {"CNAME_own_test": ["gone.foreign.test."]},
        {"CNAME_own_test": ["own.test."], "A_own_test": [OWN_ADDRESS]},
        {"A_own_test": [OWN_ADDRESS, FOREIGN_ADDRESS]},
        {"A_own_test": [OWN_ADDRESS], "AAAA_own_test": ["::1"]},
        {"A_own_test": [OWN_ADDRESS], "AAAA_own_test": ["64:ff9b::7f00:1"]},
        {"AAAA_own_test": ["::ffff:127.0.0.2"]},
        {"A_own_test": ["169.254.169.254"]},
        {"A_own_test": ["0.0.0.0"]},  # noqa: S104  what some systems hold to be themselves
        {},
    ],
)
def test_every_alias_and_every_address_has_to_be_in_scope(
    records: dict[str, list[str]], sinks: tuple[Sink, Sink], servers: list[NameServer]
) -> None:
    own, foreign = sinks
    tell(servers, **records)
    with suppress(VedetteError):
        assert reach("own.test", own.port, several(servers)) is not State.PROVED
    assert (own.count, foreign.count) == (0, 0)


def test_aliases_in_scope_are_followed(sinks: tuple[Sink, Sink], servers: list[NameServer]) -> None:
    own, foreign = sinks
    tell(servers, CNAME_www_own_test=["web.own.test."], A_web_own_test=[OWN_ADDRESS])
    known = scope(
        asset("*.own.test", kind=ProofKind.OPERATOR),
        asset(OWN_ADDRESS, kind=ProofKind.OPERATOR),
        loopback_allowed=True,
    )
    assert reach("www.own.test", own.port, several(servers), known) is State.PROVED
    assert (
        reach("www.own.test", own.port, several(servers), known_without("web.own.test", known))
        is State.EXCLUDED
    )
    assert (own.count, foreign.count) == (2, 0)


def known_without(name: str, known: Scope) -> Scope:
    return scope(*known.assets, exclusion(name), loopback_allowed=True)


def test_what_is_pinned_names_all_that_decided_and_ends_soon() -> None:
    known = scope(asset("example.org", criticality=2), asset("8.8.8.0/24", criticality=4))
    zone = Zone({"example.org": Found(addresses=("8.8.8.8", "8.8.8.9", "8.8.8.8"))})
    assert resolve_and_check(known, parse("example.org"), zone, NOW) == Pinned(
        target=parse("example.org"),
        addresses=("8.8.8.8", "8.8.8.9"),
        decided=("acme:8.8.8.0/24", "acme:example.org"),
        criticality=4,
        until=NOW + 60,
    )


@pytest.mark.parametrize("found", [Found(addresses=("x.test",)), Found(addresses=("8.8.8.8\n",))])
def test_a_name_server_that_answers_nonsense_leads_nowhere(found: Found) -> None:
    answer = resolve_and_check(
        scope(asset("example.org")), parse("example.org"), Zone({"example.org": found}), NOW
    )
    assert not isinstance(answer, Pinned)
    assert answer.state is State.MISSING


def test_too_many_addresses_are_none() -> None:
    zone = Zone({"example.org": Found(addresses=("8.8.8.8",) * 65)})
    answer = resolve_and_check(
        scope(asset("*.example.org"), asset("8.8.8.8")), parse("example.org"), zone, NOW
    )
    assert not isinstance(answer, Pinned)


@pytest.mark.parametrize("text", ["8.8.8.0/24", "*.example.org", "repo:example.org/a"])
def test_only_a_single_host_can_be_connected_to(text: str) -> None:
    with pytest.raises(BadInput):
        resolve_and_check(scope(asset(text)), parse(text), Zone(), NOW)


def test_a_target_made_by_hand_is_no_way_around() -> None:
    for value in ("127.2", "127.1", "OWN.test", "own.test@foreign.test", OWN_ADDRESS):
        made = Target(kind=TargetKind.HOST, value=value)
        with pytest.raises(BadInput):
            resolve_and_check(LAB, made, Everywhere(), NOW)
