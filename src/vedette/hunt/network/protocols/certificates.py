# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""X.509 certificates as a server shows them: names, dates and number, without judging them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from vedette.hunt.event import Value
from vedette.hunt.network.dialogue import text
from vedette.hunt.network.protocols.der import Item, content, inside, item

_SEQUENCE, _SET, _OID, _VERSION, _UTC_TIME, _UTF16 = 0x30, 0x31, 0x06, 0xA0, 0x17, 0x1E
_ATTRIBUTES: Final = {
    b"\x55\x04\x03": "CN", b"\x55\x04\x06": "C", b"\x55\x04\x07": "L", b"\x55\x04\x08": "ST",
    b"\x55\x04\x0a": "O", b"\x55\x04\x0b": "OU", b"\x55\x04\x05": "serialNumber",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01": "emailAddress",
    b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19": "DC",
}  # fmt: skip
_NAMES_MAX: Final = 32
_DATE: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a certificate says of itself."""

    subject: str
    issuer: str
    serial: str
    not_before: str
    not_after: str
    sha1: str
    sha256: str

    def fields(self) -> dict[str, Value]:
        """Return it with the names of Zeek's x509 log."""
        return {
            "certificate.subject": self.subject,
            "certificate.issuer": self.issuer,
            "certificate.serial": self.serial,
            "certificate.not_valid_before": self.not_before,
            "certificate.not_valid_after": self.not_after,
            "fingerprint": self.sha256,
        }


@lru_cache(maxsize=512)
def certificate(data: bytes) -> Certificate | None:
    """Read one; None when it is none."""
    whole = item(data, 0, len(data))
    signed = next(inside(data, whole), None)
    if whole is None or signed is None or whole.tag != _SEQUENCE:
        return None
    parts = [one for one, _ in zip(inside(data, signed), range(8), strict=False)]
    if parts and parts[0].tag == _VERSION:
        del parts[0]
    if len(parts) < 5:
        return None
    serial, _, issuer, dates, subject = parts[:5]
    times = [_date(data, one) for one, _ in zip(inside(data, dates), range(2), strict=False)]
    return Certificate(
        subject=_name(data, subject),
        issuer=_name(data, issuer),
        serial=(content(data, serial)[:64].hex().upper().lstrip("0") or "0"),
        not_before=times[0] if times else "",
        not_after=times[1] if len(times) > 1 else "",
        sha1=hashlib.sha1(data, usedforsecurity=False).hexdigest(),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _name(data: bytes, name: Item) -> str:
    """Write a distinguished name, the most exact part first."""
    parts: list[str] = []
    for group in inside(data, name):
        for one in inside(data, group):
            pair = [two for two, _ in zip(inside(data, one), range(2), strict=False)]
            if len(pair) == 2 and len(parts) < _NAMES_MAX:
                key = _ATTRIBUTES.get(content(data, pair[0])) or content(data, pair[0]).hex()
                parts.append(f"{key}={_text(data, pair[1])}")
    return ",".join(reversed(parts))


def _text(data: bytes, value: Item) -> str:
    raw = content(data, value)[:1024]
    said = raw.decode("utf-16-be", "replace") if value.tag == _UTF16 else text(raw)
    return said.replace("\\", "\\\\").replace(",", "\\,")


def _date(data: bytes, value: Item) -> str:
    """Write a date as RFC 3339; years of two digits are of 1950 to 2049."""
    said = content(data, value)[:20].decode("latin-1")
    if value.tag == _UTC_TIME:
        said = ("19" if said[:2] >= "50" else "20") + said
    found = _DATE.fullmatch(said)
    if found is None:
        return ""
    year, month, day, hour, minute, second = found.groups(default="00")
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"
