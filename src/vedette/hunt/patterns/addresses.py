"""Where an address lies: inside the network, outside it, or nowhere a conversation leads."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

INSIDE: Final = "inside"
OUTSIDE: Final = "outside"
NOWHERE: Final = "nowhere"
"""Multicast, broadcast, loopback, none at all."""

_INSIDE4: Final = tuple(
    IPv4Network(net)
    for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
)
_INSIDE6: Final = tuple(IPv6Network(net) for net in ("fc00::/7", "fe80::/10"))


@lru_cache(maxsize=65_536)
def side(address: str) -> str:
    """Say on which side an address lies. Documentation networks count as outside, like any other."""
    try:
        parsed = ip_address(address)
    except (ValueError, AddressValueError):
        return NOWHERE
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if parsed.is_multicast or parsed.is_loopback or parsed.is_unspecified:
        return NOWHERE
    if isinstance(parsed, IPv4Address):
        if parsed.packed[0] in {0, 255} or (parsed.packed[3] == _BROADCAST and _private(parsed)):
            return NOWHERE
        return INSIDE if _private(parsed) else OUTSIDE
    return INSIDE if any(parsed in net for net in _INSIDE6) else OUTSIDE


_BROADCAST: Final = 255


def _private(address: IPv4Address) -> bool:
    return any(address in net for net in _INSIDE4)


@lru_cache(maxsize=65_536)
def neighbourhood(address: str) -> str:
    """Return the /24 or /48 an address lies in: services move within theirs."""
    if ":" in address:
        return ":".join(address.split(":")[:3])
    return address.rpartition(".")[0]
