"""What somebody typed in, an opened target out: says what it is (path, repository, package) and opens it."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vedette.app.acquire import folder
from vedette.app.acquire.opened import (
    ARCHIVES,
    SUFFIXES,
    Opened,
    Selection,
    check_open,
    is_script,
    is_source_name,
    missing,
    state_of,
)
from vedette.app.stamps import Stamps
from vedette.core.errors import BadInput, Refused
from vedette.core.limits import Limits
from vedette.core.nouns import Artefact, ArtefactKind

if TYPE_CHECKING:
    from vedette.app.acquire import package

_REMOTE = re.compile(r"(?:[a-zA-Z][\w+.-]*://|[\w.-]+@[\w.-]+:)")
Tick = Callable[[int], None]


class Acquired(msgspec.Struct, frozen=True, kw_only=True):
    """A target and what lies in it."""

    artefact: Artefact
    opened: Opened
    owned: bool
    """Whether it is the user's own work, whose suppressions are theirs; a downloaded package's are not."""


class Opener(msgspec.Struct, frozen=True, kw_only=True):
    """Opens targets under limits. What only some targets need (archives, git, pip) is loaded for those."""

    limits: Limits
    stamps: Stamps

    def open(self, target: str, selection: Selection, tick: Tick) -> Acquired:
        """Open whatever was typed.

        Raises:
            BadInput: it is nothing we know.
            Refused: it lies on another machine and is not a published package.
            Unavailable: no registry answers.

        """
        if not target or "\0" in target:
            raise BadInput("nothing was given to look at", hint="give a path, or PACKAGE==VERSION")
        path = Path(target)
        if (found := state_of(path, _plain(target))) is not None:
            return self._path(target, path, found.st_mode, selection, tick)
        if _REMOTE.match(target):
            return self._repository(target, selection, tick)
        return self._package(target, selection, tick)

    def _package(self, target: str, selection: Selection, tick: Tick) -> Acquired:
        from vedette.app.acquire import package  # noqa: PLC0415

        asked = package.wish(target)
        if asked is None or asked.version is None:
            raise _missing(target, asked)
        artefact, opened = package.open_package(asked, selection, self.limits, tick)
        return Acquired(artefact=artefact, opened=opened, owned=False)

    def _path(self, target: str, path: Path, mode: int, selection: Selection, tick: Tick) -> Acquired:
        if stat.S_ISDIR(mode) or stat.S_ISREG(mode):
            check_open(path, _plain(target))
        if stat.S_ISDIR(mode):
            opened = folder.open_folder(path, selection, self.limits, self.stamps, tick)
            return _tree(_name(path), target, opened)
        if not stat.S_ISREG(mode):
            raise BadInput(f"{target}: not a plain file or folder", hint="give a plain file or a folder")
        if path.name.endswith(ARCHIVES):
            return self._archive(target, path, selection, tick)
        _readable(path, target)
        opened = folder.open_file(path, self.limits, self.stamps)
        digest, size = (
            (opened.files[0].digest, opened.files[0].size) if opened.files else (opened.digest(), 0)
        )
        artefact = Artefact(
            kind=ArtefactKind.FILE, name=_name(path), digest=digest, size=size, origin=_plain(target)
        )
        return Acquired(artefact=artefact, opened=opened, owned=True)

    def _archive(self, target: str, path: Path, selection: Selection, tick: Tick) -> Acquired:
        from vedette.app.acquire import archive, package  # noqa: PLC0415

        opened = archive.open_archive(path, selection, self.limits, tick)
        return Acquired(artefact=package.archive_artefact(path, target), opened=opened, owned=False)

    def _repository(self, target: str, selection: Selection, tick: Tick) -> Acquired:
        if not target.startswith("file://"):
            raise Refused(
                f"{_plain(target)}: we fetch no repositories from other machines",
                hint="git clone it yourself, then scan the folder",
            )
        from vedette.app.acquire import git  # noqa: PLC0415

        opened = git.open_url(target, selection, self.limits, tick)
        name = target.partition("#")[0].rstrip("/").rpartition("/")[2].removesuffix(".git")
        return _tree(name, target, opened)


def _missing(target: str, asked: package.Wish | None) -> BadInput:
    """Say where a path was looked for: what is misspelt must not become a package from somewhere."""
    hint = "give a path, or PACKAGE==VERSION"
    if asked is not None and not target.endswith((*SUFFIXES, *ARCHIVES)):
        hint = f"check the path; a package is given with its version, as {asked.name}==1.0"
    return missing(Path(target), _plain(target), hint)


def _readable(path: Path, target: str) -> None:
    """Refuse a lone file nothing here reads, for silence would look like a clean bill."""
    if is_source_name(path.name):
        return
    with path.open("rb") as file:
        if is_script(file.read(128)):
            return
    raise BadInput(
        f"{_plain(target)}: nothing here reads this kind of file", hint="give a .py file, or a folder"
    )


def _tree(name: str, target: str, opened: Opened) -> Acquired:
    size = sum(one.size for one in opened.files)
    artefact = Artefact(
        kind=ArtefactKind.TREE, name=name, digest=opened.digest(), size=size, origin=_plain(target)
    )
    return Acquired(artefact=artefact, opened=opened, owned=True)


def _name(path: Path) -> str:
    return _plain(path.name or path.resolve().name or "/")


def _plain(words: str) -> str:
    """Text that can be written down whatever the bytes on the command line were."""
    return words.encode("utf-8", "backslashreplace").decode()
