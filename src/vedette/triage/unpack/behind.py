"""What stands behind a program, or lies in a picture or unknown bytes: archives, installers, pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample
from vedette.triage.unpack import frozen, installers, zip_directory
from vedette.triage.unpack.carving import INSIDE, carved, program_end
from vedette.triage.unpack.growth import keep
from vedette.triage.unpack.member import Member

NOTE: Final = "found {0:,} bytes into it"
_BEHIND: Final = "stood behind the program"
_PROGRAMS: Final = frozenset({Kind.PE, Kind.DOTNET, Kind.ELF, Kind.MACHO})
_LEAST: Final = 64
_CERTIFICATES: Final = 4


def found(sample: Sample, allowance: Allowance) -> Iterator[Member | Skipped]:
    """Yield what is found behind or in something.

    Raises:
        LimitHit: nothing is left.

    """
    data, kind = sample.data, sample.kind
    place = frozen.find(data) if kind in _PROGRAMS else -1
    if place >= 0:
        yield from frozen.entries(data, place, allowance)
    elif kind in {Kind.PE, Kind.DOTNET}:
        yield from _behind_program(data, allowance)
    elif kind is Kind.ELF:
        yield from _behind(data, _elf_end(data), allowance)
    elif kind is Kind.UNKNOWN:
        yield from carved(data, 1, allowance, NOTE)
    else:
        yield from _zip_behind(data, allowance)
        yield from _script_within(data, 0, allowance)


def _behind_program(data: bytes, allowance: Allowance) -> Iterator[Member]:
    head = int.from_bytes(data[60:64], "little")
    end = program_end(data, 0, head) if data[head : head + 4] == b"PE\0\0" else 0
    if not end:
        return
    yield from carved(
        data[:end], head + 4, allowance, "carried inside the program, {0:,} bytes into it", INSIDE
    )
    signed = _signature(data, head)
    stop = signed[0] if signed and signed[0] >= end else len(data)
    overlay = data[end:stop].rstrip(b"\0")
    installer = installers.start(overlay)
    if installer is not None:
        rest = overlay[installer[0] :]
        yield Member(f"installer.{installer[1]}", keep(rest, allowance), _BEHIND)
    elif len(overlay) >= _LEAST:
        yield from _behind(data[:stop], end, allowance)
    yield from _script_within(data, end, allowance)


def _signature(data: bytes, head: int) -> tuple[int, int] | None:
    """Return where the certificates of a signed program lie: they stand behind it too."""
    magic = int.from_bytes(data[head + 24 : head + 26], "little")
    row = head + 24 + (96 if magic == 0x10B else 112) + 8 * _CERTIFICATES  # noqa: PLR2004
    start, size = (int.from_bytes(data[at : at + 4], "little") for at in (row, row + 4))
    return (start, size) if start and size else None


def _behind(data: bytes, end: int, allowance: Allowance) -> Iterator[Member]:
    """Yield what is found behind the end of a program."""
    if not 0 < end < len(data) - _LEAST:
        return
    found = zip_directory.find(data[end:])
    if found is not None and found.start < found.stop:
        yield Member("behind.zip", keep(data[end:], allowance), _BEHIND)
    else:
        yield from carved(data, end, allowance, NOTE)


def _elf_end(data: bytes) -> int:
    """Return where an ELF file ends by its table of sections, which stands last."""
    order = "little" if data[5:6] == b"\x01" else "big"
    wide = data[4:5] == b"\x02"
    place, size = (40, 8) if wide else (32, 4)
    table = int.from_bytes(data[place : place + size], order)  # type: ignore[arg-type]
    at = 58 if wide else 46
    width, count = (int.from_bytes(data[one : one + 2], order) for one in (at, at + 2))  # type: ignore[arg-type]
    return table + width * count


def _zip_behind(data: bytes, allowance: Allowance) -> Iterator[Member]:
    """Yield a zip that shares a file with a picture or the like."""
    found = zip_directory.find(data)
    if found is None or found.start >= found.stop:
        return
    first = min((one.at for one in zip_directory.listed(data, found, allowance)), default=-1)
    if 0 < first < found.start:
        yield Member("behind.zip", keep(data[first:], allowance), NOTE.format(first))


_SCRIPT: Final = re.compile(rb"<(?:script|hta:application|html|job|\?php)[\s>]", re.IGNORECASE)
_SCRIPT_MOST: Final = 1 << 20


def _script_within(data: bytes, start: int, allowance: Allowance) -> Iterator[Member]:
    """Yield a page or script in a picture or behind a program: there are ways to run a file as one."""
    found = _SCRIPT.search(data, start)
    if found:
        end = data.find(b"\0", found.start(), found.start() + _SCRIPT_MOST)
        piece = data[found.start() : end if end >= 0 else found.start() + _SCRIPT_MOST]
        ending = "php" if piece.startswith(b"<?") else "hta"
        yield Member(f"at-{found.start():#x}.{ending}", keep(piece, allowance), NOTE.format(found.start()))
