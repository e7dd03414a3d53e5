# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""The first message of a TLS client: which name it asks for, and what it is, by JA3 and JA4."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

from msgspec import Struct

_SNI, _GROUPS, _FORMATS, _SIGNATURES, _ALPN, _VERSIONS = 0, 10, 11, 13, 16, 43
_NAMES: Final = {
    _SNI: "name", _GROUPS: "groups", _FORMATS: "formats", _SIGNATURES: "signatures", _ALPN: "alpn",
    _VERSIONS: "versions",
}  # fmt: skip
_VERSION_NAMES: Final = {
    0x0304: "13", 0x0303: "12", 0x0302: "11", 0x0301: "10", 0x0300: "s3", 0x0002: "s2",
    0xFEFF: "d1", 0xFEFD: "d2", 0xFEFC: "d3",
}  # fmt: skip
SHOWN_VERSIONS: Final = {
    0x0304: "TLSv13", 0x0303: "TLSv12", 0x0302: "TLSv11", 0x0301: "TLSv10", 0x0300: "SSLv3",
    0xFEFF: "DTLSv10", 0xFEFD: "DTLSv12", 0xFEFC: "DTLSv13",
}  # fmt: skip
_EXTENSIONS_MAX: Final = 512
_NAME_MAX: Final = 1024


class Offer(Struct, frozen=True, eq=False):
    """What a client can do: many hellos make the same offer."""

    version: int
    ciphers: bytes = b""
    extensions: tuple[int, ...] = ()
    groups: bytes = b""
    formats: bytes = b""
    signatures: bytes = b""
    versions: bytes = b""
    alpn: bytes = b""


class ClientHello(Struct, eq=False):
    """What a client says first."""

    offer: Offer
    name: str | None

    @property
    def version(self) -> int:
        """The version it names; newer ones are offered by an extension."""
        return self.offer.version

    @property
    def alpn(self) -> list[bytes]:
        """The application protocols it speaks."""
        return protocols(self.offer.alpn)

    def ja3(self) -> str:
        """Fingerprint by Salesforce's JA3."""
        return _ja3(self.offer)

    def ja4(self, transport: str) -> str:
        """Fingerprint by JA4; transport is t, q or d."""
        return transport + _ja4(self.offer)


@lru_cache(maxsize=2048)
def _ja3(offer: Offer) -> str:
    lists = (numbers(offer.ciphers), offer.extensions, numbers(offer.groups[2:]), offer.formats[1:])
    parts = [str(offer.version), *("-".join(str(n) for n in one if not is_grease(n)) for one in lists)]
    return hashlib.md5(",".join(parts).encode(), usedforsecurity=False).hexdigest()


@lru_cache(maxsize=2048)
def _ja4(offer: Offer) -> str:
    ciphers = sorted(f"{one:04x}" for one in numbers(offer.ciphers) if not is_grease(one))
    known = [one for one in offer.extensions if not is_grease(one)]
    listed = sorted(f"{one:04x}" for one in known if one not in {_SNI, _ALPN})
    offered = [one for one in numbers(offer.versions[1:]) if not is_grease(one)]
    signatures = [f"{one:04x}" for one in numbers(offer.signatures[2:]) if not is_grease(one)]
    tail = ",".join(listed) + ("_" + ",".join(signatures) if signatures else "")
    head = (
        f"{_VERSION_NAMES.get(max(offered, default=offer.version), '00')}{'d' if _SNI in known else 'i'}"
        f"{min(len(ciphers), 99):02d}{min(len(known), 99):02d}{_first_and_last(protocols(offer.alpn))}"
    )
    return f"{head}_{_short(','.join(ciphers))}_{_short(tail) if listed else '0' * 12}"


def is_grease(value: int) -> bool:
    """Whether a number means nothing, and is only there to keep servers tolerant."""
    return value & 0x0F0F == 0x0A0A and value >> 8 == value & 0xFF


def _first_and_last(alpn: list[bytes]) -> str:
    if not alpn or not alpn[0]:
        return "00"
    first, last = alpn[0][:1], alpn[0][-1:]
    if first.isalnum() and last.isalnum():
        return (first + last).decode()
    return first.hex()[0] + last.hex()[1]


def _short(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12] if words else "0" * 12


def client_hello(body: bytes, *, datagram: bool = False) -> ClientHello | None:
    """Read the body of a ClientHello, as much as is there; None when it is none."""
    if len(body) < 38:
        return None
    at = 35 + body[34]
    if datagram:
        at += 1 + (body[at] if at < len(body) else 0)
    size = int.from_bytes(body[at : at + 2], "big")
    ciphers = body[at + 2 : at + 2 + size]
    at += 2 + size
    at += 1 + (body[at] if at < len(body) else 0)
    found = extensions(body[at:])
    told = {_NAMES[kind]: value for kind, value in found if kind in _NAMES}
    name = told.pop("name", None)
    offer = Offer(int.from_bytes(body[:2], "big"), ciphers, tuple(kind for kind, _ in found), **told)
    return ClientHello(offer, server_name(name) if name is not None else None)


def extensions(data: bytes) -> list[tuple[int, bytes]]:
    """Split a list of extensions; the last may be cut short."""
    found: list[tuple[int, bytes]] = []
    at = 2
    while at + 4 <= len(data) and len(found) < _EXTENSIONS_MAX:
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        found.append((int.from_bytes(data[at : at + 2], "big"), data[at + 4 : at + 4 + size]))
        at += 4 + size
    return found


def server_name(value: bytes) -> str | None:
    """Read the first host name of the extension; None for one that was cut."""
    size = int.from_bytes(value[3:5], "big")
    name = value[5 : 5 + size]
    if len(name) < size or size > _NAME_MAX:
        return None
    return name.decode("utf-8", "backslashreplace").lower().rstrip(".") if name else None


def protocols(value: bytes) -> list[bytes]:
    """Read a list of application protocols."""
    found: list[bytes] = []
    at = 2
    while at < len(value) and len(found) < 64:
        found.append(value[at + 1 : at + 1 + value[at]])
        at += 1 + value[at]
    return found


def numbers(data: bytes) -> list[int]:
    """Read numbers of two bytes each."""
    return [data[at] << 8 | data[at + 1] for at in range(0, len(data) - 1, 2)]
