"""Puts accepted patches where somebody asked for them: on a new branch, or into the files of the target.

A file is written only if it is still what was scanned, through no link, whole or not at all; all are looked
at before the first is written.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from vedette.agents.patching.ground import Change, Changes
from vedette.app.acquire.git import bounds
from vedette.app.fix_answers import Fixed
from vedette.app.fix_requests import Fix
from vedette.core.errors import BadInput, Unavailable
from vedette.core.limits import Limits
from vedette.core.patches import Tried
from vedette.sandbox.gitbranch import make_branch

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def delivered(made: Fixed, changes: Changes, request: Fix, limits: Limits) -> Fixed:
    """Write a branch and the files, as far as that is asked for.

    Raises:
        BadInput: the target is no folder or file of this machine, or not what it was.

    """
    if not changes or not (request.branch or request.apply):
        return made
    path = Path(request.target)
    if not path.exists() or (not path.is_dir() and path.name not in {one.path for one in changes}):
        raise BadInput(
            f"{request.target}: only files of a folder here can be written or committed",
            hint="take the diff with --tree, and apply it where the source is",
        )
    folder = path if path.is_dir() else path.parent
    if request.branch:
        files = {one.path: (one.before.encode(), one.after.encode()) for one in changes}
        commit = make_branch(str(folder), request.branch, files, message(made), bounds(limits))
        made = msgspec.structs.replace(made, branch=request.branch, commit=commit)
    if request.apply:
        made = msgspec.structs.replace(made, written=write(folder, changes))
    return made


def message(made: Fixed) -> str:
    """Return the message of the commit: what is mended, how far each patch came, and what that is worth."""
    accepted = [one.accepted for one in made.mendings if one.accepted is not None]
    rules = sorted({one.patch.rule for one in accepted})
    lines = [f"Mend {len(accepted)} findings: {', '.join(rules)}"[:100], ""]
    lines += [_line(one) for one in accepted]
    return "\n".join([*lines, "", made.caveat, ""])


def _line(tried: Tried) -> str:
    patch = tried.patch
    came = f"{tried.rung.value}; by {patch.author.value} {patch.by}"
    return f"- {patch.rule} {patch.finding[:8]} ({came}): {patch.says}"


def write(folder: Path, changes: Changes) -> tuple[str, ...]:
    """Write files in place of those that were scanned.

    Raises:
        BadInput: one is not what it was, or is a link.
        Unavailable: one cannot be written.

    """
    for one in changes:
        with _parent(folder, one) as parent:
            _check(parent, one)
    for number, one in enumerate(changes):
        with _parent(folder, one, changes[:number]) as parent:
            _replace(parent, one, _check(parent, one, changes[:number]))
    return tuple(one.path for one in changes)


@contextlib.contextmanager
def _parent(folder: Path, change: Change, before: Changes = ()) -> Iterator[int]:
    """Open the folder a file is in, through no link below the target."""
    *parents, _ = change.path.split("/")
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parents:
            try:
                below = os.open(part, _FOLDER, dir_fd=at)
            except OSError as error:
                raise _changed(change, before) from error
            os.close(at)
            at = below
        yield at
    finally:
        os.close(at)


def _check(parent: int, change: Change, before: Changes = ()) -> int:
    """Return the mode of a file that is still what was scanned."""
    try:
        handle = os.open(change.path.rpartition("/")[2], _FILE, dir_fd=parent)
    except OSError as error:
        raise _changed(change, before) from error
    with os.fdopen(handle, "rb") as file:
        info = os.fstat(handle)
        wanted = change.before.encode()
        if not stat.S_ISREG(info.st_mode) or file.read(len(wanted) + 1) != wanted:
            raise _changed(change, before)
    return stat.S_IMODE(info.st_mode)


def _changed(change: Change, before: Changes) -> BadInput:
    """Say that a file changed; `before` are those that were written until then."""
    written = ", ".join(one.path for one in before) or "nothing"
    return BadInput(
        f"{change.path}: not what was scanned any more; {written} was written", hint="run it again"
    )


def _replace(parent: int, change: Change, mode: int) -> None:
    name = change.path.rpartition("/")[2]
    beside = f".vedette-{secrets.token_hex(8)}"
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=parent)
        with os.fdopen(handle, "wb") as file:
            file.write(change.after.encode())
            os.fchmod(handle, mode)
        os.replace(beside, name, src_dir_fd=parent, dst_dir_fd=parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(beside, dir_fd=parent)
        raise Unavailable(f"cannot write {change.path}: {error.strerror}", hint="free some space") from error
