"""The part of triage that happens in a worker: one file, read under limits, examined, its answer as JSON."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from vedette.app.plainfiles import open_plain
from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import MIB
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.examine import Extras, Outside, examine, examine_folder

FILE_BYTES: Final = 512 * MIB
"""Of a larger file only so much is looked at, and that is said."""
BOUNDS: Final = Bounds(sample_bytes=256 * MIB, total_bytes=1024 * MIB)


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """One file to examine."""

    path: str
    name: str
    files: tuple[tuple[str, str], ...] = ()
    """Of a folder that is one thing: each file's path within it, and where it lies."""
    passwords: tuple[str, ...] = ()
    yara: str = ""
    capa: str = ""
    known: str = ""


def work(given: bytes) -> bytes:
    """Examine one file.

    Raises:
        BadInput: it cannot be read.

    """
    thing = msgspec.json.decode(given, type=Thing)
    extras = Extras(passwords=thing.passwords, outside=_outside(thing.yara, thing.capa, thing.known))
    if thing.files:
        return msgspec.json.encode(
            examine_folder(thing.name, read_all(thing.files), extras, Allowance(BOUNDS))
        )
    data, rest = read(Path(thing.path), thing.name)
    made = examine(thing.name, data, extras, Allowance(BOUNDS))
    if rest:
        why = f"only its first {len(data):,} bytes of {len(data) + rest:,}"
        cut = Skipped(what=thing.name, why=why, partial=True)
        made = msgspec.structs.replace(made, skipped=(cut, *made.skipped))
    return msgspec.json.encode(made)


def read_all(files: Iterable[tuple[str, str]]) -> list[tuple[str, bytes]]:
    """Read the files of a folder, up to a bound on all together; one that cannot be read is left out.

    Raises:
        LimitHit: they are too large together.

    """
    made, total = [], 0
    for name, path in files:
        with contextlib.suppress(BadInput):
            data, _ = read(Path(path), name)
            total += len(data)
            made.append((name, data))
        if total > FILE_BYTES:
            raise LimitHit(
                f"more than {FILE_BYTES:,} bytes in one package", hint="give its files by themselves"
            )
    return made


def read(path: Path, name: str) -> tuple[bytes, int]:
    """Return the bytes of a file, and how many more it has.

    Raises:
        BadInput: it cannot be read.

    """
    try:
        with open_plain(path) as stream:
            data = stream.read(FILE_BYTES)
            size = stream.seek(0, 2)
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror}", hint="check its permissions") from error
    return data, max(0, size - len(data))


@cache
def _outside(yara: str, capa: str, known: str) -> tuple[Outside, ...]:
    """Load what the user brought, once a worker."""
    del yara, capa, known
    return ()
