"""Addresses a server should not be sent to (SSRF) and documents that name files (XXE).

`http://localhost:3000` alone is a developer's; a cloud's metadata service, loopback in disguise, or a
protocol no form asks for is not.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from vedette.hunt.patterns.payloads.evidence import Weighed

SSRF: Final = "server-side request forgery"
XXE: Final = "XML external entity"

_ADDRESS = re.compile(
    r"(?:^|[=\s\"'@(,])(?:[a-z][a-z0-9+.-]{1,15}:)?//(?:[^\s/@?#]{0,100}@)?(\[[0-9a-f:.%]+\]"
    r"|[^\s/:?#\\\"'<>]{1,253})(:\d+)?(/[^\s]*)?"
)
_ODD_PROTOCOL = re.compile(r"(?:^|[=\s\"'])(?:gopher|dict|ldaps?|tftp|sftp|netdoc|rmi|iiop|corbaname)://?\S")
_METADATA: Final = frozenset(
    (
        "169.254.169.254",
        "metadata.google.internal",
        "100.100.100.200",
        "169.254.170.2",
        "192.0.0.192",
        "fd00:ec2::254",
        "metadata.azure.internal",
        "instance-data",
        "metadata.packet.net",
    )
)
_METADATA_PATH = re.compile(
    r"/(?:latest/(?:meta-data|user-data|dynamic|api/token)|computemetadata/v1"
    r"|metadata/(?:instance|identity)|opc/v[12]/)"
)
_RESOLVERS = re.compile(
    r"(?:^|\.)(?:nip\.io|xip\.io|sslip\.io|localtest\.me|lvh\.me|vcap\.me|rbndr\.us|1u\.ms)$"
)
_CALLBACKS = re.compile(
    r"(?:^|\.)(?:oast\.(?:pro|live|site|online|fun|me)|interact\.sh|interactsh\.com"
    r"|burpcollaborator\.net|oastify\.com|dnslog\.cn|ceye\.io"
    r"|canarytokens\.com|requestbin\.net|bxss\.me|r87\.me|eye\.sh|requestcatcher\.com"
    r"|pipedream\.net)$"
)
_CALLBACK_TEXT = re.compile(
    r"[\w-]+\.(?:oast\.(?:pro|live|site|online|fun|me)|interact\.sh|interactsh\.com"
    r"|burpcollaborator\.net|oastify\.com|dnslog\.cn|ceye\.io|bxss\.me|r87\.me)\b"
)
_NUMBER = re.compile(r"^(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}$")
_PORTS: Final = frozenset(
    {
        ":22",
        ":25",
        ":2375",
        ":2379",
        ":3306",
        ":5432",
        ":6379",
        ":9200",
        ":11211",
        ":27017",
        ":8500",
        ":10250",
    }
)
_ENTITY = re.compile(r"<!entity\s+(?:%\s*)?[\w:-]+\s+(?:system|public)\b|<!entity\s+%")
_DOCTYPE = re.compile(
    r"<!doctype\s+[^>\[]{1,200}(?:system|public)?[^>\[]{0,200}\[|<!doctype\s+\w+\s+system\s+['\"]("
    r"?:https?|file|ftp)"
)
_XINCLUDE = re.compile(r"xmlns:xi\s*=|<xi:include\b")


def judge(text: str) -> Weighed | None:
    """Weigh a lower-case text as an address a server is to ask."""
    if "//" not in text and ":" not in text and "." not in text:
        return None
    made = Weighed(SSRF)
    if _ODD_PROTOCOL.search(text):
        made.add(1.0, "a protocol no form asks for")
    for number, found in enumerate(_ADDRESS.finditer(text)):
        if number > 4:  # noqa: PLR2004  a value holds one address, seldom a few
            break
        _of_address(found[1].strip("[]"), found[2], found[3] or "", made)
    if not made.score and _CALLBACK_TEXT.search(text):
        made.add(1.0, "a service that tells testers who looked it up")
    return made


def _of_address(host: str, port: str | None, path: str, made: Weighed) -> None:
    if host in _METADATA or _METADATA_PATH.search(path):
        made.add(1.0, "a cloud's metadata service")
    elif _CALLBACKS.search(host):
        made.add(1.0, "a service that tells testers who looked it up")
    elif _RESOLVERS.search(host):
        made.add(1.0, "a name that stands for an inner address")
    else:
        _of_number(host, port, made)


def _of_number(host: str, port: str | None, made: Weighed) -> None:
    disguised, inner = _inner(host)
    if not inner:
        return
    made.add(1.0 if disguised else 0.4, "an inner address in disguise" if disguised else "an inner address")
    if port in _PORTS:
        made.add(0.6, "the port of an inner service")


def _inner(host: str) -> tuple[bool, bool]:
    """Say whether a host is spelt as no browser writes it, and whether it is inside."""
    if host in {"localhost", "0.0.0.0", "::1", "::"}:  # noqa: S104  read, not bound to
        return False, True
    if _NUMBER.match(host):
        value = _number(host)
        if value is None:
            return False, False
        address = ipaddress.IPv4Address(value)
        return (
            str(address) != host,
            address.is_loopback or address.is_link_local or address.is_unspecified or address.is_private,
        )
    try:
        address6 = ipaddress.IPv6Address(host)
    except ValueError:
        return False, False
    mapped = address6.ipv4_mapped
    return mapped is not None, address6.is_loopback or bool(
        mapped and (mapped.is_loopback or mapped.is_link_local or mapped.is_private)
    )


def _number(host: str) -> int | None:
    """Read an IPv4 address as inet_aton does: hex, octal, and the last part filling the rest."""
    parts = host.split(".")
    try:
        values = [
            int(part, 16 if part.startswith("0x") else 8 if part.startswith("0") and len(part) > 1 else 10)
            for part in parts
        ]
    except ValueError:
        return None
    value = 0
    for one in values[:-1]:
        if one > 255:  # noqa: PLR2004
            return None
        value = value << 8 | one
    left = 8 * (5 - len(values))
    return value << left | values[-1] if values[-1] < 1 << left else None


def judge_document(text: str) -> Weighed | None:
    """Weigh a lower-case text as XML that names something outside it."""
    if "<!" not in text and "xi:" not in text:
        return None
    made = Weighed(XXE)
    if _ENTITY.search(text):
        made.add(1.0, "declares an entity from elsewhere")
    if _DOCTYPE.search(text):
        made.add(0.6, "brings its own document type")
    if _XINCLUDE.search(text):
        made.add(1.0, "includes another file")
    return made
