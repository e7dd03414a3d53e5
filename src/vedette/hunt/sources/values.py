"""What columns hold, made from how records write it: accounts, machines, addresses, numbers, hashes.

`AS_COLUMN` gives a conversion by column. Each takes text and answers None where it says nothing; answers are
remembered, for a log says the same few thousand names over and over.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

_KEPT: Final = 8_192
_LONG: Final = 300
NOTHING: Final = frozenset({"", "-", "--", "n/a", "N/A", "NULL", "null", "?", "(null)", "<unknown>"})
LONGEST_NOTHING: Final = max(map(len, NOTHING))
_HEX: Final = re.compile(r"[0-9a-fA-F]{32,128}")
_STRENGTH: Final = ("SHA512", "SHA384", "SHA256", "SHA1", "MD5")
_SYSMON: Final = re.compile(
    r"(?:SHA1=[0-9A-F]{40},)?(?:MD5=[0-9A-F]{32},)?SHA256=([0-9A-F]{64})(?:,IMPHASH=[0-9A-F]{32})?"
)
"""Hashes as Sysmon writes them: nearly all."""
_TYPED: Final = re.compile(r"type: +\d+ +")
_TRANSPORTS: Final = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmp6"}


class Memo(dict[str, Any]):
    """Answers of one conversion, by the text they were made from."""

    def __init__(self, convert: Callable[[str], Any]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, text: str) -> Any:  # noqa: ANN401
        answer = self._convert(text)
        if len(text) <= _LONG:
            if len(self) >= _KEPT:
                self.clear()
            self[text] = answer
        return answer


def account(text: str) -> str | None:
    """Name an account in lower case, without its domain."""
    name = text.rpartition("\\")[2]
    if "@" in name:
        name = name.partition("@")[0]
    return None if name in NOTHING else name.strip().lower() or None


def machine(text: str) -> str | None:
    """Name a machine in lower case, without its domain; an address stays whole."""
    name = text.strip().strip("\\").rstrip(".").lower()
    if not name or name in NOTHING:
        return None
    if name.replace(".", "").isdigit() or ":" in name:
        return address(name) or name
    return name.partition(".")[0] or None


def address(text: str) -> str | None:
    """Write an address the one way there is: a version 4 one as such, without a zone or brackets."""
    bare = text.strip().strip("[]").partition("%")[0]
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(found)


def number(text: str) -> int | None:
    """Read a whole number, decimal or hexadecimal with 0x; None beyond 63 bits and below zero."""
    try:
        found = int(text, 16) if text[:2] in {"0x", "0X"} else int(text)
    except ValueError:
        return None
    return found if 0 <= found < 1 << 63 else None


def port(text: str) -> int | None:
    """Read a port."""
    found = number(text)
    return found if found is not None and 0 < found < 65_536 else None  # noqa: PLR2004


def plain(text: str) -> str | None:
    """Take text as it is."""
    return None if text in NOTHING else text


def lower(text: str) -> str | None:
    """Take a word in lower case."""
    return None if text in NOTHING else text.lower()


def transport(text: str) -> str | None:
    """Name a transport, also by its number."""
    return _TRANSPORTS.get(text) or lower(text)


def domain(text: str) -> str | None:
    """Name what was asked for: lower case, no dot at the end."""
    return None if text in NOTHING else text.rstrip(".").lower() or None


def strongest_hash(text: str) -> str | None:
    """Take the strongest of `SHA1=…,MD5=…,SHA256=…`, or a bare hash."""
    if usual := _SYSMON.fullmatch(text):
        return usual[1].lower()
    if "=" not in text:
        return text.lower() if _HEX.fullmatch(text) else None
    known: dict[str, str] = {}
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        known[name.upper()] = value
    for name in _STRENGTH:
        if name in known and _HEX.fullmatch(known[name]):
            return known[name].lower()
    return None


def answers(text: str) -> tuple[str, ...] | None:
    """Take the addresses and names a question was answered with, written with semicolons."""
    parts = (_TYPED.sub("", part).strip() for part in text.split(";")[:64])
    found = tuple(address(part) or part.lower() for part in parts if part and part != "-")
    return found or None


PLAIN: Final = frozenset({
    "process", "parent", "command_line", "file", "message", "url", "user_agent", "referrer", "method",
    "query_type", "response",
})  # fmt: skip
"""Columns taken as they are."""
AS_COLUMN: Final[Mapping[str, Memo]] = {
    column: memo
    for memo, columns in (
        (Memo(account), ("user", "target_user")),
        (Memo(machine), ("host", "target_host")),
        (Memo(address), ("source_ip", "destination_ip")),
        (Memo(port), ("source_port", "destination_port")),
        (
            Memo(number),
            ("process_id", "logon_type", "status", "bytes_out", "bytes_in", "packets", "duration"),
        ),
        (Memo(domain), ("domain",)),
        (Memo(strongest_hash), ("hash",)),
        (Memo(transport), ("transport",)),
        (Memo(lower), ("protocol", "ja3", "ja4")),
        (Memo(answers), ("answers",)),
    )
    for column in columns
} | {column: Memo(plain) for column in PLAIN}
"""A conversion by column; latitude, longitude and the times are not among them."""
