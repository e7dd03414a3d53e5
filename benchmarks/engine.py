"""The engine, in this process: a folder in, findings out. The one place that knows its interface."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from vedette.code import ScanResult, load_knowledge, scan
from vedette.code.knowledge import Knowledge
from vedette.core.sources import SourceFile

DATA = Path(__file__).parent / "data"


def source_file(path: Path, root: Path) -> SourceFile:
    """Return a file as the engine wants it."""
    data = path.read_bytes()
    name = path.relative_to(root).as_posix()
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return SourceFile(path=name, digest=digest, size=len(data), read=lambda: data)


def python_files(folder: Path) -> list[Path]:
    """Return every Python file below a folder, in order."""
    return sorted(path for path in folder.rglob("*.py") if path.is_file())


def lines_of(folder: Path) -> int:
    """Count the lines of every Python file below a folder."""
    return sum(path.read_bytes().count(b"\n") for path in python_files(folder))


@lru_cache(maxsize=1)
def shipped() -> Knowledge:
    """Return what the product knows, read once."""
    return load_knowledge()


def scan_files(paths: Iterable[Path], root: Path, knowledge: Knowledge | None = None) -> ScanResult:
    """Scan some files, named as they are below `root`."""
    files = [source_file(path, root) for path in paths]
    return scan(files, knowledge if knowledge is not None else shipped())


def scan_folder(folder: Path, knowledge: Knowledge | None = None) -> ScanResult:
    """Scan every Python file below a folder."""
    return scan_files(python_files(folder), folder, knowledge)
