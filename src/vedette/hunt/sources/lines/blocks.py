"""Any source as numbered lines, many at a time: bounded however long a line is, whatever its encoding.

Numbers are those an editor shows. An empty line keeps its number and is given as an empty string; so is one
that is too long, which is counted as skipped. NULs are left out: rotated logs begin with thousands of them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, TypeAlias

from vedette.hunt.event import Event
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.streams import BROKEN, utf8, what_failed

LINE_CHARS: Final = 64 * 1024
"""A longer line is skipped."""
_REST: Final = 4 * LINE_CHARS + 4
"""As much of an unfinished line as is kept: enough to know that it is too long."""
_ODD: Final = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError)

Block: TypeAlias = tuple[int, list[str]]
"""The number of the first line, and the lines."""
Parse: TypeAlias = Callable[[str, int], "Event | str"]
"""A line and its number as an event; or why not, and empty where nothing was lost."""

UNREADABLE: Final = "a line is not of this format"
TOO_LONG: Final = f"a line is longer than {LINE_CHARS // 1024} KiB"


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
    number = 1
    try:
        with source.open() as stream:
            for lines in _runs(stream):
                _shorten(lines, number, source, skips)
                yield number, lines
                number += len(lines)
    except BROKEN as error:
        skips.add(source, what_failed(error), number)


def _runs(stream: BinaryIO) -> Iterator[list[str]]:
    rest = b""
    for chunk in utf8(stream):
        whole, newline, tail = chunk.rpartition(b"\n")
        if not newline:
            rest = (rest + chunk)[:_REST]
            continue
        yield _lines(rest[:_REST] + whole)
        rest = tail[:_REST]
    if rest:
        yield _lines(rest)


def head_lines(head: bytes, most: int = 50) -> list[str]:
    """Return the first lines that say something, of the first bytes of a source; the last may be cut."""
    begun = _lines(b"".join(utf8(io.BytesIO(head))))
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
