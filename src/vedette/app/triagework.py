"""The part of triage that happens in a worker: one file, read under limits, examined, its answer as JSON."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from vedette.app.plainfiles import open_plain
from vedette.core.errors import BadInput
from vedette.core.limits import MIB
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.examine import Extras, Outside, examine

FILE_BYTES: Final = 512 * MIB
"""Of a larger file only so much is looked at, and that is said."""
BOUNDS: Final = Bounds(sample_bytes=256 * MIB, total_bytes=1024 * MIB)


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """One file to examine."""

    path: str
    name: str
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
    data, rest = read(Path(thing.path), thing.name)
    extras = Extras(passwords=thing.passwords, outside=_outside(thing.yara, thing.capa, thing.known))
    made = examine(thing.name, data, extras, Allowance(BOUNDS))
    if rest:
        why = f"only its first {len(data):,} bytes of {len(data) + rest:,}"
        cut = Skipped(what=thing.name, why=why, partial=True)
        made = msgspec.structs.replace(made, skipped=(cut, *made.skipped))
    return msgspec.json.encode(made)


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
