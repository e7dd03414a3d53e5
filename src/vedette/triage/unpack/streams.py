"""One thing packed by itself: gzip, bzip2, xz, Zstandard, zlib; a tar file in it is opened as it streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from vedette.core.errors import BadInput
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.causes import Grown
from vedette.triage.identify.nesting import is_tar_head
from vedette.triage.kinds import Kind
from vedette.triage.sample import INSIDE, Sample
from vedette.triage.unpack import cpio, tars
from vedette.triage.unpack.growth import Opening, gather, inflated, unbzipped, unxz, unzstd
from vedette.triage.unpack.member import Member, attempt

_GZIP_BITS: Final = 31
_ZLIB_BITS: Final = 15
_CPIO_HEAD: Final = 76
_MOST_STREAMS: Final = 10_000
_RATIO_FLOOR: Final = 16 << 20
_ENDINGS: Final = {
    ".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar", ".gz": "", ".bz2": "",
    ".xz": "", ".zst": "", ".lzma": "", ".z": "", ".zlib": "", ".svgz": ".svg", ".emz": ".emf",
    ".wmz": ".wmf",
}  # fmt: skip


def _gunzipped(data: memoryview, ends: list[int] | None) -> Iterator[bytes]:
    return inflated(data, _GZIP_BITS, ends)


def _unzlibbed(data: memoryview, ends: list[int] | None) -> Iterator[bytes]:
    return inflated(data, _ZLIB_BITS, ends)


_WAYS: Final[dict[Kind, tuple[Opening, bytes]]] = {
    Kind.GZIP: (_gunzipped, b"\x1f\x8b"),
    Kind.BZIP2: (unbzipped, b"BZh"),
    Kind.XZ: (unxz, b"\xfd7zXZ\0"),
    Kind.ZSTD: (unzstd, b"\x28\xb5\x2f\xfd"),
    Kind.ZLIB: (_unzlibbed, b"\x78"),
}
"""How each is unpacked, and what another stream after the first begins with."""


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield what was packed, or the files of the tar file that was; then what follows its end."""
    way, again = _WAYS[sample.kind]
    rest: list[memoryview] = []
    pieces = _joined(way, memoryview(sample.data), again, rest)
    head = _first(pieces, tars.BLOCK)
    if is_tar_head(head.ljust(tars.BLOCK, b"\0")):
        yield from tars.entries(_reader(head, pieces, len(sample.data), allowance), allowance)
    elif cpio.is_head(head[:_CPIO_HEAD]):
        yield from cpio.entries(_reader(head, pieces, len(sample.data), allowance), allowance)
    else:
        name = _name(sample)
        whole = _Whole(name, head, pieces, sample, allowance)
        yield from attempt(whole.member(), name, allowance)
    if rest and (after := bytes(rest[0])).strip(b"\0"):
        yield from attempt(_after(after, allowance), "after-its-end", allowance)


def _after(data: bytes, allowance: Allowance) -> Iterator[Member]:
    allowance.take_bytes(len(data))
    yield Member("after-its-end", data, "stood after the end of the packed data")


def _joined(way: Opening, view: memoryview, again: bytes, rest: list[memoryview]) -> Iterator[bytes]:
    """Yield what all streams hold that follow one another, and keep what is none."""
    for _ in range(_MOST_STREAMS):
        ends: list[int] = []
        yield from way(view, ends)
        view = view[ends[0] :]
        if bytes(view[: len(again)]) != again:
            break
    rest.append(view)


def _first(pieces: Iterator[bytes], size: int) -> bytes:
    made = b""
    while len(made) < size and (piece := next(pieces, None)) is not None:
        made += piece
    return made


def _reader(
    head: bytes, pieces: Iterator[bytes], packed: int, allowance: Allowance
) -> Callable[[int], bytes]:
    """Return a reader of the stream that stops where more comes out than is allowed."""
    waiting = bytearray(head)
    given = len(head)
    most = max(_RATIO_FLOOR, packed * allowance.bounds.ratio)

    def read(size: int) -> bytes:
        nonlocal given
        while len(waiting) < size and (piece := next(pieces, None)) is not None:
            given += len(piece)
            if given > most:
                raise Grown(
                    f"its data grows more than {allowance.bounds.ratio}-fold when unpacked",
                    hint="is it a bomb?",
                )
            waiting.extend(piece)
        piece = bytes(waiting[:size])
        del waiting[:size]
        return piece

    return read


def opened(data: bytes, at: int, allowance: Allowance) -> tars.Reader | None:
    """Return a reader of what is packed from a place on, or None where nothing here unpacks it."""
    view = memoryview(data)[at:]
    head = bytes(view[:6])
    for way, mark in (*_WAYS.values(), (unxz, b"]\0\0")):
        if head.startswith(mark):
            return _reader(b"", way(view, None), len(view), allowance)
    return tars.reader(view) if cpio.is_head(bytes(view[:_CPIO_HEAD])) else None


class _Whole:
    """What one stream holds, kept as far as it could be read."""

    def __init__(
        self, name: str, head: bytes, pieces: Iterator[bytes], sample: Sample, allowance: Allowance
    ) -> None:
        self._name, self._head, self._pieces = name, head, pieces
        self._sample, self._allowance = sample, allowance

    def member(self) -> Iterator[Member]:
        note: list[str] = []
        data = gather(self._all(note), self._allowance, len(self._sample.data))
        yield Member(self._name, data, "; ".join(note))

    def _all(self, note: list[str]) -> Iterator[bytes]:
        yield self._head
        try:
            yield from self._pieces
        except BadInput as error:
            if not self._head:
                raise
            note.append(f"only its first part: {error}")


def _name(sample: Sample) -> str:
    """Return the name a gzip head gives, else the packed one's without its ending."""
    if sample.kind is Kind.GZIP and (told := _told(sample.data)):
        return told
    last = sample.name.rpartition(INSIDE)[2].rpartition("/")[2] or "data"
    stem, dot, ending = last.rpartition(".")
    known = _ENDINGS.get(f".{ending.lower()}") if dot and stem else None
    return f"{last}.unpacked" if known is None else f"{stem}{known}"


def _told(data: bytes) -> str:
    flags = data[3] if len(data) > 3 else 0  # noqa: PLR2004
    at = 10
    if flags & 4:
        at += 2 + int.from_bytes(data[at : at + 2], "little")
    if not flags & 8:
        return ""
    return data[at : at + 1024].split(b"\0", 1)[0].decode("latin-1").rpartition("/")[2]
