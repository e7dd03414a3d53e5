"""The part of triage that happens in a worker: one file, read under limits, examined, its answer as JSON."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from vedette.app import largefiles
from vedette.app.plainfiles import open_plain
from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import MIB
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.examine import Extras, Outside, examine, examine_folder
from vedette.triage.fact import Fact
from vedette.triage.identify import identify
from vedette.triage.sample import Sample

FOLDER_BYTES: Final = 512 * MIB
"""The files of one unpacked package together."""
NAMES_BYTES: Final = 16 * MIB
BOUNDS: Final = Bounds(sample_bytes=256 * MIB, total_bytes=1024 * MIB)


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """One file to examine."""

    path: bytes
    """No text: names need not be any."""
    name: str
    files: tuple[tuple[str, bytes], ...] = ()
    """Of a folder that is one thing: each file's path within it, and where it lies."""
    passwords: tuple[str, ...] = ()
    yara: str = ""
    """Folder of rules."""
    popular: str = ""
    """File of names packages may be mistaken for."""
    capa: str = ""
    """What capa printed of it."""


def work(given: bytes) -> bytes:
    """Examine one file.

    Raises:
        BadInput: it cannot be read.

    """
    thing = msgspec.json.decode(given, type=Thing)
    extras = Extras(passwords=thing.passwords, outside=_outside(thing), popular=names(thing.popular))
    if thing.files:
        return msgspec.json.encode(
            examine_folder(thing.name, read_all(thing.files), extras, Allowance(BOUNDS))
        )
    data, left_out = read(thing.path, thing.name)
    made = examine(thing.name, data, extras, Allowance(BOUNDS), left_out)
    _forget()
    return msgspec.json.encode(made)


def _forget() -> None:
    """Let go of the executable that was read last: the next task may need the room."""
    known = sys.modules.get("vedette.triage.binary.study")
    if known is not None:
        known.study.cache_clear()


def read_all(files: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Read the files of a folder, up to a bound on all together; one that cannot be read is left out.

    Raises:
        LimitHit: they are too large together.

    """
    made, total = [], 0
    for name, path in files:
        with contextlib.suppress(BadInput):
            data, _ = read(path, name)
            total += len(data)
            made.append((name, data))
        if total > FOLDER_BYTES:
            raise LimitHit(
                f"more than {FOLDER_BYTES:,} bytes in one package", hint="give its files by themselves"
            )
    return made


def read(path: bytes, name: str) -> largefiles.Read:
    """Return the bytes of a file that are looked at, and which are not.

    Raises:
        BadInput: it cannot be read.

    """
    try:
        with open_plain(Path(os.fsdecode(path))) as stream:
            return largefiles.read(stream, name)
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror}", hint="check its permissions") from error


@cache
def rules(yara: str) -> tuple[tuple[Outside, ...], tuple[Skipped, ...]]:
    """Load the rules the user brought; asked before workers start, they all have them.

    Returns:
        Readers, and rules that could not be used.

    Raises:
        BadInput: there are no rules there.

    """
    if not yara:
        return (), ()
    from vedette.app.userrules import yara_sources  # noqa: PLC0415
    from vedette.triage.binary.yara import compiled  # noqa: PLC0415  large, and seldom asked for

    made = compiled(yara_sources(Path(yara)))
    return (made.facts,), made.skipped


def names(popular: str) -> str:
    """Read the user's table of much used names.

    Raises:
        BadInput: it cannot be read, or is no such table.

    """
    if not popular:
        return ""
    try:
        with Path(popular).open("rb") as file:
            text = file.read(NAMES_BYTES).decode("utf-8", "replace")
    except OSError as error:
        raise BadInput(f"{popular}: {error.strerror}", hint="check the path and its permissions") from error
    if "\t" not in text:
        raise BadInput(f"{popular}: no table of names", hint="lines of npm or pypi, a tab, and a name")
    return text


def compare(given: bytes) -> bytes:
    """Say what changed between two builds of one executable: both as things, the older first."""
    from vedette.triage.binary import diff, difference  # noqa: PLC0415  large

    older, newer = map(_sample, msgspec.json.decode(given, type=tuple[Thing, Thing]))
    found = diff(older, newer, Allowance(BOUNDS))
    return difference.text(found).encode("utf-8", "replace") if found is not None else b""


def _sample(thing: Thing) -> Sample:
    data, _ = read(thing.path, thing.name)
    return Sample(name=thing.name, data=data, kind=identify(data, thing.name))


def _outside(thing: Thing) -> tuple[Outside, ...]:
    """Return readers over what the user brought for this thing."""
    brought, _ = rules(thing.yara)
    if not thing.capa:
        return brought
    from vedette.triage.binary import capa  # noqa: PLC0415  seldom asked for

    def of_capa(sample: Sample, _: Allowance) -> Iterator[Fact]:
        return capa.facts(sample, document) if sample.name == thing.name else iter(())

    document = msgspec.json.decode(thing.capa, type=dict[str, Any])
    return (*brought, of_capa)
