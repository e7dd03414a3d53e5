"""An archive in, its source files in memory out; one that breaks off half-way gives what was whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vedette.app.acquire import tars, zips
from vedette.app.acquire.opened import Opened, Selection
from vedette.app.acquire.unpacking import Unpacking
from vedette.core.errors import LimitHit
from vedette.core.limits import Limits


def open_archive(path: Path, selection: Selection, limits: Limits, tick: Callable[[int], None]) -> Opened:
    """Read the source files of a zip file, a wheel or a tar file, plain or compressed.

    Raises:
        BadInput: it is no archive, or broken from its first byte.

    """
    most = limits.archive_bytes
    if path.stat().st_size > most:
        raise LimitHit(f"{path}: larger than {most} bytes", hint="set VEDETTE_LIMIT_ARCHIVE_BYTES")
    unpacking = Unpacking(path.name, selection, limits, tick)
    unpack = zips.unpack if path.name.endswith((".whl", ".zip")) else tars.unpack
    unpack(path, unpacking)
    return unpacking.opened()
