"""What HTTP requests carry where few look: forms and documents, and headers that are odd.

Of a body the beginning is kept, where it is of a sort that programs read values from; of headers those that
hold what a browser never sends there.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

BODY_MAX: Final = 4096
_HEADERS_MAX: Final = 2048
_VALUE_MAX: Final = 512
_NAME_MAX: Final = 40
_NAMES_MAX: Final = 1000
_CHUNK_HEAD_MAX: Final = 256
CHUNKS_MAX: Final = 64 * 1024
"""Bytes of an answer in chunks that are passed one by one to know its length and where the next begins."""
_OF_VALUES: Final = re.compile(
    rb"(?:application|text)/(?:[\w.-]+\+)?(?:json|xml|x-www-form-urlencoded|plain|graphql)\b|multipart/form-data\b"
)
_ODD: Final = re.compile(
    rb"[$<'`|\\]|\(\)|\.\./|%(?:2[247eE]|3[cC])|sleep\(|;\s*(?:bash|cat|curl|id|ls|nc|ping|python\d?|sh|sleep|uname|wget|whoami)\b"
    rb"|(?:[:=]|%3[aA])\s*(?:https?|gopher|file|dict|ftp|ldap)(?::|%3[aA])//"
)
_SIGNS: Final = b"$<'`|\\%"
"""Bytes of which one is in nearly all that is odd."""
_ORDINARY: Final = frozenset((
    b"accept", b"accept-charset", b"accept-encoding", b"accept-language", b"authorization", b"connection",
    b"content-length", b"content-type", b"cookie", b"host", b"if-none-match", b"origin", b"referer",
    b"user-agent",
))  # fmt: skip
"""Headers told elsewhere, or whose every value is odd."""


class _Names(dict[bytes, bool]):
    """Whether a header is an ordinary one, however it is written."""

    def __missing__(self, name: bytes) -> bool:
        ordinary = name.strip().lower() in _ORDINARY
        if len(name) <= _NAME_MAX and len(self) < _NAMES_MAX:
            self[name] = ordinary
        return ordinary


_NAMES: Final = _Names()
_CHUNK: Final = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")


class Body(Struct, eq=False):
    """A body on its way."""

    kept: bytearray
    left: int
    """Bytes that are still to be kept."""
    after: int
    """Bytes behind them that nobody wants."""
    chunked: bool = False


def expected(length: int, kind: bytes | None, *, chunked: bool) -> Body | None:
    """Say what is to be kept of a body of a length and a content type; None for nothing."""
    if kind is not None and _OF_VALUES.match(kind.lower()) is None:
        return None
    if chunked:
        return Body(bytearray(), BODY_MAX, 0, chunked=True)
    most = min(length, BODY_MAX)
    return Body(bytearray(), most, length - most) if most > 0 else None


def take(body: Body, data: bytes) -> int:
    """Take in what came next; returns how many bytes of it, and of what follows, belong to the body."""
    part = data[: body.left]
    before = len(body.kept)
    body.kept += part
    body.left -= len(part)
    if body.chunked:
        end = _ended(bytes(body.kept))
        if end > before:
            body.left = 0
            return end - before
        return len(data)
    return len(part) + body.after if body.left == 0 else len(part)


def content(body: Body) -> bytes:
    """Return what was kept, put together where it came in chunks."""
    return _joined(bytes(body.kept)) if body.chunked else bytes(body.kept)


def _ended(data: bytes) -> int:
    """Return where a body in chunks ends; 0 when its end is not there."""
    at = 0
    while (head := _CHUNK.match(data, at)) is not None:
        size = int(head[1], 16)
        if size == 0:
            return head.end() + 2 if len(data) >= head.end() + 2 else 0
        at = head.end() + size + 2
    return 0


def _joined(data: bytes) -> bytes:
    made, at = b"", 0
    while (head := _CHUNK.match(data, at)) is not None:
        size = int(head[1], 16)
        made += data[head.end() : head.end() + size]
        at = head.end() + size + 2
    return made


def next_chunk(data: bytes, at: int) -> tuple[int, int]:
    """Pass a chunk: how much of a body it holds, and where what follows begins, which may be behind the data.

    The last one holds nothing. Where nothing moves on, more of it is needed; below 0, it is no chunk.
    """
    head = _CHUNK.match(data, at)
    if head is None:
        return 0, at if len(data) - at < _CHUNK_HEAD_MAX and data.find(b"\n", at) < 0 else -1
    size, end = int(head[1], 16), head.end()
    if size:
        return size, end + size + 2
    if data[end : end + 2] == b"\r\n":
        return 0, end + 2
    place = data.find(b"\r\n\r\n", end)
    if place >= 0:
        return 0, place + 4
    return 0, at if len(data) - end < _HEADERS_MAX else -1


def odd_headers(data: bytes) -> bytes | None:
    """Return the header lines that hold what no browser sends there; None for none, as nearly always."""
    plain = len(data.translate(None, _SIGNS)) == len(data)  # the quickest way to look for any of several
    if plain and b"()" not in data and b"../" not in data and b"/etc/" not in data:
        return None
    made = b""
    for line in data.split(b"\n", 200)[:200]:
        name, colon, value = line.partition(b":")
        if colon and not _NAMES[name] and _ODD.search(line) is not None:
            made += name.strip()[:64] + b": " + value.strip()[:_VALUE_MAX] + b"\n"
            if len(made) > _HEADERS_MAX:
                break
    return made.rstrip(b"\n") or None
