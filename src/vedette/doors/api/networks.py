"""Where a request came from, truncated: a /24 or a /48, never an address. No header counts but a proxy's.

A proxy the operator named appends the address it saw to `X-Forwarded-For`; everything left of that can be
made up by whoever asks, and is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from vedette.core.errors import BadInput

Network: TypeAlias = IPv4Network | IPv6Network

_KEPT = {4: 24, 6: 48}
_LONGEST = 1000


class Networks:
    """Knows which proxies speak for others."""

    def __init__(self, proxies: Iterable[str] = ()) -> None:
        """Take the addresses or networks of proxies.

        Raises:
            BadInput: one is neither.

        """
        self._proxies = tuple(_proxy(one) for one in proxies)

    def of(self, peer: str, forwarded: str) -> str:
        """Return the network of whoever asks; empty where that is not known.

        `peer` is the address the connection comes from, `forwarded` what X-Forwarded-For says.
        """
        if not self._proxies or not self._speaks(peer):
            return truncated(peer)
        named = [one.strip() for one in forwarded[-_LONGEST:].split(",")]
        return truncated(next((one for one in reversed(named) if not self._speaks(one)), ""))

    def _speaks(self, text: str) -> bool:
        """Tell whether an address is one of the proxies."""
        try:
            address = ip_address(text)
        except ValueError:
            return False
        return any(address in one for one in self._proxies if one.version == address.version)


@lru_cache(4096)
def truncated(text: str) -> str:
    """Return the network an address lies in, a /24 or a /48; empty for what is no address."""
    try:
        address = ip_address(text.partition("%")[0].removeprefix("[").removesuffix("]"))
    except ValueError:
        return ""
    plain = getattr(address, "ipv4_mapped", None) or address
    return str(ip_network((plain, _KEPT[plain.version]), strict=False))


def _proxy(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise BadInput(
            f"{text[:100]!r} is no address of a proxy", hint="like 10.0.0.5 or 10.0.0.0/24"
        ) from error
