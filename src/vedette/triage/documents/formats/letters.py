"""Mails, by the library of Python, bounded: headers as people see them, and the parts."""

from __future__ import annotations

import email
import email.errors
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import Final

from msgspec import Struct

from vedette.core.errors import LimitHit
from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance

_PARTS: Final = 1000
_DEEP: Final = 40
_HEADERS: Final = 16384
_BROKEN: Final = (
    email.errors.MessageError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    RecursionError,
    AssertionError,
)
_DOMAIN: Final = expression(r"@([A-Za-z0-9.-]{1,253})$")


class Piece(Struct, frozen=True, kw_only=True):
    """One part of a mail."""

    name: str
    """Of an attachment."""
    type: str
    data: bytes
    nested: bool = False
    """Whether it is a mail itself."""


class Party(Struct, frozen=True, kw_only=True):
    """One address in a header."""

    shown: str
    address: str

    @property
    def domain(self) -> str:
        """What stands after the at sign, in small letters."""
        match = _DOMAIN.search(self.address)
        return match[1].lower().rstrip(".") if match is not None else ""


def letter(data: bytes) -> Message | None:
    """Parse a mail; None where even that fails."""
    try:
        return email.message_from_bytes(data)
    except _BROKEN:
        return None


def parties(mail: Message, header: str) -> list[Party]:
    """Return the addresses of a header."""
    try:
        raw = [str(one)[:_HEADERS] for one in mail.get_all(header, [])]
        pairs = getaddresses(raw[:20])
    except _BROKEN:
        return []
    return [Party(shown=plain(name), address=address.strip()) for name, address in pairs if address or name]


def plain(text: str) -> str:
    """Return a header as people see it."""
    try:
        return " ".join(str(make_header(decode_header(text[:_HEADERS]))).split())
    except _BROKEN:
        return " ".join(text[:_HEADERS].split())


def pieces(mail: Message, allowance: Allowance) -> Iterator[Piece]:
    """Yield the parts that hold something, those of nested mails as mails.

    Raises:
        LimitHit: there are more than are looked at; the first were yielded.

    """
    left = [(mail, 0)]
    for count in range(_PARTS + 1):
        if not left:
            return
        if count == _PARTS:
            raise LimitHit(
                f"only its first {_PARTS:,} parts were looked at", hint="look at the rest by itself"
            )
        part, depth = left.pop(0)
        allowance.burn(8)
        inside = _payload(part)
        if _type(part) == "message/rfc822" and isinstance(inside, list) and inside:
            yield Piece(name=_name(part), type="message/rfc822", data=_whole(inside[0]), nested=True)
        elif isinstance(inside, list):
            left[:0] = (
                [(one, depth + 1) for one in inside if isinstance(one, Message)] if depth < _DEEP else []
            )
        else:
            data = _decoded(part)
            allowance.take_bytes(len(data))
            yield Piece(name=_name(part), type=_type(part), data=data)


def header(mail: Message, name: str) -> str:
    """Return one header, empty where it is not there or cannot be read."""
    try:
        return str(mail.get(name, ""))[:_HEADERS]
    except _BROKEN:
        return ""


def _payload(part: Message) -> object:
    try:
        return part.get_payload()
    except _BROKEN:
        return part._payload  # type: ignore[attr-defined]  # noqa: SLF001  as it stands, undecoded


def _is_sound(part: Message, name: str) -> bool:
    """Whether a header is no longer than headers are: putting its pieces together takes long."""
    return len(header(part, name)) < _HEADERS


def _type(part: Message) -> str:
    if not _is_sound(part, "Content-Type"):
        return "application/octet-stream"
    try:
        return part.get_content_type()
    except _BROKEN:
        return "application/octet-stream"


def _name(part: Message) -> str:
    if not _is_sound(part, "Content-Type") or not _is_sound(part, "Content-Disposition"):
        return ""
    try:
        return plain(part.get_filename() or "")
    except _BROKEN:
        return ""


def _whole(part: object) -> bytes:
    try:
        return part.as_bytes() if isinstance(part, Message) else b""
    except _BROKEN:
        return b""


def _decoded(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _BROKEN:
        data = None
    if isinstance(data, bytes):
        return data
    held = _payload(part)
    return held.encode("utf-8", "replace") if isinstance(held, str) else b""
