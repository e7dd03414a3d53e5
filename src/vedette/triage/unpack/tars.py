"""The members of a tar file, as they stream past: old, ustar, GNU and pax heads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct, field

from vedette.core.limits import MIB
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.identify.nesting import is_tar_head
from vedette.triage.sample import Sample
from vedette.triage.unpack.growth import PIECE, gather
from vedette.triage.unpack.member import Member, attempt, broken, skipped

BLOCK: Final = 512
_FILES: Final = frozenset(b"\x000789")
_LONG_NAME, _LONG_LINK, _PAX, _PAX_ALL, _SPARSE = b"LKxgS"
_LINKS: Final = frozenset(b"12")
_DEVICES: Final = frozenset(b"346")
_HEAD_BYTES: Final = MIB
_ENTRY_STEPS: Final = 100

Reader = Callable[[int], bytes]
"""Gives so many of the next bytes, or fewer at the end."""


class Head(Struct):
    """What the head of one member says."""

    name: str
    size: int
    type: int
    sparse: bool = False


class _Extra(Struct):
    """What heads before a member's own say about it."""

    name: str | None = None
    pax: dict[str, str] = field(default_factory=dict)


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the files of a tar file."""
    return entries(reader(memoryview(sample.data)), allowance)


def reader(view: memoryview) -> Reader:
    """Return a reader of bytes in memory."""
    at = 0

    def read(size: int) -> bytes:
        nonlocal at
        piece = bytes(view[at : at + size])
        at += len(piece)
        return piece

    return read


def entries(read: Reader, allowance: Allowance) -> Iterator[Member | Skipped]:
    """Yield the files of a tar stream.

    Raises:
        BadInput: it breaks off, or something is no head.
        LimitHit: nothing is left.

    """
    extra, zeros = _Extra(), 0
    while len(block := read(BLOCK)) == BLOCK:
        allowance.burn(_ENTRY_STEPS)
        if not block.strip(b"\0"):
            zeros += 1
            extra = _Extra()
            continue
        if not is_tar_head(block):
            raise broken("what follows is no head of a tar member" + (" (after its end)" if zeros else ""))
        head = _head(block)
        if head.type in {_LONG_NAME, _LONG_LINK, _PAX, _PAX_ALL}:
            _take_extra(head, read, extra)
            continue
        yield from _entry(_told(head, extra), read, allowance)
        extra = _Extra()
    if block:
        raise broken("it breaks off in the head of a member")


def _head(block: bytes) -> Head:
    name = _text(block[:100])
    if block[257:263] == b"ustar\0" and (prefix := _text(block[345:500])):
        name = f"{prefix}/{name}"
    return Head(name=name, size=_number(block[124:136]), type=block[156])


def _text(field_bytes: bytes) -> str:
    return field_bytes.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")


def _number(raw: bytes) -> int:
    """Read a number: octal digits, or GNU's binary for what is too large for them."""
    if raw[0] & 0x80:
        return int.from_bytes(bytes([raw[0] & 0x7F]) + raw[1:], "big")
    digits = raw.strip(b" \0")
    if digits.strip(b"01234567"):
        raise broken("the size of a member is no number")
    return int(digits or b"0", 8)


def _take_extra(head: Head, read: Reader, extra: _Extra) -> None:
    if head.size > _HEAD_BYTES:
        raise broken(f"a name of {head.size:,} bytes")
    data = read(_padded(head.size))[: head.size]
    if len(data) < head.size:
        raise broken("it breaks off in the head of a member")
    if head.type == _LONG_NAME:
        extra.name = _text(data)
    elif head.type == _PAX:
        extra.pax.update(_pax(data))


def _pax(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a pax head says: records of `length key=value`."""
    at = 0
    while at < len(data):
        space = data.find(b" ", at, at + 12)
        if space < 0 or not data[at:space].isdigit():
            return
        end = at + int(data[at:space])
        if end <= space:
            return
        key, _, value = data[space + 1 : end - 1].partition(b"=")
        yield key.decode("utf-8", "replace"), value.decode("utf-8", "surrogateescape")
        at = end


def _told(head: Head, extra: _Extra) -> Head:
    """Return what is known of a member with what came before its head."""
    pax = extra.pax
    name = pax.get("GNU.sparse.name") or pax.get("path") or extra.name or head.name
    size = int(pax["size"]) if pax.get("size", "").isascii() and pax.get("size", "").isdigit() else head.size
    sparse = head.type == _SPARSE or any(key.startswith("GNU.sparse.") for key in pax)
    return Head(name=name, size=size, type=head.type, sparse=sparse)


def _entry(head: Head, read: Reader, allowance: Allowance) -> Iterator[Member | Skipped]:
    if head.type in _LINKS or head.type in _DEVICES or head.type == ord("5"):
        if head.type in _LINKS:
            yield skipped(head.name, "a link: not followed")
        elif head.type in _DEVICES:
            yield skipped(head.name, "a device, pipe or socket, not a file")
        return
    body = _Body(read, head.size)
    if head.name.endswith("/") and not head.size:
        return
    if head.sparse:
        yield skipped(head.name, "a sparse file, mostly made of holes: not filled")
    elif head.type not in _FILES and not 65 <= head.type <= 90:  # noqa: PLR2004  letters are makers' own files
        yield skipped(head.name, "a member of a kind nobody knows")
    else:
        yield from attempt(_member(head, body, allowance), head.name, allowance)
    body.pass_over(allowance)


def _member(head: Head, body: _Body, allowance: Allowance) -> Iterator[Member]:
    if head.size > allowance.bounds.sample_bytes:
        allowance.take_bytes(head.size)
    yield Member(head.name, gather(body.pieces(), allowance, None))


class _Body:
    """The bytes of one member, in the stream."""

    def __init__(self, read: Reader, size: int) -> None:
        self._read = read
        self._left = size
        self._padding = _padded(size) - size

    def pieces(self) -> Iterator[bytes]:
        while self._left:
            piece = self._read(min(PIECE, self._left))
            if not piece:
                raise broken("it breaks off in this member")
            self._left -= len(piece)
            yield piece

    def pass_over(self, allowance: Allowance) -> None:
        """Read on to the next head."""
        self._left += self._padding
        while self._left and (piece := self._read(min(PIECE, self._left))):
            self._left -= len(piece)
            allowance.burn(len(piece) >> 8)


def _padded(size: int) -> int:
    return (size + BLOCK - 1) // BLOCK * BLOCK
