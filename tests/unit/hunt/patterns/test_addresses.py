import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.patterns.addresses import INSIDE, NOWHERE, OUTSIDE, neighbourhood, side


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("10.1.2.3", INSIDE),
        ("172.31.0.1", INSIDE),
        ("172.32.0.1", OUTSIDE),
        ("192.168.9.9", INSIDE),
        ("100.64.0.1", INSIDE),
        ("169.254.1.1", INSIDE),
        ("203.0.113.7", OUTSIDE),
        ("8.8.8.255", OUTSIDE),
        ("192.168.1.255", NOWHERE),
        ("224.0.0.251", NOWHERE),
        ("255.255.255.255", NOWHERE),
        ("127.0.0.1", NOWHERE),
        ("0.0.0.0", NOWHERE),  # noqa: S104  nobody listens
        ("fd00::1", INSIDE),
        ("fe80::1", INSIDE),
        ("2001:4860:4860::8888", OUTSIDE),
        ("ff02::fb", NOWHERE),
        ("::1", NOWHERE),
        ("::ffff:10.0.0.1", INSIDE),
        ("no address", NOWHERE),
        ("1.2.3", NOWHERE),
        ("1.2.3.x", NOWHERE),
    ],
)
def test_on_which_side_an_address_lies(address: str, where: str) -> None:
    assert side(address) == where


@given(st.ip_addresses(v=4))
def test_private_networks_are_inside(address: ipaddress.IPv4Address) -> None:
    private = any(
        address in ipaddress.ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
    )
    assert not private or side(str(address)) != OUTSIDE


@given(st.text(max_size=50))
def test_any_text_lies_somewhere(text: str) -> None:
    assert side(text) in {INSIDE, OUTSIDE, NOWHERE}


def test_neighbours_share_a_network() -> None:
    assert neighbourhood("203.0.113.7") == neighbourhood("203.0.113.99") != neighbourhood("203.0.114.7")
    assert neighbourhood("2001:db8:1::5") == neighbourhood("2001:db8:1:7::5")
