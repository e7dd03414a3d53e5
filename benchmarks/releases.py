"""Published releases, scanned: downloaded by the product's own machinery, or read from unpacked folders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.engine import python_files, shipped, source_file
from benchmarks.options import Options
from benchmarks.places import same_file
from vedette.app.acquire.opened import Selection
from vedette.app.acquire.package import Wish, open_package
from vedette.code import scan
from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS
from vedette.core.nouns import Finding
from vedette.core.sources import SourceFile


@dataclass(frozen=True, slots=True)
class Release:
    """One release: its files, and what was found in them."""

    files: Sequence[SourceFile]
    findings: Sequence[Finding]

    def read(self, file: str) -> bytes | None:
        """Return a file's bytes, or None when the release has no such file."""
        return next((one.read() for one in self.files if same_file(one.path, file)), None)


def downloaded(package: str, version: str) -> Sequence[SourceFile]:
    """Fetch a release as a file and read its sources; nothing of it is run."""
    _, opened = open_package(Wish(package, version), Selection(), DEFAULTS, lambda _: None)
    return opened.files


def unpacked(root: Path, package: str, version: str) -> Sequence[SourceFile]:
    """Read the sources below `root/package/version`.

    Raises:
        BadInput: there is no such folder.

    """
    folder = root / package / version
    if not folder.is_dir():
        raise BadInput(
            f"{folder}: not a folder", hint="PAIRS=a folder with package/version/ in it, or leave it out"
        )
    return [source_file(path, folder) for path in python_files(folder)]


def releases(options: Options) -> Callable[[str, str], Release]:
    """Return what gives a scanned release for a package and version."""
    root = options.path("PAIRS")

    def release(package: str, version: str) -> Release:
        files = downloaded(package, version) if root is None else unpacked(root, package, version)
        return Release(files, scan(files, shipped()).findings)

    return release
