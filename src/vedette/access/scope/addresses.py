"""Addresses and ranges: every spelling to the one address it means, or refused; and which are special."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TypeAlias

from vedette.access.scope.spelling import unclear

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_PART = re.compile(r"0[xX][0-9a-fA-F]{1,16}|0|[1-9][0-9]{0,11}")
_NUMERIC_END = re.compile(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\.?", re.ASCII)
_PLAIN_RANGE = re.compile(
    r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*"
)
_PREFIX = re.compile(r"0|[1-9][0-9]{0,2}")
_PARTS = 4
_BYTE = 256

_WRAPPED_V4 = IPv6Network("::ffff:0:0/96")
_WRAPPERS = {
    "an IPv4-compatible address": IPv6Network("::/96"),
    "an IPv4-translated address": IPv6Network("::ffff:0:0:0/96"),
    "a NAT64 address": IPv6Network("64:ff9b::/96"),
    "a local NAT64 address": IPv6Network("64:ff9b:1::/48"),
    "a Teredo address": IPv6Network("2001::/32"),
    "a 6to4 address": IPv6Network("2002::/16"),
}
_ISATAP = frozenset((0x00005EFE, 0x02005EFE))
_PLAIN_V6 = frozenset((IPv6Address("::"), IPv6Address("::1")))

_LOOPBACK = tuple(map(ip_network, ("127.0.0.0/8", "::1/128")))
_NEVER = tuple(map(ip_network, ("0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "::/128", "ff00::/8")))
_SPECIAL = tuple(
    map(
        ip_network,
        (
            *("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24"),
            "168.63.129.16/32",  # a cloud's host, which answers its guests on a public address
            # All that was ever given out to be reached from everywhere is 2000::/3; not all of it was.
            *("::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
        ),
    )
)


def read_address(text: str) -> Address | None:
    """Return the address a text spells, or None when it is no address but may be a name.

    IPv4 is read as `inet_aton` reads it (hexadecimal, short and whole-number forms), except leading
    zeros: to some they mean octal. IPv6 in every form of RFC 4291; one that maps an IPv4 address is that
    IPv4 address, for that is where its packets go.

    Raises:
        BadInput: it looks like an address and is none, or programs differ on which one it is.

    """
    if ":" in text:
        return _v6(text)
    return _v4(text) if _NUMERIC_END.fullmatch(text) else None


def read_range(text: str) -> Address | Network:
    """Return the range `address/length` spells; a range of one address is that address.

    Raises:
        BadInput: it is none, or names an address inside a range, or hides IPv4 addresses in IPv6.

    """
    base, _, length = text.partition("/")
    if not (_PLAIN_RANGE.fullmatch(base) and _PREFIX.fullmatch(length)):
        raise unclear(
            text, "it is no address range", "write 192.0.2.0/24 or 2001:db8::/32; an URL begins https://"
        )
    try:
        network = ip_network(text, strict=False)
    except ValueError as error:
        raise unclear(text, str(error), "write 192.0.2.0/24 or 2001:db8::/32") from error
    start = ip_network(f"{base}/{network.max_prefixlen}").network_address
    if start != network.network_address and network.prefixlen < network.max_prefixlen:
        raise unclear(
            text, "it may mean one address or the range around it", f"write {base} for one, {network} for all"
        )
    return _unwrapped_range(text, network)


def as_network(value: str) -> Network:
    """Return a canonical address or range as a network.

    Raises:
        BadInput: it is none.

    """
    try:
        return ip_network(value)
    except ValueError as error:
        raise unclear(value, "it is no canonical address or range", "read it with parse first") from error


def never(network: Network) -> bool:
    """Tell whether it holds addresses that name no host: unspecified, multicast, broadcast, reserved."""
    return _overlaps(network, _NEVER)


def loopback(network: Network) -> bool:
    """Tell whether it holds addresses of the machine this runs on."""
    return _overlaps(network, _LOOPBACK)


def special(network: Network) -> bool:
    """Tell whether it holds addresses not everybody reaches: private, link-local, metadata, documentation."""
    return _overlaps(network, _SPECIAL)


def wholly_special(network: Network) -> bool:
    """Tell whether it holds no other than special addresses."""
    return any(inside(network, one) for one in _SPECIAL)


def inside(inner: Network, outer: Network) -> bool:
    """Tell whether one network lies wholly in another."""
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # of one version


def overlap(one: Network, other: Network) -> bool:
    """Tell whether two networks have an address in common."""
    return one.version == other.version and one.overlaps(other)


def _overlaps(network: Network, those: tuple[Network, ...]) -> bool:
    return any(overlap(network, one) for one in those)


def _v4(text: str) -> IPv4Address:
    hint = "write four decimal numbers, as in 192.0.2.7"
    parts = text.split(".")
    if len(parts) > _PARTS:
        raise unclear(text, "it ends in a number like an address, and is none", hint)
    numbers = [_number(text, part) for part in parts]
    *front, last = numbers
    if any(part >= _BYTE for part in front) or last >= _BYTE ** (_PARTS + 1 - len(parts)):
        raise unclear(text, "a number in it is too large for an IPv4 address", hint)
    whole = last
    for place, part in enumerate(front):
        whole += part * int(_BYTE ** (_PARTS - 1 - place))
    return IPv4Address(whole)


def _number(text: str, part: str) -> int:
    hint = "write four decimal numbers, as in 192.0.2.7"
    if re.fullmatch(r"0[0-9]+", part, re.ASCII):
        raise unclear(text, "leading zeros mean octal to some programs and nothing to others", hint)
    if not _PART.fullmatch(part):
        raise unclear(text, "it ends in a number like an address, and is none", hint)
    return int(part, 16 if part[1:2] in ("x", "X") else 10)


def _v6(text: str) -> Address:
    if "%" in text:
        raise unclear(text, "a zone means something on one machine only", "leave out the % and what follows")
    try:
        address = IPv6Address(text)
    except ValueError as error:
        raise unclear(text, "it is no IPv6 address", "write it as in 2001:db8::7") from error
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _PLAIN_V6:
        return address
    what = next((name for name, one in _WRAPPERS.items() if address in one), None)
    if what is None and int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        what = "an ISATAP address"
    if what is not None:
        raise unclear(
            text,
            f"it is {what}: the host it reaches is the IPv4 one inside it",
            "write the IPv4 address itself",
        )
    return address


def _unwrapped_range(text: str, network: Network) -> Address | Network:
    hint = "write the IPv4 range itself"
    if isinstance(network, IPv6Network) and network.subnet_of(_WRAPPED_V4):
        inside = IPv4Address(int(network.network_address) & 0xFFFFFFFF)
        network = IPv4Network((inside, network.prefixlen - _WRAPPED_V4.prefixlen))
    if network.prefixlen == network.max_prefixlen:
        address = network.network_address
        return _v6(str(address)) if isinstance(address, IPv6Address) else address
    if isinstance(network, IPv6Network) and _overlaps(network, (*_WRAPPERS.values(), _WRAPPED_V4)):
        raise unclear(text, "it holds addresses that stand for IPv4 hosts", hint)
    return network
