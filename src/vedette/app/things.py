"""Files somebody handed in as the things they are: most are one each, an unpacked package is one together."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from vedette.app.plainfiles import PlainFile

_MANIFESTS: Final = ("package.json", "PKG-INFO", "setup.py")
"""A folder that holds one of these is a package."""


class Thing(Struct, frozen=True):
    """One thing to judge."""

    name: str
    files: tuple[PlainFile, ...]
    root: str | None = None
    """Of a folder: its path among the files, empty for the folder that was given."""

    @property
    def size(self) -> int:
        """Bytes of all of it."""
        return sum(one.size for one in self.files)

    def inside(self) -> tuple[tuple[str, bytes], ...]:
        """Return the files of a folder: path within it, and where each lies."""
        if self.root is None:
            return ()
        cut = len(self.root) + 1 if self.root else 0
        return tuple((one.name[cut:], os.fsencode(one.path)) for one in self.files)


def things(files: Sequence[PlainFile], label: str) -> tuple[Thing, ...]:
    """Put files together that are one package; the nearest folder with a manifest counts.

    Args:
        files: as they were gathered.
        label: what the folder that was given is called.

    """
    roots = _roots(files) if len(files) > 1 else frozenset()
    groups: dict[str, list[PlainFile]] = {}
    alone: list[Thing] = []
    for one in files:
        root = _root(one.name, roots)
        if root is None:
            alone.append(Thing(one.name, (one,)))
        else:
            groups.setdefault(root, []).append(one)
    made = [Thing(root or label, tuple(held), root) for root, held in groups.items()]
    return (*made, *alone)


def _roots(files: Iterable[PlainFile]) -> frozenset[str]:
    return frozenset(
        posixpath.dirname(one.name) for one in files if posixpath.basename(one.name) in _MANIFESTS
    )


def _root(name: str, roots: frozenset[str]) -> str | None:
    folder = posixpath.dirname(name)
    while True:
        if folder in roots:
            return folder
        if not folder or folder == "/":
            return None
        folder = posixpath.dirname(folder)
