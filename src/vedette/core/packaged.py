"""Files that belong to a package: read where they lie, and out of an archive where the package is in one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path


def beside(package: str, file: str) -> bytes:
    """Return a file of a package.

    >>> beside("vedette.core", "packaged.py")[:3]
    b'\"\"\"'
    """
    place = Path(import_module(package).__file__ or "").parent / file
    if place.is_file():
        return place.read_bytes()
    from importlib import resources  # noqa: PLC0415  it loads what reads archives

    return resources.files(package).joinpath(file).read_bytes()
