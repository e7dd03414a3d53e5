"""Installers of NSIS and Inno Setup: what they carry, as far as it can be told apart without running them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from struct import Struct
from typing import Final

from vedette.core.errors import BadInput
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample
from vedette.triage.unpack import nsis
from vedette.triage.unpack.growth import gather, unlzma
from vedette.triage.unpack.member import Member, attempt, broken

_NSIS: Final = b"\xef\xbe\xad\xdeNullsoftInst"
_INNO_HEAD: Final = b"Inno Setup Setup Data ("
_INNO_OLD: Final = b"idska32\x1a"
_INNO_CHUNK: Final = b"zlb\x1a"
_NEAR: Final = 1 << 20
_BLOCK: Final = Struct("<IIB")
_PIECE: Final = 4096
_INNO_NAME: Final = 64


def start(overlay: bytes) -> tuple[int, str] | None:
    """Return where an installer's data begins behind a program, and of whom it is."""
    at = overlay.find(_NSIS, 0, _NEAR)
    if at >= 4:  # noqa: PLR2004  the flags before its mark
        return at - 4, "nsis"
    places = [place for mark in (_INNO_OLD, _INNO_HEAD, _INNO_CHUNK) if (place := overlay.find(mark)) >= 0]
    if places and _INNO_HEAD in overlay:
        return min(places), "inno"
    return None


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield what an installer carries.

    Raises:
        BadInput: it cannot be told apart.

    """
    if sample.kind is Kind.NSIS:
        yield from nsis.entries(sample.data, allowance)
    else:
        yield from _inno(sample.data, allowance)


def _inno(data: bytes, allowance: Allowance) -> Iterator[Member | Skipped]:
    """Yield the setup's own data, which names files and commands, and the packed files it can reach."""
    at = data.find(_INNO_HEAD)
    if at < 0:
        raise broken("its setup data was not found")
    version = data[at : at + _INNO_NAME].rstrip(b"\0").decode("latin-1")
    place = at + _INNO_NAME
    for name in ("setup-data", "setup-files"):
        try:
            body, place = _setup_block(data, place, allowance)
        except BadInput as error:
            raise broken(f"{version}: {error}") from error
        yield Member(f"{name}.bin", body, version)
    yield from _chunks(data, allowance)
    raise broken("the files in it come out joined, without their names")


def _setup_block(data: bytes, at: int, allowance: Allowance) -> tuple[bytes, int]:
    """Unpack a block of setup data: pieces with a checksum each, deflated or in lzma."""
    head = data[at : at + _BLOCK.size]
    if len(head) < _BLOCK.size:
        raise broken("it breaks off in its setup data")
    crc, size, packed = _BLOCK.unpack(head)
    if zlib.crc32(head[4:]) != crc:
        raise broken("its setup data is locked, or of a kind not known here")
    place, end = at + _BLOCK.size, at + _BLOCK.size + size
    pieces = []
    while place < end:
        piece = data[place + 4 : min(place + 4 + _PIECE, end)]
        allowance.burn(len(piece) >> 4)
        pieces.append(piece)
        place += 4 + _PIECE
    joined = b"".join(pieces)
    if not packed:
        allowance.take_bytes(len(joined))
        return joined, end
    return gather(unlzma(joined[5:], joined[:5], None, cut=True), allowance, len(joined)), end


def _chunks(data: bytes, allowance: Allowance) -> Iterator[Member | Skipped]:
    """Yield the packed files: all of one chunk come out as one."""
    at, number = data.find(_INNO_CHUNK), 0
    while at >= 0 and number < _CHUNKS:
        following = data.find(_INNO_CHUNK, at + 4)
        end = following if following >= 0 else len(data)
        number += 1
        name = f"files-{number}.bin"
        yield from attempt(_chunk(data[at + 4 : end], name, allowance), name, allowance)
        at = following


_CHUNKS: Final = 1000


def _chunk(data: bytes, name: str, allowance: Allowance) -> Iterator[Member]:
    for way in nsis.WAYS:
        try:
            made = gather(way(data), allowance, len(data))
        except BadInput:
            continue
        yield Member(name, made, "the files of one chunk, joined")
        return
    raise broken("packed in a way nothing here reads, or locked")
