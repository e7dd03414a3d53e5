"""What 7z packed together as programs, with BCJ2: four streams, each packed by itself, become one again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from vedette.triage.allowance import Allowance
from vedette.triage.unpack.branches import rejoined
from vedette.triage.unpack.growth import gather, unlzma
from vedette.triage.unpack.member import broken

BCJ2: Final = b"\x03\x03\x01\x1b"
_COPY, _LZMA, _LZMA2 = b"\x00", b"\x03\x01\x01", b"\x21"
_STREAMS: Final = 4
_DEEP: Final = 8


def is_program(folder: Any) -> bool:  # noqa: ANN401  a folder of py7zr
    """Tell whether what is packed together was taken apart as a program."""
    return any(coder.get("method") == BCJ2 for coder in folder.coders)


def first_stream(streams: Any, number: int) -> int:  # noqa: ANN401
    """Return which stream of the archive is the first of what is packed together."""
    return sum(len(one.packed_indices) for one in streams.unpackinfo.folders[:number])


def pieces(archive: Any, number: int, allowance: Allowance) -> Iterator[bytes]:  # noqa: ANN401
    """Yield all that is packed together.

    Raises:
        BadInput: it is damaged, or packed in yet another way.

    """
    streams = archive.header.main_streams
    folder = streams.unpackinfo.folders[number]
    first = first_stream(streams, number)
    packed = []
    for index in range(first, first + len(folder.packed_indices)):
        if index >= len(streams.packinfo.packsizes):
            raise broken("a stream of it is not there")
        archive.fp.seek(archive.afterheader + streams.packinfo.packpositions[index])
        packed.append(archive.fp.read(streams.packinfo.packsizes[index]))
    apart = _Apart(folder, packed, allowance)
    ends = {bond.outcoder for bond in folder.bindpairs}
    last = next((index for index in range(len(folder.coders)) if index not in ends), 0)
    return apart.pieces(last, 0)


@dataclass(frozen=True, slots=True)
class _Apart:
    """The coders of one folder, and the streams that go in."""

    folder: Any
    packed: list[bytes]
    allowance: Allowance

    def pieces(self, index: int, depth: int) -> Iterator[bytes]:
        """Yield what one coder gives."""
        if depth > _DEEP or not 0 <= index < len(self.folder.coders):
            raise broken("its streams are tied in a knot")
        coder = self.folder.coders[index]
        if coder["numoutstreams"] != 1:
            raise broken("packed in a way nothing here reads")
        first = sum(one["numinstreams"] for one in self.folder.coders[:index])
        size = self.folder.unpacksizes[index]
        if coder["method"] == BCJ2 and coder["numinstreams"] == _STREAMS:
            parts = [self._given(first + part, depth) for part in range(_STREAMS)]
            return rejoined(parts[0], parts[1], parts[2], parts[3], size)
        return _unpacked(coder, self._given(first, depth), size)

    def _given(self, stream: int, depth: int) -> bytes:
        """Return what goes into one place: what another coder gives, or a stream of the archive."""
        for bond in self.folder.bindpairs:
            if bond.incoder == stream:
                return gather(self.pieces(bond.outcoder, depth + 1), self.allowance, None)
        if stream not in self.folder.packed_indices:
            raise broken("a stream of it is not there")
        place: int = self.folder.packed_indices.index(stream)
        return self.packed[place]


def _unpacked(coder: Any, data: bytes, size: int) -> Iterator[bytes]:  # noqa: ANN401
    method, properties = coder["method"], coder.get("properties") or b""
    if method == _COPY:
        return iter((data,))
    if method not in {_LZMA, _LZMA2} or len(properties) != (5 if method == _LZMA else 1):
        raise broken("packed in a way nothing here reads")
    return unlzma(data, properties, size, cut=True)
