"""The members of a 7z archive, through py7zr: into memory only, and each within bounds."""

from __future__ import annotations

import io
import lzma
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import DEFAULTS, MIB
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.sample import Sample
from vedette.triage.unpack import sevenzip_keys, sevenzip_programs
from vedette.triage.unpack.growth import PIECE, gather
from vedette.triage.unpack.member import Member, broken, is_spent, skipped
from vedette.triage.unpack.passwords import LOCKED, candidates, opened_by

_HEAD: Final = 32
_HEADER_BYTES: Final = 16 * MIB
_MEMORY: Final = 256 * MIB
_KEY_STEPS: Final = 400_000
"""Making a key from a password takes half a million rounds of a digest."""
_BURNT: Final = 8
_TRIED: Final = MIB
_FILE_STEPS: Final = 50
_STALLS: Final = 3
_BLOCK: Final = 1 << 14
_SMALL: Final = 128
_DEFLATE64: Final = b"\x04\x01\x09"
_AES: Final = b"\x06\xf1\x07\x01"
_ROUNDS: Final = 22
"""Two to the power of this many rounds for one key are enough."""
_METHODS: Final = (
    b"\x00", b"\x21", b"\x03\x01\x01", b"\x03", b"\x04", b"\x03\x03", b"\x03\x04\x01", b"\x04\x01\x08",
    b"\x04\x01\x09",
    b"\x04\x02\x02", _AES,
)  # fmt: skip
"""Ways to pack that give bytes a piece at a time: copy, LZMA, filters, PPMd, Deflate, BZip2, AES."""
_ERRORS: Final = (
    lzma.LZMAError, zlib.error, EOFError, OSError, ValueError, TypeError, KeyError, IndexError, OverflowError,
    AttributeError, MemoryError, RuntimeError, AssertionError, NotImplementedError, struct.error,
    UnicodeError, ArithmeticError, LookupError,
)  # fmt: skip


def members(sample: Sample, allowance: Allowance, passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the files of a 7z archive.

    Raises:
        BadInput: it is damaged, or locked.

    """
    _check_head(sample.data)
    opened = _open(sample.data, None, allowance)
    if opened is not None and not opened.needs_password():
        yield from _files(opened, "", allowance)
        return
    for password in candidates(passwords, allowance):
        allowance.burn(_KEY_STEPS)
        opened = _open(sample.data, password, allowance)
        if opened is not None and _fits(opened):
            opened = _open(sample.data, password, allowance)
            yield from _files(opened, opened_by(password), allowance)
            return
    raise broken(LOCKED)


def _check_head(data: bytes) -> None:
    """Refuse a header that lies elsewhere or is huge, before anything is made of it."""
    if len(data) < _HEAD:
        raise broken("it breaks off in its head")
    offset, size = struct.unpack("<QQ", data[12:28])
    if _HEAD + offset + size > len(data):
        raise broken("its directory lies beyond its end: it is cut off")
    if size > _HEADER_BYTES:
        raise broken(f"its directory alone is {size:,} bytes")
    header = data[_HEAD + offset : _HEAD + offset + size]
    at = header.find(_AES)
    while at >= 0:
        if header[at + 5 : at + 6] and header[at + 5] & 0x3F > _ROUNDS:
            raise broken("its lock asks for too many rounds")
        at = header.find(_AES, at + 1)


def _errors() -> tuple[type[BaseException], ...]:
    import py7zr.exceptions  # noqa: PLC0415  heavy

    return (*_ERRORS, py7zr.exceptions.ArchiveError, py7zr.exceptions.PasswordRequired)


def _open(data: bytes, password: str | None, allowance: Allowance) -> Any:  # noqa: ANN401  an archive of py7zr
    """Return the archive, or None where it takes a password to read its directory."""
    import py7zr  # noqa: PLC0415  heavy

    sevenzip_keys.quicken()
    allowance.burn(len(data) >> _BURNT)
    try:
        archive = py7zr.SevenZipFile(io.BytesIO(data), password=password)
    except py7zr.exceptions.PasswordRequired:
        return None
    except _errors() as error:
        if password is not None:
            return None
        if isinstance(error, lzma.LZMAError | zlib.error | ValueError | TypeError) and _is_locked(data):
            return None
        raise broken(f"its directory is damaged ({_brief(error)})") from error
    _check_count(archive)
    return archive


def _is_locked(data: bytes) -> bool:
    """Tell whether the directory itself is under AES, by the number of that method."""
    return _AES in data[-4096:]


def _check_count(archive: Any) -> None:  # noqa: ANN401
    if len(archive.files) > DEFAULTS.archive_entries:
        raise broken(f"more than {DEFAULTS.archive_entries:,} entries")


def _refusal(folder: Any) -> str:  # noqa: ANN401
    """Say why what is packed together is not unpacked, or nothing."""
    for coder in folder.coders:
        method, properties = coder.get("method", b""), coder.get("properties") or b""
        if not method.startswith(_METHODS):
            return "packed in a way nothing here reads"
        if _dictionary(method, properties) > _MEMORY:
            return f"it takes more than {_MEMORY:,} bytes of memory to unpack"
        if method == _AES and properties and properties[0] & 0x3F > _ROUNDS:
            return "its lock asks for too many rounds"
    return ""


def _dictionary(method: bytes, properties: bytes) -> int:
    """Return the memory a method asks for."""
    if method in {b"\x03\x01\x01", b"\x03\x04\x01"} and len(properties) >= 5:  # noqa: PLR2004  LZMA, PPMd
        return int.from_bytes(properties[1:5], "little")
    if method == b"\x21" and properties:
        return (2 | properties[0] & 1) << (properties[0] // 2 + 11)
    return 0


def _fits(archive: Any) -> bool:  # noqa: ANN401
    """Tell whether the password was the right one: the first file comes out as its checksum says."""
    first = next((one for one in archive.files if not one.emptystream), None)
    if first is None:
        return True
    folder = archive.header.main_streams.unpackinfo.folders[0]
    if _refusal(folder):
        return False
    crc, size = 0, 0
    try:
        for piece in _pieces(archive, folder, 0, first):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            if size > _TRIED:
                return True
    except BadInput:
        return False
    return first.crc32 is None or crc == first.crc32


def _files(archive: Any, note: str, allowance: Allowance) -> Iterator[Member | Skipped]:  # noqa: ANN401
    for file in archive.files:
        allowance.burn(_FILE_STEPS)
        if file.emptystream and not file.is_directory and not file.is_junction:
            yield Member(file.filename, b"", note)
    streams = archive.header.main_streams
    for number, folder in enumerate(streams.unpackinfo.folders if streams is not None else ()):
        if folder.files is not None:
            yield from _folder(archive, number, note, allowance)


def _folder(archive: Any, number: int, note: str, allowance: Allowance) -> Iterator[Member | Skipped]:  # noqa: ANN401
    """Yield the files packed together; one that is too large is passed over, if that is not too much work."""
    streams = archive.header.main_streams
    folder = streams.unpackinfo.folders[number]
    if sevenzip_programs.is_program(folder):
        yield from _program(archive, number, note, allowance)
        return
    if why := _refusal(folder):
        yield from (skipped(file.filename, why) for file in folder.files)
        return
    packed = _packed(streams, number)
    for file in folder.files:
        pieces = _pieces(archive, folder, number, file)
        why = "a link: not followed" if file.is_symlink or file.is_junction else ""
        try:
            data = gather(pieces, allowance, packed)
        except LimitHit as error:
            if is_spent(allowance):
                raise
            why = str(error)
            yield skipped(file.filename, why)
            if file.uncompressed > allowance.bounds.sample_bytes:
                raise broken("what is packed after a member that is too large was not looked at") from error
            _pass(pieces, allowance)
            continue
        except BadInput as error:
            raise broken(f"breaks off in {file.filename[:120]!a}: {error}") from error
        wrong = file.crc32 is not None and zlib.crc32(data) != file.crc32
        words = [note, "its checksum is wrong" if wrong else ""]
        yield (
            skipped(file.filename, why)
            if why
            else Member(file.filename, data, "; ".join(word for word in words if word))
        )


def _program(archive: Any, number: int, note: str, allowance: Allowance) -> Iterator[Member | Skipped]:  # noqa: ANN401
    """Yield the files of what was taken apart as a program, which comes out as one."""
    streams = archive.header.main_streams
    files = streams.unpackinfo.folders[number].files
    try:
        whole = gather(
            sevenzip_programs.pieces(archive, number, allowance), allowance, _packed(streams, number)
        )
    except BadInput as error:
        if is_spent(allowance):
            raise
        yield from (skipped(file.filename, error) for file in files)
        return
    at = 0
    for file in files:
        data = whole[at : at + file.uncompressed] if len(files) > 1 else whole
        at += len(data)
        wrong = file.crc32 is not None and zlib.crc32(data) != file.crc32
        words = [note, "its checksum is wrong" if wrong else ""]
        yield Member(file.filename, data, "; ".join(word for word in words if word))


def _pass(pieces: Iterator[bytes], allowance: Allowance) -> None:
    for piece in pieces:
        allowance.burn(len(piece) >> _BURNT)


def _packed(streams: Any, number: int) -> int:  # noqa: ANN401
    """Return how many bytes what is packed together takes."""
    first = sevenzip_programs.first_stream(streams, number)
    count = len(streams.unpackinfo.folders[number].packed_indices)
    return int(sum(streams.packinfo.packsizes[first : first + count]))


class _Pieces:
    """The bytes of one file, unpacked a piece at a time; goes on where it was after it was given up."""

    def __init__(self, archive: Any, folder: Any, number: int, file: Any) -> None:  # noqa: ANN401
        self._archive, self._folder, self._file = archive, folder, file
        self._left = file.uncompressed
        if folder.decompressor is None:
            streams = archive.header.main_streams
            first = sevenzip_programs.first_stream(streams, number)
            if first >= len(streams.packinfo.packpositions):
                raise broken("a stream of it is not there")
            archive.fp.seek(archive.afterheader + streams.packinfo.packpositions[first])

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._left <= 0:
            raise StopIteration
        stalls = 0
        while stalls < _STALLS:
            before = self._archive.fp.tell()
            piece = self._piece()
            self._left -= len(piece)
            if piece:
                return piece
            stalls = stalls + 1 if self._archive.fp.tell() == before else 0
        raise broken("its packed data ends early")

    def _piece(self) -> bytes:
        try:
            decoder = self._folder.get_decompressor(self._file.compressed)
            decoder.block_size = _block(self._folder)
            return bytes(decoder.decompress(self._archive.fp, min(self._left, PIECE)))
        except _errors() as error:
            raise broken(f"its packed data is damaged ({_brief(error)})") from error


def _block(folder: Any) -> int:  # noqa: ANN401
    """Return how much may be read at a time: some decoders give all at once that it unpacks to."""
    return _SMALL if any(coder.get("method") == _DEFLATE64 for coder in folder.coders) else _BLOCK


def _pieces(archive: Any, folder: Any, number: int, file: Any) -> Iterator[bytes]:  # noqa: ANN401
    return _Pieces(archive, folder, number, file)


def _brief(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:120]
