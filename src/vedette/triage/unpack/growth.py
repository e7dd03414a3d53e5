"""Packed bytes inflated piece by piece: a bomb is seen while it grows, not afterwards."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import MIB
from vedette.triage.allowance import Allowance
from vedette.triage.unpack.member import broken

PIECE: Final = 1 << 18
_FED: Final = 1 << 16
_LZMA_MEMORY: Final = 128 * MIB
_WINDOW: Final = 1 << 27
_BURNT: Final = 8
"""Two to the power of this many bytes made cost one step."""

RAW: Final = -15
"""Deflate without a head."""


def gather(pieces: Iterable[bytes], allowance: Allowance, packed: int | None) -> bytes:
    """Put the pieces of one member together and spend what they are; `packed` is what they came from.

    Raises:
        LimitHit: it grows beyond what is allowed; what was made till then is spent.

    """
    made, size = [], 0
    most = _most(allowance, packed)
    for piece in pieces:
        size += len(piece)
        if size > most:
            _refuse(size, allowance, packed)
        allowance.burn(len(piece) >> _BURNT)
        made.append(piece)
    allowance.take_bytes(size, packed)
    return b"".join(made)


def keep(data: bytes, allowance: Allowance) -> bytes:
    """Spend bytes that lie in the container as they are."""
    allowance.take_bytes(len(data))
    return data


def _most(allowance: Allowance, packed: int | None) -> int:
    bounds = allowance.bounds
    most = min(bounds.sample_bytes, max(0, bounds.total_bytes - allowance.bytes_used))
    return most if packed is None else min(most, max(MIB, bounds.ratio * max(packed, 1)))


def _refuse(size: int, allowance: Allowance, packed: int | None) -> None:
    try:
        allowance.take_bytes(size, packed)
    except LimitHit:
        allowance.bytes_used += size
        raise


def inflated(data: bytes | memoryview, wbits: int = RAW, ends: list[int] | None = None) -> Iterator[bytes]:
    """Yield what deflated bytes hold; where they end is put into `ends`.

    Raises:
        BadInput: they are no such bytes, or end early.

    """
    decoder = zlib.decompressobj(wbits)
    view = memoryview(data)
    at, waiting = 0, b""
    while not decoder.eof:
        if not waiting:
            waiting = bytes(view[at : at + _FED])
            at += len(waiting)
            if not waiting:
                raise broken("its packed data ends early")
        try:
            piece = decoder.decompress(waiting, PIECE)
        except zlib.error as error:
            raise broken(f"its packed data is damaged ({error})") from error
        waiting = decoder.unconsumed_tail
        if piece:
            yield piece
    if ends is not None:
        ends.append(at - len(decoder.unused_data))


def inflated64(data: bytes | memoryview) -> Iterator[bytes]:
    """Yield what bytes hold that the larger variant of Deflate packed.

    Raises:
        BadInput: they are damaged, or end early.

    """
    import inflate64  # noqa: PLC0415  only who meets it pays for it

    decoder, view = inflate64.Inflater(), memoryview(data)
    try:
        for at in range(0, len(view), _FED_64):
            yield bytes(decoder.inflate(bytes(view[at : at + _FED_64])))
            if decoder.eof:
                return
    except (ValueError, RuntimeError, EOFError, MemoryError) as error:
        raise broken(f"its packed data is damaged ({error})") from error
    raise broken("its packed data ends early")


_FED_64: Final = 128
"""Little at a time: one call gives all that what it is fed unpacks to, and that can be much."""


def _stepwise(decoder: Any, data: bytes | memoryview, ends: list[int] | None) -> Iterator[bytes]:  # noqa: ANN401
    """Drive a decoder of bz2 or lzma: they keep what they were fed and have not used."""
    view, at = memoryview(data), 0
    while not decoder.eof:
        fed = b""
        if decoder.needs_input:
            fed = bytes(view[at : at + _FED])
            at += len(fed)
            if not fed:
                raise broken("its packed data ends early")
        try:
            piece = decoder.decompress(fed, PIECE)
        except (lzma.LZMAError, OSError, ValueError, EOFError, MemoryError) as error:
            raise broken(f"its packed data is damaged ({error})") from error
        if piece:
            yield piece
    if ends is not None:
        ends.append(at - len(decoder.unused_data))


def unbzipped(data: bytes | memoryview, ends: list[int] | None = None) -> Iterator[bytes]:
    """Yield what bzip2 data holds."""
    return _stepwise(bz2.BZ2Decompressor(), data, ends)


def unxz(data: bytes | memoryview, ends: list[int] | None = None) -> Iterator[bytes]:
    """Yield what xz or lone lzma data holds."""
    return _stepwise(lzma.LZMADecompressor(lzma.FORMAT_AUTO, memlimit=_LZMA_MEMORY), data, ends)


def unlzma(
    data: bytes | memoryview, properties: bytes, size: int | None, *, cut: bool = False
) -> Iterator[bytes]:
    """Yield what a bare lzma stream holds, whose properties stand elsewhere: five bytes, or one of lzma2.

    One that is `cut` has no end of its own: what it gives until its bytes are used up is all.

    Raises:
        BadInput: it is damaged.

    """
    made = 0
    try:
        for piece in _stepwise(_bare(properties, size), data, None):
            made += len(piece)
            yield piece
    except BadInput as error:
        if not (cut and made and "ends early" in str(error)):
            raise


def _bare(properties: bytes, size: int | None) -> Any:  # noqa: ANN401
    """Return a decoder for lzma without a head."""
    if len(properties) == 1:
        power = properties[0]
        if power > _LZMA2_MOST:
            raise broken("its packed data asks for too much memory")
        window = (2 | power & 1) << (power // 2 + 11)
        return lzma.LZMADecompressor(
            lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": window}]
        )
    told = b"\xff" * 8 if size is None else size.to_bytes(8, "little")
    decoder = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_LZMA_MEMORY)
    try:
        decoder.decompress(properties[:5].ljust(5, b"\0") + told, 0)
    except lzma.LZMAError as error:
        raise broken(f"its packed data is damaged ({error})") from error
    return decoder


_LZMA2_MOST: Final = 30
"""The size of a dictionary of 64 MiB, as lzma2 writes it."""


def unzstd(data: bytes | memoryview, ends: list[int] | None = None) -> Iterator[bytes]:
    """Yield what one Zstandard frame holds."""
    import zstandard  # noqa: PLC0415  only who meets it pays for it

    try:
        decoder = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
        view, at = memoryview(data), 0
        while not decoder.eof:
            fed = view[at : at + _ZSTD_FED]
            at += len(fed)
            if not fed:
                raise broken("its packed data ends early")
            yield decoder.decompress(fed)
    except zstandard.ZstdError as error:
        raise broken(f"its packed data is damaged ({error})") from error
    if ends is not None:
        ends.append(at - len(decoder.unused_data))


_ZSTD_FED: Final = 1 << 10
"""Little at a time: one call gives all that what it is fed unpacks to."""

Opening = Callable[[memoryview, list[int] | None], Iterator[bytes]]
"""A way to unpack one stream; where it ends goes into the list."""
