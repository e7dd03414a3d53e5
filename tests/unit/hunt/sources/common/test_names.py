"""Hosts, users, addresses and numbers, from whatever a record holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.sources.common import names

ANYTHING = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers(), max_size=2)
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:DB8::1", "2001:db8::1"),
        ("[fe80::1%eth0]", "fe80::1"),
        ("203.0.113.900", None),
        ("web1", None),
        ("", None),
        (None, None),
        ("1" * 5000, None),
    ],
)
def test_an_address_is_one_or_none(text: str | None, wanted: str | None) -> None:
    assert names.address_of(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("203.0.113.9:443", ("203.0.113.9", 443)),
        ("[2001:db8::1]:443", ("2001:db8::1", 443)),
        ("2001:db8::1", ("2001:db8::1", None)),
        ("203.0.113.9", ("203.0.113.9", None)),
        ("x:1", (None, 1)),
        (None, (None, None)),
    ],
)
def test_an_end_is_an_address_with_or_without_a_port(
    text: str | None, wanted: tuple[str | None, int | None]
) -> None:
    assert names.endpoint_of(text) == wanted


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("10.1.2.3", True),
        ("172.31.0.1", True),
        ("192.168.1.1", True),
        ("127.0.0.1", True),
        ("fe80::1", True),
        ("172.32.0.1", False),
        ("203.0.113.9", False),
        ("2001:db8::1", False),
        ("nonsense", False),
    ],
)
def test_a_network_of_ones_own_is_told_from_the_internet(address: str, inside: bool) -> None:  # noqa: FBT001
    assert names.is_inside(address) is inside


@pytest.mark.parametrize(
    ("text", "host", "domain"),
    [
        ("Web1.Example.com", "web1", "web1.example.com"),
        ("www.example.com.:8080", None, "www.example.com"),
        ("10.0.0.5", "10.0.0.5", "10.0.0.5"),
        ("-", None, None),
        ("", None, None),
    ],
)
def test_a_machine_has_no_domain_and_a_domain_no_port(
    text: str, host: str | None, domain: str | None
) -> None:
    if host is not None or domain is None:
        assert names.host_of(text) == host
    assert names.domain_of(text) == domain


@pytest.mark.parametrize("text", ["CORP\\Alice", "alice@example.com", " ALICE ", "alice"])
def test_an_account_is_called_the_same_wherever_it_is_seen(text: str) -> None:
    assert names.user_of(text) == "alice"


@pytest.mark.parametrize("text", [None, "", "-", "N/A", "(null)", "unknown"])
def test_nobody_is_nobody(text: str | None) -> None:
    assert names.user_of(text) is None


@given(ANYTHING)
def test_numbers_are_counts_or_nothing(value: object) -> None:
    number = names.number_of(value)
    assert number is None or 0 <= number < 1 << 63
    port = names.port_of(value)
    assert port is None or 0 <= port < 65_536
    degrees = names.degrees_of(value)
    assert degrees is None or -180 <= degrees <= 180
    assert names.text_of(value) is None or names.text_of(value) == value


@pytest.mark.parametrize(
    ("peer", "addresses", "wanted"),
    [
        ("10.0.0.7", "198.51.100.3, 203.0.113.8", "203.0.113.8"),
        ("10.0.0.7", "198.51.100.3, 10.0.0.8", "198.51.100.3"),
        ("10.0.0.7", "nonsense", "10.0.0.7"),
        ("203.0.113.9", "198.51.100.3", "203.0.113.9"),
        (None, "198.51.100.3", "198.51.100.3"),
    ],
)
def test_only_a_proxy_of_ours_says_on_whose_behalf(peer: str | None, addresses: str, wanted: str) -> None:
    assert names.forwarded(peer, addresses) == wanted
