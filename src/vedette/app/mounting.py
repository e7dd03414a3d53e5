"""Catalogues mounted, listed and forgotten: a published file in, a card and its file of entries out."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from vedette.app.jobs import Job
from vedette.app.knowledge import BY_ID, CARD, FOLDER, SHELF, Mounted
from vedette.app.knowledge_answers import (
    Catalogue,
    CatalogueAdded,
    CatalogueRemoved,
    CataloguesListed,
    Mount,
)
from vedette.app.knowledge_requests import AddCatalogue, ListCatalogues, RemoveCatalogue
from vedette.app.plainfiles import open_plain
from vedette.app.reports import write_whole
from vedette.app.shipped import shipped
from vedette.app.tools import Tools
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.knowledge.catalogues import attack, cwe, epss, kev, osv
from vedette.knowledge.catalogues.nouns import Advisory, Parsed
from vedette.knowledge.catalogues.reading import BROKEN_ZIP, MOST, bounded, directory_fits
from vedette.store.shelf import write

MAX_AGE: Final = {"attack": 270, "cwe": 400, "kev": 14, "epss": 7, "osv": 14}
"""Days, somewhat longer than the time between two publications."""
_READERS: Final[dict[str, Callable[[bytes], Parsed[Any]]]] = {
    "attack": attack.read,
    "cwe": cwe.read,
    "kev": kev.read,
    "epss": epss.read,
}
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_CHUNK: Final = 1 << 20
_RECORDS: Final = 1_000_000
_TOTAL: Final = 16 << 30
_DIRECTORY: Final = 64 << 20
_KEPT: Final = 4 << 30
_OLDEST: Final = 36_500
_NAMES: Final = 12
"""Other names of one advisory it is also found by."""


def mounted(tools: Tools) -> Mounted:
    """Return the user's catalogues, as of today."""
    return Mounted(tools.events.parent / FOLDER, tools.clock.now().date())


def add(tools: Tools, request: AddCatalogue, job: Job) -> CatalogueAdded:
    """Read a catalogue, keep what is needed of it, and put it in place of one of the same name.

    Raises:
        BadInput: it is not what it should be.
        LimitHit: it is larger than such catalogues are.
        Unavailable: it cannot be kept.

    """
    if request.max_age is not None and not 0 < request.max_age <= _OLDEST:
        raise BadInput("an age that makes no sense", hint=f"give days, from 1 to {_OLDEST:,}")
    if request.name is not None and not _NAME.fullmatch(request.name):
        raise BadInput(f"{request.name[:60]!r} is no name", hint="use small letters, digits and dashes")
    try:
        given = _osv(request.path, job) if request.kind == "osv" else _file(request)
        return _keep(tools, request, given)
    except (BadInput, LimitHit) as error:
        if str(request.path) in str(error):
            raise
        raise type(error)(f"{request.path}: {error}", hint=error.hint) from error


def listed(tools: Tools, request: ListCatalogues, job: Job) -> CataloguesListed:
    """List what ships and what is mounted."""
    del request
    job.check()
    held = mounted(tools)
    return CataloguesListed(ships=shipped(), mounted=held.mounts, broken=held.broken)


def remove(tools: Tools, request: RemoveCatalogue, job: Job) -> CatalogueRemoved:
    """Forget a catalogue.

    Raises:
        BadInput: there is none of that name.

    """
    job.check()
    held = mounted(tools)
    names = [*(one.catalogue.name for one in held.mounts), *held.broken]
    if request.name not in names:
        known = ", ".join(sorted(names)) or "none"
        raise BadInput(f"no catalogue is called {request.name[:60]!r}", hint=f"mounted: {known}")
    (held.folder / f"{request.name}{CARD}").unlink(missing_ok=True)
    _sweep(held.folder, request.name, "")
    return CatalogueRemoved(name=request.name)


@dataclass(slots=True)
class _Given:
    """A catalogue as it is read: what it says of itself may be known only at the end."""

    sha256: str
    entries: Iterator[tuple[str, msgspec.Struct]]
    version: str = ""
    date: str = ""
    parts: set[str] = field(default_factory=set)
    read: int = 0
    skipped: int = 0

    def encoded(self) -> Iterator[tuple[str, bytes]]:
        """Yield what is kept, up to a bound.

        Raises:
            LimitHit: it is too much.

        """
        total = 0
        for key, entry in self.entries:
            value = msgspec.json.encode(entry)
            total += len(key) + len(value)
            if total > _KEPT:
                raise LimitHit(
                    f"more than {_KEPT >> 30} GiB to keep", hint="is it the catalogue as published?"
                )
            yield key, value


def _file(request: AddCatalogue) -> _Given:
    try:
        with open_plain(request.path) as stream:
            data = bounded(stream.read(MOST + 1))
    except OSError as error:
        raise BadInput(f"{request.path}: {error.strerror}", hint="give a file you can read") from error
    parsed = _READERS[request.kind](data)
    given = _Given(
        sha256=hashlib.sha256(data).hexdigest(),
        entries=iter(()),
        version=parsed.version,
        date=parsed.date,
        parts={parsed.part} - {""},
    )
    given.entries = _each(parsed, given)
    return given


def _each(parsed: Parsed[Any], given: _Given) -> Iterator[tuple[str, msgspec.Struct]]:
    for key, entry in parsed.entries:
        given.read += 1
        yield key, entry


def _keep(tools: Tools, request: AddCatalogue, given: _Given) -> CatalogueAdded:
    held = mounted(tools)
    try:
        held.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"cannot make {held.folder}: {error.strerror}", hint="set VEDETTE_DATA_DIR"
        ) from error
    under_way = held.folder / f".{given.sha256[:16]}{SHELF}"
    write(under_way, given.encoded())
    if not given.read:
        under_way.unlink()
        raise BadInput("there is nothing in it", hint="give the catalogue as it is published")
    name = _name(request, given)
    data = f"{name}.{given.sha256[:16]}{SHELF}"
    under_way.replace(held.folder / data)
    card = Catalogue(
        name=name,
        kind=request.kind,
        version=given.version,
        date=given.date,
        sha256=given.sha256,
        source=request.path.name[:200],
        added=tools.clock.now().date().isoformat(),
        entries=given.read,
        max_age=request.max_age or MAX_AGE[request.kind],
        data=data,
        skipped=given.skipped,
    )
    replaced = any(one.catalogue.name == name for one in held.mounts)
    write_whole(
        held.folder / f"{name}{CARD}", msgspec.json.format(msgspec.json.encode(card), indent=2), 0o600
    )
    _sweep(held.folder, name, data)
    return CatalogueAdded(mount=_mount(tools, name), replaced=replaced)


def _mount(tools: Tools, name: str) -> Mount:
    return next(one for one in mounted(tools).mounts if one.catalogue.name == name)


def _sweep(folder: Path, name: str, kept: str) -> None:
    """Drop the entries of what was there before."""
    for path in folder.glob(f"{name}.*{SHELF}"):
        if path.name != kept:
            path.unlink(missing_ok=True)


def _name(request: AddCatalogue, given: _Given) -> str:
    if request.name is not None:
        return request.name
    part = next(iter(given.parts)) if len(given.parts) == 1 else ""
    tail = _OTHER.sub("-", part.lower()).strip("-")[:30].strip("-")
    return f"{request.kind}-{tail}" if tail else request.kind


def _osv(path: Path, job: Job) -> _Given:
    given = _Given(sha256="", entries=iter(()))
    if path.is_dir():
        given.sha256 = _digest_of_folder(path)
        records = _folder(path)
    else:
        try:
            with open_plain(path) as stream:
                given.sha256 = _digest(stream)
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror}", hint="give a zip or folder of OSV records") from error
        records = _zip(path)
    given.entries = _advisories(records, given, job)
    return given


def _advisories(records: Iterator[bytes], given: _Given, job: Job) -> Iterator[tuple[str, Advisory]]:
    for number, data in enumerate(records):
        job.tell("reading", number)
        try:
            found = tuple(osv.advisories(data))
        except BadInput:
            given.skipped += 1
            continue
        for one in found:
            given.read += 1
            given.parts.add(one.ecosystem.partition(":")[0])
            given.date = max(given.date, one.modified or one.published)
            yield osv.key(one.ecosystem, one.package), one
            short = msgspec.structs.replace(one, versions=())
            for ident in (one.id, *one.aliases[:_NAMES]):
                yield BY_ID + ident.upper(), short


def _digest(stream: BinaryIO) -> str:
    made = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        made.update(chunk)
    return made.hexdigest()


def _paths(folder: Path) -> list[Path]:
    found = (one for one in folder.rglob("*.json") if one.is_file() and not one.is_symlink())
    paths = sorted(islice(found, _RECORDS + 1))
    if len(paths) > _RECORDS:
        raise LimitHit(f"more than {_RECORDS:,} records", hint="add the folder in parts, with --name")
    return paths


def _digest_of_folder(folder: Path) -> str:
    """Name a folder by the names and sizes in it: nobody reads a million files twice."""
    made = hashlib.sha256()
    for path in _paths(folder):
        made.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\n".encode())
    return made.hexdigest()


def _folder(folder: Path) -> Iterator[bytes]:
    for path in _paths(folder):
        try:
            with open_plain(path) as stream:
                yield stream.read(osv.MOST_BYTES)
        except OSError:
            yield b""  # counted as skipped


def _zip(path: Path) -> Iterator[bytes]:
    try:
        with open_plain(path) as stream:
            directory_fits(stream, _DIRECTORY)
            yield from _members(stream)
    except BROKEN_ZIP as error:
        raise BadInput("no zip file, or a broken one", hint="give a zip or folder of OSV records") from error


def _members(stream: BinaryIO) -> Iterator[bytes]:
    with zipfile.ZipFile(stream) as archive:
        members = [one for one in archive.infolist() if one.filename.endswith(".json")]
        if len(members) > _RECORDS:
            raise LimitHit(f"more than {_RECORDS:,} records", hint="add them in parts, with --name")
        total = 0
        for one in members:
            data = _member(archive, one)
            total += len(data)
            if total > _TOTAL:
                raise LimitHit(
                    f"more than {_TOTAL >> 30} GiB unpacked", hint="add them in parts, with --name"
                )
            yield data


def _member(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """Read one record; a broken one is nothing, and counted as skipped."""
    try:
        with archive.open(one) as member:
            return member.read(osv.MOST_BYTES)
    except BROKEN_ZIP:
        return b""
