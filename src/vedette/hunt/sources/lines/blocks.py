"""Any source as numbered lines, many at a time: bounded however long a line is, whatever its encoding.

Numbers are those an editor shows. An empty line keeps its number and is given as an empty string; so is one
that is too long, which is counted as skipped. NULs are left out: rotated logs begin with thousands of them.
"""

from __future__ import annotations

import codecs
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, TypeAlias

from vedette.core.errors import BadInput
from vedette.hunt.event import Event
from vedette.hunt.source import Skips, Source

LINE_CHARS: Final = 64 * 1024
"""A longer line is skipped."""
_CHUNK: Final = 256 * 1024
_REST: Final = 4 * LINE_CHARS + 4
"""As much of an unfinished line as is kept: enough to know that it is too long."""
BROKEN: Final = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, BadInput)
"""What reading raises where a source is damaged or cut short."""
_ODD: Final = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError)

Block: TypeAlias = tuple[int, list[str]]
"""The number of the first line, and the lines."""
Parse: TypeAlias = Callable[[str, int], "Event | str"]
"""A line and its number as an event; or why not, and empty where nothing was lost."""

UNREADABLE: Final = "a line is not of this format"
TOO_LONG: Final = f"a line is longer than {LINE_CHARS // 1024} KiB"
BREAKS_OFF: Final = "the source breaks off: it is damaged or cut short"


def events(source: Source, skips: Skips, parse: Parse) -> Iterator[Event]:
    """Give the event of each line; count the lines that have none."""
    for first, lines in blocks(source, skips):
        for number, line in enumerate(lines, first):
            if not line:
                continue
            try:
                made = parse(line, number)
            except _ODD:
                made = UNREADABLE
            if type(made) is not str:
                yield made  # type: ignore[misc]  # an event: what is not a str
            elif made:
                skips.add(source, made, number)


def blocks(source: Source, skips: Skips) -> Iterator[Block]:
    """Give runs of lines."""
    number, rest = 1, b""
    for chunk in _chunks(source, skips):
        whole, newline, tail = chunk.rpartition(b"\n")
        if not newline:
            rest = (rest + chunk)[:_REST]
            continue
        lines = _lines(rest[:_REST] + whole)
        rest = tail[:_REST]
        _shorten(lines, number, source, skips)
        yield number, lines
        number += len(lines)
    if rest:
        lines = _lines(rest)
        _shorten(lines, number, source, skips)
        yield number, lines


def head_lines(head: bytes, most: int = 50) -> list[str]:
    """Return the first lines that say something, of the first bytes of a source; the last may be cut."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head[: len(head) & ~1].decode("utf-16", "replace").encode()
    begun = _lines(head.removeprefix(codecs.BOM_UTF8))
    if len(begun) > 1:
        begun.pop()
    return [line for line in begun[: most * 4] if line.strip()][:most]


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").removesuffix("\r")
    if "\0" in text:
        text = text.replace("\0", "")
    return text.split("\n")


def _shorten(lines: list[str], first: int, source: Source, skips: Skips) -> None:
    """Empty the lines that are too long."""
    if len(max(lines, key=len)) <= LINE_CHARS:
        return
    for place, line in enumerate(lines):
        if len(line) > LINE_CHARS:
            lines[place] = ""
            skips.add(source, TOO_LONG, first + place)


def _chunks(source: Source, skips: Skips) -> Iterator[bytes]:
    """Give the source's bytes as UTF-8, as far as it can be read."""
    try:
        with source.open() as stream:
            yield from _decoded(stream)
    except BROKEN:
        skips.whole(source.name, BREAKS_OFF)


def _decoded(stream: BinaryIO) -> Iterator[bytes]:
    first = stream.read(_CHUNK)
    if not first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        first = first.removeprefix(codecs.BOM_UTF8)
        while first:
            yield first
            first = stream.read(_CHUNK)
        return
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    while first:
        yield decoder.decode(first).encode("utf-8", "replace")
        first = stream.read(_CHUNK)
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
