"""A folder copied with nothing in it that leads out: bounded, no devices, no pipes, no links elsewhere.

What is in the folder is a stranger's: names are opened below their folder's descriptor, never through a link.
"""

# pathlib takes longer to import than a start may take
# ruff: noqa: PTH102, PTH108, PTH112, PTH114, PTH118, PTH211

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False  # typing itself takes longer to import than all of this
if TYPE_CHECKING:
    from typing import Final


_PIECE: Final = 1 << 20
_OPEN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_SKIPPED: Final = frozenset({".git", ".hg", ".svn"})
"""History and its settings: nothing a program needs, and sometimes a password."""


class TooMuch(Exception):
    """A bound was reached."""


class Copy:
    """One copy: what it may take, and what it took."""

    def __init__(self, most_bytes: int, most_files: int, most_depth: int) -> None:
        self.bytes = most_bytes
        self.files = most_files
        self.depth = most_depth
        self.without: frozenset[str] = frozenset()
        """Folders that are not copied, by their path: they are shown where they are."""
        self.taken = 0
        """Bytes."""
        self.counted = 0
        """Files, folders and links."""

    def tree(self, source: str, target: str) -> None:
        """Copy a folder's content into a folder that is there."""
        opened = os.open(source, _OPEN & ~os.O_NOFOLLOW | os.O_DIRECTORY)
        try:
            self._folder(opened, os.path.realpath(source), target, "")
        finally:
            os.close(opened)

    def lay(self, name: str, content: bytes, target: str) -> None:
        """Write one file of the caller's over the copy; a link in its way is replaced, not followed."""
        parts = name.split("/")
        if not name or any(part in {"", ".", ".."} for part in parts):
            raise TooMuch(f"{name!r} is no path inside the work folder")
        here = target
        for part in parts[:-1]:
            here = os.path.join(here, part)
            if os.path.islink(here) or (os.path.lexists(here) and not os.path.isdir(here)):
                os.unlink(here)
            if not os.path.isdir(here):
                os.mkdir(here, 0o755)
        here = os.path.join(here, parts[-1])
        mode = 0o644
        if os.path.lexists(here):
            mode = 0o644 | os.lstat(here).st_mode & 0o111
            os.unlink(here)
        self._count(len(content))
        made = os.open(here, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(made, "wb") as out:
            out.write(content)

    def _folder(self, opened: int, path: str, target: str, below: str) -> None:
        if below.count("/") > self.depth:
            raise TooMuch(f"{below!r}: more than {self.depth} folders within folders")
        with os.scandir(opened) as entries:
            for entry in entries:
                whole = os.path.join(path, entry.name)
                if entry.name not in _SKIPPED and whole not in self.without:
                    self._entry(opened, entry, (whole, os.path.join(target, entry.name)), below)

    def _entry(self, opened: int, entry: os.DirEntry[str], paths: tuple[str, str], below: str) -> None:
        kind = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISLNK(kind):
            self._link(opened, entry.name, paths[1], below)
        elif stat.S_ISDIR(kind):
            self._count(0)
            os.mkdir(paths[1], 0o755)
            inner = os.open(entry.name, _OPEN | os.O_DIRECTORY, dir_fd=opened)
            try:
                self._folder(inner, paths[0], paths[1], below + entry.name + "/")
            finally:
                os.close(inner)
        elif stat.S_ISREG(kind):
            self._file(opened, entry.name, paths[1])

    def _link(self, opened: int, name: str, target: str, below: str) -> None:
        """Keep a link that stays inside; leave out every other."""
        points = os.readlink(name, dir_fd=opened)
        if not points.startswith("/") and stays_inside(below, points):
            self._count(0)
            os.symlink(points, target)

    def _file(self, opened: int, name: str, target: str) -> None:
        source = os.open(name, _OPEN, dir_fd=opened)
        try:
            found = os.fstat(source)
            if not stat.S_ISREG(found.st_mode):
                return
            self._count(found.st_size)
            mode = 0o644 | (0o111 if found.st_mode & 0o111 else 0)
            made = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
            try:
                self._pour(source, made, found.st_size)
            finally:
                os.close(made)
        finally:
            os.close(source)

    def _pour(self, source: int, made: int, size: int) -> None:
        """Copy no more than was counted, though the file may grow meanwhile."""
        while size > 0 and (piece := os.read(source, min(_PIECE, size))):
            os.write(made, piece)
            size -= len(piece)

    def _count(self, size: int) -> None:
        self.taken += size
        self.counted += 1
        if self.counted > self.files:
            raise TooMuch(f"more than {self.files} files and folders")
        if self.taken > self.bytes:
            raise TooMuch(f"more than {self.bytes} bytes")


def stays_inside(below: str, points: str) -> bool:
    """Say whether a relative link in a folder leads to something inside, whatever other links there are.

    A link may lead through another, and `..` after that goes elsewhere than the text says: so a link that
    climbs must climb first, by no more than the real folders it lies in.
    """
    parts = [part for part in points.split("/") if part not in {"", "."}]
    climbs = 0
    while climbs < len(parts) and parts[climbs] == "..":
        climbs += 1
    return climbs <= below.count("/") and ".." not in parts[climbs:]


def give_to(folder: str, user: int) -> None:
    """Make a folder and all in it a user's."""
    os.chown(folder, user, user)
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                give_to(entry.path, user)
            else:
                os.lchown(entry.path, user, user)
