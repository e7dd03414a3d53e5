"""Who asks for something over HTTP, and whom: users, proxies and hosts, from what headers say."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from vedette.hunt.network.dialogue import text

_PRIVATE: Final = re.compile(r"(?:10|127|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))\.|::1$|fe80:|f[cd]")
_HOPS_MAX: Final = 16
_ADDRESS_MAX: Final = 64
_SIX: Final = 6


def is_ours(address: str) -> bool:
    """Whether an address is one of private networks."""
    return _PRIVATE.match(address) is not None


def asker(client: str, chain: str) -> str | None:
    """Tell who asked, where a proxy of ours says on whose behalf.

    The last public address is the one it saw itself; what stands before it may be made up.
    """
    if not is_ours(client):
        return None
    for one in reversed(chain.split(",")[-_HOPS_MAX:]):
        try:
            address = ipaddress.ip_address(one.strip()[:_ADDRESS_MAX])
        except ValueError:
            continue
        found = str((address.ipv4_mapped or address) if address.version == _SIX else address)
        if not is_ours(found):
            return found
    return None


def domain_of(host: str | None) -> str | None:
    """Take the port away."""
    if host is None:
        return None
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower().rstrip(".") or None


def basic_user(headers: dict[bytes, bytes]) -> str | None:
    """Return the user of basic authentication; the password is not kept."""
    said = headers.get(b"authorization", b"")
    if said[:6].lower() != b"basic ":
        return None
    import binascii  # noqa: PLC0415  rarely needed

    try:
        plain = binascii.a2b_base64(said[6:1024])
    except ValueError:
        return None
    return text(plain.partition(b":")[0]) or None
