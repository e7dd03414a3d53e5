"""The files of a SquashFS image of version 4: blocks, fragments and folders; LZO and LZ4 are named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from struct import Struct
from typing import Any, Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.sample import Sample
from vedette.triage.unpack.growth import gather, inflated, unxz, unzstd
from vedette.triage.unpack.member import Member, attempt, broken, skipped
from vedette.triage.unpack.reading import number, take

SUPER: Final = Struct("<5I6H8Q")
MARK: Final = b"hsqs"
_META: Final = 8192
_PLAIN_META: Final = 0x8000
_PLAIN_BLOCK: Final = 1 << 24
_NO_FRAGMENT: Final = 0xFFFFFFFF
_BLOCK_MOST: Final = 1 << 20
_DEEP: Final = 64
_STEPS: Final = 100
_COMMON: Final = 16
_WAYS: Final[dict[int, Callable[[memoryview], Iterator[bytes]]]] = {
    1: lambda data: inflated(data, 15),
    2: unxz,
    4: unxz,
    6: unzstd,
}
_NAMES: Final = {3: "LZO", 5: "LZ4"}
_FOLDER, _FILE, _LINK, _LONG_FOLDER, _LONG_FILE, _LONG_LINK = 1, 2, 3, 8, 9, 10
_FILE_HEAD: Final = Struct("<4I")
_LONG_FILE_HEAD: Final = Struct("<3Q4I")
_FOLDER_HEAD: Final = Struct("<IIHHI")
_LONG_FOLDER_HEAD: Final = Struct("<4IHHI")
_RUN: Final = Struct("<3I")
_ENTRY: Final = Struct("<HhHH")
_FRAGMENT: Final = Struct("<QII")


@dataclass(slots=True)
class _Image:
    """One image being read."""

    data: memoryview
    allowance: Allowance
    block: int
    way: Callable[[memoryview], Iterator[bytes]]
    inodes: int
    folders: int
    fragments: int
    fragment_count: int
    metas: dict[int, tuple[bytes, int]] = field(default_factory=dict)
    """Blocks of metadata that were unpacked, and where the next begins."""
    last: tuple[int, bytes] = (-1, b"")
    """The fragment block read last: neighbours share it."""
    seen: set[int] = field(default_factory=set)

    def unpacked(self, at: int, size: int, most: int, *, plain: bool) -> bytes:
        """Return one block, unpacked; no block is larger than its kind may be."""
        packed = self.data[at : at + size]
        if len(packed) < size:
            raise broken("a block of it lies beyond its end")
        self.allowance.burn(_STEPS + (most >> 8))
        if plain:
            return bytes(packed[:most])
        made = b""
        for piece in self.way(packed):
            made += piece
            if len(made) > most:
                raise broken("a block of it is larger than it may be")
        return made


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the files of an image.

    Raises:
        BadInput: it is of another version, packed in a way nothing here reads, or damaged.

    """
    if sample.data[:4] != MARK:
        raise broken("an older or a maker's own kind of SquashFS, which is not read here")
    head = take(SUPER, sample.data, 0)
    block, way, major = head[3], head[5], head[9]
    if major != 4 or not 0 < block <= _BLOCK_MOST:  # noqa: PLR2004
        raise broken(f"SquashFS of version {major}, which is not read here")
    if way not in _WAYS:
        raise broken(f"packed in a way nothing here reads ({_NAMES.get(way, way)})")
    image = _Image(
        data=memoryview(sample.data),
        allowance=allowance,
        block=block,
        way=_WAYS[way],
        inodes=head[15],
        folders=head[16],
        fragments=head[17],
        fragment_count=head[4],
    )
    yield from _inode(image, head[11], "", 0)


class _Meta:
    """Bytes of metadata from a place on, over the ends of blocks."""

    def __init__(self, image: _Image, at: int, offset: int) -> None:
        self._image, self._at, self._offset = image, at, offset

    def read(self, size: int) -> bytes:
        made = b""
        while len(made) < size:
            block, following = _meta_block(self._image, self._at)
            piece = block[self._offset : self._offset + size - len(made)]
            if not piece and self._offset < len(block):
                raise broken("it breaks off in its metadata")
            made += piece
            self._offset += len(piece)
            if self._offset >= len(block):
                if not block:
                    raise broken("it breaks off in its metadata")
                self._at, self._offset = following, self._offset - len(block)
        return made

    def take(self, shape: Struct) -> tuple[Any, ...]:
        return shape.unpack(self.read(shape.size))


def _meta_block(image: _Image, at: int) -> tuple[bytes, int]:
    if at not in image.metas:
        head = number(image.data, at, 2)
        size = head & ~_PLAIN_META
        block = image.unpacked(at + 2, size, _META, plain=bool(head & _PLAIN_META))
        image.allowance.take_bytes(len(block))
        image.metas[at] = (block, at + 2 + size)
    return image.metas[at]


def _inode(image: _Image, place: int, path: str, depth: int) -> Iterator[Member | Skipped]:
    """Yield what one entry is: itself, or what lies under it."""
    image.allowance.burn(_STEPS)
    meta = _Meta(image, image.inodes + (place >> 16), place & 0xFFFF)
    kind = int.from_bytes(meta.read(_COMMON)[:2], "little")
    if kind in {_FOLDER, _LONG_FOLDER}:
        if place in image.seen or depth > _DEEP:
            yield skipped(path, "a folder that holds itself, or is too deep")
            return
        image.seen.add(place)
        yield from _folder(image, meta, kind, path, depth)
    elif kind in {_FILE, _LONG_FILE}:
        yield from attempt(_file(image, meta, kind, path), path, image.allowance)
    else:
        yield skipped(
            path, "a link: not followed" if kind in {_LINK, _LONG_LINK} else "a device, pipe or socket"
        )


def _folder(image: _Image, meta: _Meta, kind: int, path: str, depth: int) -> Iterator[Member | Skipped]:
    if kind == _FOLDER:
        start, _, size, offset, _ = meta.take(_FOLDER_HEAD)
    else:
        _, size, start, _, _, offset, _ = meta.take(_LONG_FOLDER_HEAD)
    listing = _Meta(image, image.folders + start, offset)
    left = size - 3
    while left > 0:
        count, block, _ = listing.take(_RUN)
        left -= _RUN.size
        if count > 255:  # noqa: PLR2004  as many as one run holds
            raise broken("a folder in it is damaged")
        for _ in range(count + 1):
            at, _, _, length = listing.take(_ENTRY)
            name = listing.read(length + 1).decode("utf-8", "surrogateescape")
            left -= _ENTRY.size + length + 1
            below = f"{path}/{name}" if path else name
            yield from _inode(image, block << 16 | at, below, depth + 1)


def _file(image: _Image, meta: _Meta, kind: int, path: str) -> Iterator[Member]:
    if kind == _FILE:
        start, fragment, offset, size = meta.take(_FILE_HEAD)
    else:
        start, size, _, _, fragment, offset, _ = meta.take(_LONG_FILE_HEAD)
    if size > image.allowance.bounds.sample_bytes:
        image.allowance.take_bytes(size)
    whole = size // image.block if fragment != _NO_FRAGMENT else -(-size // image.block)
    sizes = [int.from_bytes(meta.read(4), "little") for _ in range(whole)]
    tail = (fragment, offset, size % image.block) if fragment != _NO_FRAGMENT else None
    packed = sum(one & ~_PLAIN_BLOCK for one in sizes) + (tail[2] if tail else 0)
    pieces = _pieces(image, start, sizes, size)
    data = gather(_with_tail(image, pieces, tail), image.allowance, packed)
    if len(data) != size:
        raise broken("it breaks off in this file")
    yield Member(path, data)


def _pieces(image: _Image, at: int, sizes: Sequence[int], left: int) -> Iterator[bytes]:
    """Yield the blocks of one file; a block of no bytes is a hole."""
    for one in sizes:
        size = one & ~_PLAIN_BLOCK
        most = min(image.block, left)
        yield image.unpacked(at, size, most, plain=bool(one & _PLAIN_BLOCK)) if size else bytes(most)
        at += size
        left -= most


def _with_tail(image: _Image, pieces: Iterator[bytes], tail: tuple[int, int, int] | None) -> Iterator[bytes]:
    yield from pieces
    if tail is not None:
        number_of, offset, size = tail
        yield _fragment(image, number_of)[offset : offset + size]


def _fragment(image: _Image, number_of: int) -> bytes:
    """Return the block in which the ends of several files lie."""
    if number_of >= image.fragment_count:
        raise broken("its end lies in a fragment that is not there")
    if image.last[0] != number_of:
        per_block = _META // _FRAGMENT.size
        at = number(image.data, image.fragments + 8 * (number_of // per_block), 8)
        meta = _Meta(image, at, number_of % per_block * _FRAGMENT.size)
        start, size, _ = meta.take(_FRAGMENT)
        plain = bool(size & _PLAIN_BLOCK)
        block = image.unpacked(start, size & ~_PLAIN_BLOCK & 0xFFFFFFFF, image.block, plain=plain)
        image.last = (number_of, block)
    return image.last[1]
