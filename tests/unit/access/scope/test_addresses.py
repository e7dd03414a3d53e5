from ipaddress import ip_address, ip_network

import pytest

from vedette.access.scope.addresses import (
    as_network,
    never,
    read_address,
    read_range,
    special,
    wholly_special,
)
from vedette.core.errors import BadInput


@pytest.mark.parametrize(
    "text", ["1.2.3.4", "0x01020304", "1.2.772", "1.131844", "16909060", "::ffff:102:304"]
)
def test_an_address_is_read_in_every_form_all_programs_agree_on(text: str) -> None:
    assert read_address(text) == ip_address("1.2.3.4")


@pytest.mark.parametrize("text", ["example.org", "1.2.3.4.example.org", "0xg.org", "a1"])
def test_a_name_is_no_address(text: str) -> None:
    assert read_address(text) is None


@pytest.mark.parametrize("text", ["1.2.3.0/24", "::ffff:1.2.3.0/120"])
def test_a_range_is_read(text: str) -> None:
    assert read_range(text) == ip_network("1.2.3.0/24")


@pytest.mark.parametrize(
    "text", ["2000::/3", "2002::/16", "::/64", "64:ff9b::/97", "::fffe:0:0/95", "2001::/32"]
)
def test_a_range_that_hides_ipv4_hosts_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_range(text)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "10.0.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.31.255.255",
            "192.168.0.0/30",
            "100.64.0.1",
            "::1",
        ),
        *("fe80::1", "fd00:ec2::254", "2001:db8::1", "192.0.2.1", "198.18.0.1", "168.63.129.16", "3fff::1"),
        *("0.0.0.0/0", "168.0.0.0/6", "fc00::/7", "4000::1"),
    ],
)
def test_addresses_not_everybody_reaches_are_special(value: str) -> None:
    assert special(as_network(value))


@pytest.mark.parametrize("value", ["8.8.8.8", "11.0.0.0/8", "172.32.0.1", "2606:2800:220:1::1", "2a00::/19"])
def test_addresses_everybody_reaches_are_not(value: str) -> None:
    assert not special(as_network(value))
    assert not wholly_special(as_network(value))


def test_whatever_the_standard_library_holds_private_is_special() -> None:
    for number in range(0, 1 << 32, 65_521):
        address = ip_address(number)
        if not address.is_global:
            assert special(as_network(str(address))) or never(as_network(str(address))), address


def test_a_range_partly_special_is_special_not_wholly() -> None:
    assert special(as_network("8.0.0.0/6"))
    assert not wholly_special(as_network("8.0.0.0/6"))
    assert wholly_special(as_network("10.1.0.0/16"))


@pytest.mark.parametrize("value", ["0.0.0.1", "224.0.0.1", "255.255.255.255", "ff02::1", "::"])
def test_some_addresses_name_no_host(value: str) -> None:
    assert never(as_network(value))
