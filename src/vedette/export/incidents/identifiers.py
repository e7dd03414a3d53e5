"""What in text says who somebody is without being a name we know: addresses, digests, folders of people."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Final

_ADDRESS: Final = re.compile(r"(?<![\w.:])\d{1,3}(?:(?:\[\.\]|\(\.\)|\.)\d{1,3}){3}(?!\d|\.\d)", re.ASCII)
_ADDRESS6: Final = re.compile(
    r"(?<![\w.])(?=[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{0,40}:)[0-9A-Fa-f:.]{2,45}", re.ASCII
)
_HARDWARE: Final = re.compile(r"(?<![\w:-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![\w:-])", re.ASCII)
_MAIL: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:(?:\[\.\]|\.)[\w-]{1,63})+")
_DIGEST: Final = re.compile(r"(?<![0-9A-Za-z])(sha256:)?([0-9A-Fa-f]{32,128})(?![0-9A-Za-z])", re.ASCII)
_HOME: Final = re.compile(r"(?:[\\/]users[\\/]+|/home/)([^\\/\s\"'<>|:*?]{2,64})", re.IGNORECASE)
_INTERNAL: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "::/127",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
        ),
    )
)
"""RFC 1918, 6598, 1122, 3927, 4193, 4291: what nobody outside can reach."""
_NOBODY: Final = frozenset({"public", "default", "all users", "default user", "shared", "%username%"})

Instead = Callable[[str], str]


def is_internal(address: str) -> bool:
    """Say whether an address means nothing outside the house."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(read, "ipv4_mapped", None) or read
    return any(inner in network for network in _INTERNAL)


def without_addresses(text: str, instead: Instead) -> str:
    """Replace every address by what `instead` returns for it; hardware addresses too."""
    shown = _HARDWARE.sub(lambda match: instead(match[0].lower()), text)
    shown = _ADDRESS.sub(lambda match: _known(match[0], instead), shown)
    return _ADDRESS6.sub(lambda match: _known(match[0], instead), shown) if shown.count(":") > 1 else shown


def without_mail(text: str, instead: Instead) -> str:
    """Replace every mail address."""
    if "@" not in text:
        return text
    return _MAIL.sub(lambda match: instead(match[0].replace("[.]", ".").lower()), text)


def without_digests(text: str, short: Instead, plain: str) -> str:
    """Replace digests: those things are linked by through `short`, all others by the same words."""
    return _DIGEST.sub(lambda match: short(match[2].lower()) if match[1] else plain, text)


def homes(text: str) -> set[str]:
    """Return the names of people whose folders a text mentions."""
    if "/" not in text and "\\" not in text:
        return set()
    return {name for name in _HOME.findall(text) if name.lower() not in _NOBODY}


def _known(found: str, instead: Instead) -> str:
    tail = found[len(found.rstrip(".:")) :]
    bare = found.rstrip(".:").replace("[.]", ".").replace("(.)", ".") if tail != "::" else found
    tail = "" if tail == "::" else tail
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return found
    return instead(str(address)) + tail
