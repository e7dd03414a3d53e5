"""A commit of a git repository on this machine in, its source files in memory out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from vedette.app.acquire.opened import (
    IGNORE_FILE,
    MARK,
    Opened,
    Selection,
    Tally,
    held,
    is_script,
    is_source_name,
    may_be_script,
    shown,
)
from vedette.app.acquire.readable import oddity, refusal
from vedette.core.digest import sha256
from vedette.core.errors import LimitHit
from vedette.core.limits import Limits
from vedette.core.sources import SourceFile
from vedette.sandbox import git
from vedette.sandbox.process import Bounds

_WHY = {"120000": "a link: not followed", "160000": "a submodule: not fetched"}


def open_url(url: str, selection: Selection, limits: Limits, tick: Callable[[int], None]) -> Opened:
    """Copy a `file://` repository and read its newest commit, or the ref after `#`."""
    where, _, ref = url.partition("#")
    with tempfile.TemporaryDirectory(prefix="vedette-git-") as folder:
        into = str(Path(folder, "copy.git"))
        git.clone(where, into, bounds(limits), whole=bool(ref))
        return open_commit(Path(into), ref or "HEAD", selection, limits, tick)


def open_commit(
    repository: Path, ref: str, selection: Selection, limits: Limits, tick: Callable[[int], None]
) -> Opened:
    """Read the files of a commit, below the given folder of its repository.

    Raises:
        BadInput: there is no such repository or ref.

    """
    some = bounds(limits)
    commit = git.commit(str(repository), ref, some)
    tally = Tally()
    tally.notes.append(f"commit {commit}")
    wanted = _wanted(git.listing(str(repository), commit, some), selection, limits, tally)
    for name, data in _read(repository, wanted, some):
        if name == IGNORE_FILE:
            tally.ignore_file = data
        else:
            _take(name, data, tally, limits)
        tick(len(tally.files))
    return tally.opened()


def bounds(limits: Limits) -> Bounds:
    """Say what git may use."""
    return Bounds(seconds=limits.process_seconds, file_bytes=limits.unpacked_bytes)


def _read(repository: Path, wanted: dict[str, str], some: Bounds) -> list[tuple[str, bytes]]:
    blobs = git.contents(str(repository), sorted(set(wanted.values())), some)
    return [(name, blobs[one]) for name, one in wanted.items()]


def _wanted(
    entries: tuple[git.GitFile, ...], selection: Selection, limits: Limits, tally: Tally
) -> dict[str, str]:
    """Choose entries by name, mode and size: display name to object id."""
    chosen: dict[str, str] = {}
    total = 0
    for entry in entries:
        name = shown(entry.path)
        if entry.mode in _WHY:
            tally.skip(name, _WHY[entry.mode])
        elif name != IGNORE_FILE and not _may(name, selection):
            tally.excluded += 1
        elif entry.size > limits.file_bytes:
            tally.skip(name, f"{entry.size} bytes: larger than the limit of {limits.file_bytes}")
        else:
            chosen[name] = entry.id
            total += entry.size
    if total > limits.kept_bytes or len(chosen) > limits.files:
        raise LimitHit(f"the commit holds {total} bytes of source", hint="scan a work tree of it instead")
    return chosen


def _may(name: str, selection: Selection) -> bool:
    return (is_source_name(name) or may_be_script(name)) and selection.takes(name)


def _take(name: str, data: bytes, tally: Tally, limits: Limits) -> None:
    if not is_source_name(name) and not is_script(data):
        tally.excluded += 1
    elif (why := refusal(data, limits)) is not None:
        tally.skip(name, why)
    else:
        if (odd := oddity(data)) is not None:
            tally.skip(name, odd, partial=True)
        tally.files.append(SourceFile(name, sha256(data), len(data), held(data)))
        if MARK in data:
            tally.marked.add(name)
