"""Where a request came from: truncated, and no header counts but a proxy's."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.errors import BadInput
from vedette.doors.api.networks import Networks, truncated


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("[2001:db8:1:2::3]", "2001:db8:1::/48"),
        ("", ""),
        ("unknown", ""),
        ("192.0.2.77:80", ""),
    ],
)
def test_an_address_is_truncated(address: str, network: str) -> None:
    assert truncated(address) == network


@given(st.ip_addresses())
def test_no_address_is_ever_given_away(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    network = ipaddress.ip_network(truncated(str(address)))
    assert network.prefixlen in {24, 48}
    assert str(network) == truncated(str(network.network_address))


@given(st.text(max_size=200))
def test_a_header_counts_for_nothing_where_no_proxy_was_named(said: str) -> None:
    assert Networks().of("192.0.2.77", said) == "192.0.2.0/24"
    assert Networks(["10.0.0.1"]).of("192.0.2.77", said) == "192.0.2.0/24"


@pytest.mark.parametrize(
    ("said", "network"),
    [
        ("198.51.100.9", "198.51.100.0/24"),
        ("203.0.113.1, 198.51.100.9", "198.51.100.0/24"),
        ("203.0.113.1, 198.51.100.9, 10.0.0.2", "198.51.100.0/24"),
        ("made up, 198.51.100.9", "198.51.100.0/24"),
        ("198.51.100.9, made up", ""),
        ("", ""),
        ("10.0.0.2", ""),
    ],
)
def test_of_a_proxy_s_header_the_last_that_is_no_proxy_counts(said: str, network: str) -> None:
    assert Networks(["10.0.0.0/24"]).of("10.0.0.1", said) == network


@given(st.text(max_size=3000))
def test_whatever_a_header_says_a_network_comes_out_or_nothing(said: str) -> None:
    found = Networks(["10.0.0.0/24", "fd00::/8"]).of("10.0.0.1", said)
    assert not found or ipaddress.ip_network(found).prefixlen in {24, 48}


def test_a_proxy_is_named_by_address() -> None:
    with pytest.raises(BadInput):
        Networks(["proxy.example"])
