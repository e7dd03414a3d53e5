"""A published package's name in, its source files in memory out: downloaded, unpacked, never run."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version

from vedette.app.acquire.archive import open_archive
from vedette.app.acquire.opened import Opened, Selection
from vedette.core.digest import sha256
from vedette.core.errors import BadInput
from vedette.core.limits import Limits
from vedette.core.nouns import Artefact, ArtefactKind
from vedette.sandbox import pip

_WISH = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?)(?:\s*==\s*(?P<version>\S{1,64}))?"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A package somebody asks for."""

    name: str
    version: str | None


def wish(target: str) -> Wish | None:
    """Read `PACKAGE` or `PACKAGE==VERSION`; None when it is neither.

    Raises:
        BadInput: what stands after `==` is no version.

    """
    found = _WISH.fullmatch(target.strip())
    if found is None:
        return None
    version = found["version"]
    try:
        return Wish(found["name"], str(Version(version)) if version else None)
    except InvalidVersion:
        raise BadInput(f"{version!r} is no version", hint="give an exact one, such as 2.4.1") from None


def open_package(
    asked: Wish, selection: Selection, limits: Limits, tick: Callable[[int], None]
) -> tuple[Artefact, Opened]:
    """Download a release and read its source files."""
    with tempfile.TemporaryDirectory(prefix="vedette-package-") as folder:
        got = pip.fetch(asked.name, asked.version, Path(folder), limits)
        opened = open_archive(got.path, selection, limits, tick)
        artefact = archive_artefact(got.path, f"{asked.name}=={got.version}")
    return artefact, opened


def archive_artefact(path: Path, origin: str) -> Artefact:
    """Name an archive by its content."""
    data = path.read_bytes()
    return Artefact(
        kind=ArtefactKind.PACKAGE, name=path.name, digest=sha256(data), size=len(data), origin=origin
    )
