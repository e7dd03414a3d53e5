"""Bytes of strangers made into text and JSON, within bounds; each failure is one `BadInput`."""

from __future__ import annotations

import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final, TypeVar

import msgspec

from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import MIB

MOST: Final = 256 * MIB
"""Bytes of a catalogue, unpacked."""
MOST_ROWS: Final = 3_000_000
LONGEST: Final = 600
"""Characters of a sentence that is kept."""
BROKEN_ZIP: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError,
    RuntimeError, OverflowError, IndexError, KeyError,
)  # fmt: skip
"""Whatever the library says of a zip that is none, or half of one."""
_DIRECTORY: Final = MIB
_TAIL: Final = 22 + 65_535 + 20 + 56
_IN_WIDE: Final = 0xFFFFFFFF
"""Stands where a size is too large for its place and is written elsewhere."""
_WINDOW: Final = 47
"""zlib: a gzip or zlib head, found out by itself."""
_CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,10}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CITED: Final = re.compile(r"\(Citation: [^()]*\)|\[([^\]\[]*)\]\([^()\s]*\)|</?code>")
T = TypeVar("T")


def unpacked(data: bytes, ending: str) -> bytes:
    """Return bytes as they are, or what one gzip stream or the one fitting file of a zip holds.

    Raises:
        BadInput: the archive is broken, or holds no such file or several.
        LimitHit: too much would come out of it.

    """
    if data.startswith(b"\x1f\x8b"):
        data = _inflated(data)
    elif data.startswith(b"PK\x03\x04"):
        data = _member(data, ending)
    return bounded(data)


def bounded(data: bytes) -> bytes:
    """Return bytes there are not too many of.

    Raises:
        LimitHit: there are.

    """
    if len(data) > MOST:
        raise LimitHit(f"more than {MOST // MIB} MiB", hint="is it the catalogue as it is published?")
    return data


def _inflated(data: bytes) -> bytes:
    made = zlib.decompressobj(_WINDOW)
    try:
        out = made.decompress(data, MOST + 1)
    except zlib.error as error:
        raise BadInput("a broken gzip file", hint="fetch it again") from error
    if not made.eof and len(out) <= MOST:
        raise BadInput("a gzip file that is not whole", hint="fetch it again")
    return out


def directory_fits(stream: BinaryIO, most: int) -> None:
    """See that the list of what is in a zip, which is held in memory as a whole, is of a size for that.

    Raises:
        LimitHit: it is not.

    """
    stream.seek(max(0, stream.seek(0, io.SEEK_END) - _TAIL))
    tail = stream.read(_TAIL)
    stream.seek(0)
    at, wide = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if size == _IN_WIDE and wide >= 0:
        size = int.from_bytes(tail[wide + 40 : wide + 48], "little")
    if size > most:
        raise LimitHit(
            f"its list of files alone has {size:,} bytes", hint="unpack it, and give what is in it"
        )


def _member(data: bytes, ending: str) -> bytes:
    try:
        directory_fits(io.BytesIO(data), _DIRECTORY)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            fitting = [one for one in archive.infolist() if one.filename.lower().endswith(ending)]
            if len(fitting) != 1:
                raise BadInput(
                    f"{len(fitting)} files in it end in {ending}", hint="give the zip as it is published"
                )
            with archive.open(fitting[0]) as member:
                return member.read(MOST + 1)
    except BROKEN_ZIP as error:
        raise BadInput("a broken zip file", hint="fetch it again") from error


def json(data: bytes, kind: type[T], what: str) -> T:
    """Decode JSON of a known form.

    Raises:
        BadInput: it is something else.

    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]
        raise BadInput(f"no {what}: {why}", hint="give the file as it is published") from error


def table(data: bytes, wanted: tuple[str, ...], what: str) -> Iterator[dict[str, str]]:
    """Read CSV with a head: each row by the names of its columns.

    Raises:
        BadInput: it is none, or lacks a column.
        LimitHit: there are too many rows.

    """
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""))
    hint = "give the file as it is published"
    try:
        head = [one.strip() for one in next(reader, [])]
        if lacking := [one for one in wanted if one not in head]:
            raise BadInput(f"no {what}: it has no column {lacking[0]!r}", hint=hint)
        for number, row in enumerate(reader):
            if number >= MOST_ROWS:
                raise LimitHit(f"more than {MOST_ROWS:,} rows", hint=hint)
            yield dict(zip(head, row, strict=False))
    except csv.Error as error:
        raise BadInput(f"no {what}: {error}", hint=hint) from error


def sentence(text: str, most: int = LONGEST) -> str:
    """Return text as one line that is not too long, without marks of citations and links."""
    words = " ".join(_CITED.sub(r"\1", text[: 4 * most]).split())
    return words if len(words) <= most else f"{words[: most - 1].rpartition(' ')[0] or words[: most - 1]}…"


def cve(text: str) -> str:
    """Return the id of a CVE as it is written, or nothing where it is none."""
    wanted = text.strip().upper()[:20]
    return wanted if _CVE.fullmatch(wanted) else ""


def day(text: str) -> str:
    """Return the day a moment is on, or nothing where there is none."""
    found = _DAY.match(text.strip())
    return found.group() if found else ""
