"""What a user brings to triage: YARA rules by folder, OSV records by folder or archive."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from vedette.app.plainfiles import open_plain
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.core.executables import Component, Executable
from vedette.core.limits import MIB
from vedette.core.nouns import Skipped

_YARA: Final = (".yar", ".yara")
_EXECUTABLE: Final = (b"MZ", b"\x7fELF")
_RECORD: Final = 4 * MIB
_RECORDS: Final = 2_000_000


def yara_sources(folder: Path) -> Iterator[tuple[str, str]]:
    """Read every file of YARA rules in a folder and below, in the order of their names.

    Raises:
        BadInput: there is no such folder, or none in it.

    """
    paths = sorted(one for one in folder.rglob("*") if one.suffix.lower() in _YARA and one.is_file())
    if not paths:
        raise BadInput(f"{folder}: no YARA rules in it", hint="give a folder with .yar or .yara files")
    for path in paths:
        try:
            yield path.relative_to(folder).as_posix(), path.read_text("utf-8", "replace")
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror}", hint="check its permissions") from error


def capa_says(path: Path, rules: Path, seconds: float) -> str:
    """Ask capa about an executable; return the JSON it prints, empty where it is no executable.

    Raises:
        BadInput: there is no such folder of rules.
        Unavailable: capa is not installed.

    """
    from vedette.sandbox.process import Bounds, run  # noqa: PLC0415  seldom asked for

    if not rules.is_dir():
        raise BadInput(f"{rules}: no such folder", hint="give a folder of capa rules")
    with open_plain(path) as stream:
        if not stream.read(4).startswith(_EXECUTABLE):
            return ""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("VEDETTE_")}
    try:
        ran = run(["capa", "-q", "-j", "-r", str(rules), str(path)], Bounds(seconds=int(seconds)), environ)
    except LimitHit:
        return ""
    except Unavailable as error:
        from vedette.triage.binary.capa import ABSENT  # noqa: PLC0415  what reads executables is large

        raise Unavailable(str(error), hint=ABSENT) from error
    return ran.out.decode("utf-8", "replace") if ran.code == 0 else ""


def with_known(
    executables: Iterable[Executable], records: Path
) -> tuple[tuple[Executable, ...], tuple[Skipped, ...]]:
    """Name the known vulnerabilities of what is built into executables.

    Returns:
        The executables, and what could not be read of the records.

    Raises:
        BadInput: there are no records.

    """
    held = tuple(executables)
    wanted = {one.name.lower() for each in held for one in each.components}
    index: dict[str, list[Mapping[str, Any]]] = {}
    broken: list[Skipped] = []
    count = 0
    for name, data in _files(records):
        count += 1
        try:
            record = msgspec.json.decode(data, type=dict[str, Any])
        except (msgspec.MsgspecError, RecursionError):
            broken.append(Skipped(what=name, why="no OSV record"))
            continue
        for package in _packages(record) & wanted:
            index.setdefault(package, []).append(record)
    if not count:
        raise BadInput(f"{records}: no OSV record in it", hint="give a folder or zip of OSV JSON files")
    made = tuple(
        msgspec.structs.replace(each, components=tuple(_known(one, index) for one in each.components))
        for each in held
    )
    return made, tuple(broken)


def _known(one: Component, index: Mapping[str, list[Mapping[str, Any]]]) -> Component:
    from vedette.triage.binary.components import vulnerable  # noqa: PLC0415  what reads executables is large

    return vulnerable(one, index.get(one.name.lower(), ()))


def _packages(record: Mapping[str, Any]) -> set[str]:
    affected = record.get("affected")
    packages = (
        [one.get("package") for one in affected if isinstance(one, dict)]
        if isinstance(affected, list)
        else []
    )
    return {str(one.get("name", "")).lower() for one in packages if isinstance(one, dict)}


def _files(records: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the records of a folder or a zip, each read up to a bound."""
    import zipfile  # noqa: PLC0415  few bring records
    import zlib  # noqa: PLC0415

    try:
        if records.is_dir():
            for number, path in enumerate(sorted(records.rglob("*.json"))):
                if number >= _RECORDS:
                    return
                with path.open("rb") as file:
                    yield path.name, file.read(_RECORD)
            return
        with zipfile.ZipFile(records) as archive:
            for number, name in enumerate(archive.namelist()):
                if number >= _RECORDS:
                    return
                if name.endswith(".json"):
                    with archive.open(name) as member:
                        yield name, member.read(_RECORD)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{records}: {why}", hint="give a folder or zip of OSV JSON files") from error
