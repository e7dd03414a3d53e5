"""Where an address lies: inside the network, outside it, or nowhere a conversation leads."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address, IPv6Network
from typing import Final

from vedette.core.attacks import Entity, EntityKind

INSIDE: Final = "inside"
OUTSIDE: Final = "outside"
NOWHERE: Final = "nowhere"
"""Multicast, broadcast, loopback, none at all."""

_INSIDE6: Final = tuple(IPv6Network(net) for net in ("fc00::/7", "fe80::/10"))
_BYTE: Final = 255
_MULTICAST: Final = 224
_BYTES: Final = 4


@lru_cache(maxsize=65_536)
def side(address: str) -> str:
    """Say on which side an address lies. Documentation networks count as outside, like any other."""
    parts = address.split(".")
    if len(parts) == _BYTES and all(part.isdecimal() and len(part) <= _BYTES for part in parts):
        first, second, _, last = map(int, parts)
        return _side4(first, second, last)
    return _side6(address)


def _side4(first: int, second: int, last: int) -> str:
    if first in {0, 127} or first >= _MULTICAST:
        return NOWHERE
    inside = (
        first == 10  # noqa: PLR2004
        or (first == 192 and second == 168)  # noqa: PLR2004
        or (first == 172 and second & 0xF0 == 16)  # noqa: PLR2004
        or (first == 100 and second & 0xC0 == 64)  # noqa: PLR2004
        or (first == 169 and second == 254)  # noqa: PLR2004
    )
    if inside and last == _BYTE:
        return NOWHERE
    return INSIDE if inside else OUTSIDE


def _side6(address: str) -> str:
    try:
        parsed = IPv6Address(address)
    except AddressValueError:
        return NOWHERE
    if parsed.ipv4_mapped is not None:
        return side(str(parsed.ipv4_mapped))
    if parsed.is_multicast or parsed.is_loopback or parsed.is_unspecified:
        return NOWHERE
    return INSIDE if any(parsed in net for net in _INSIDE6) else OUTSIDE


def who(source: str) -> Entity:
    """Name who asked: an address, or a host where the record knows no address."""
    return Entity(EntityKind.HOST if side(source) == NOWHERE else EntityKind.ADDRESS, source)


@lru_cache(maxsize=65_536)
def neighbourhood(address: str) -> str:
    """Return the /24 or /48 an address lies in: services move within theirs."""
    if ":" in address:
        return ":".join(address.split(":")[:3])
    return address.rpartition(".")[0]
