"""Hosts, users, addresses and numbers as events name them, from whatever a record holds: text or not."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Any, Final

from vedette.hunt.sources import values

_KEPT: Final = 16_384
_LONGEST_ADDRESS: Final = 64
_FORWARDED_MAX: Final = 16
_PORT_MAX: Final = 65_535
_DIGITS_MAX: Final = 18
_NUMBERS_END: Final = 10**_DIGITS_MAX
_INSIDE: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
    )
)
_NOTHING: Final = frozenset({"", "-", "(none)", "(null)", "null", "none", "unknown", "n/a"})


@lru_cache(_KEPT)
def address_of(text: str | None) -> str | None:
    """Read an IP address, without brackets and zone."""
    return values.address(text) if text and len(text) <= _LONGEST_ADDRESS else None


@lru_cache(_KEPT)
def is_inside(address: str) -> bool:
    """Say whether an address is of a network of one's own, not of the internet."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in _INSIDE if network.version == found.version)


def endpoint_of(text: str | None) -> tuple[str | None, int | None]:
    """Read an address with a port, 192.0.2.1:443 or [2001:db8::1]:443, or one without."""
    if not text:
        return None, None
    plain = address_of(text)
    if plain is not None:
        return plain, None
    address, _, port = text.rpartition(":")
    return address_of(address), port_of(port)


@lru_cache(_KEPT)
def host_of(text: str | None) -> str | None:
    """Read a machine's name: lower case, without its domain; an address stays whole."""
    return values.machine(text) if text and text.lower() not in _NOTHING else None


@lru_cache(_KEPT)
def domain_of(text: str | None) -> str | None:
    """Read a name somebody asked for: lower case, without a port, no dot at the end."""
    if not text or text.lower() in _NOTHING:
        return None
    name, colon, port = text.rpartition(":")
    if not (colon and port.isdigit() and ":" not in name.strip("[]")):
        name = text
    return values.domain(name.strip("[]").lower())


@lru_cache(_KEPT)
def user_of(text: str | None) -> str | None:
    """Read an account's name: lower case, without its domain."""
    return values.account(text.strip()) if text and text.strip().lower() not in _NOTHING else None


def number_of(value: Any) -> int | None:  # noqa: ANN401  whatever a record holds
    """Read a count: a number, or digits in text."""
    if value is None:
        return None
    if type(value) is int:
        return value if 0 <= value < _NUMBERS_END else None
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) <= _DIGITS_MAX else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < _NUMBERS_END else None


def port_of(value: Any) -> int | None:  # noqa: ANN401
    """Read a port."""
    if value is None:
        return None
    port = value if type(value) is int and value >= 0 else number_of(value)
    return port if port is not None and port <= _PORT_MAX else None


def degrees_of(value: Any) -> float | None:  # noqa: ANN401
    """Read a latitude or longitude."""
    if value is None or isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if -180 <= found <= 180 else None  # noqa: PLR2004


def text_of(value: Any) -> str | None:  # noqa: ANN401
    """Take what is text and says something."""
    return value if isinstance(value, str) and value else None


def forwarded(peer: str | None, addresses: str) -> str | None:
    """Tell who asked, where a proxy of ours says on whose behalf.

    The last public address is the one our own proxy saw; anything before it may be made up. Only a peer
    inside our network is believed at all.
    """
    if peer is not None and not is_inside(peer):
        return peer
    for one in reversed(addresses.split(",")[-_FORWARDED_MAX:]):
        found = address_of(one.strip())
        if found is not None and not is_inside(found):
            return found
    return peer
