"""Files locked away: into a folder, under the digest of their bytes, mode 0, and back exactly as they were.

The way to a file is walked folder by folder and no link is followed, so that nobody can swap what is meant
for something else; and only the content that was looked at is locked away.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput, LimitHit, Unavailable, VedetteError
from vedette.core.limits import MIB
from vedette.respond.actions.moves import Outcome
from vedette.respond.actions.surroundings import FileThere

MOST: Final = 8192 * MIB
_CHUNK: Final = MIB
_PLAIN: Final = os.O_NOFOLLOW | os.O_CLOEXEC


class Place(Struct, frozen=True, kw_only=True):
    """Where a file was, and what it was like; kept beside it."""

    path: str
    digest: str
    size: int
    mode: int
    uid: int
    gid: int
    accessed_ns: int
    modified_ns: int
    marks: dict[str, str] = {}
    """Extended attributes, in hex."""


class Words(NamedTuple):
    """What a step names: a path, the digest it was seen with, and the folder."""

    path: str
    digest: str
    folder: str

    @property
    def kept(self) -> Path:
        """Where the bytes go."""
        return Path(self.folder) / self.digest

    @property
    def note(self) -> Path:
        """Where it is written what the file was like: one for each path the same bytes lay at."""
        where = hashlib.sha256(self.path.encode()).hexdigest()[:8]
        return Path(self.folder) / f"{self.digest}.{where}.json"


def look(path: str) -> FileThere | None:
    """Say what a file is now; None: there is none, or it may not be read."""
    try:
        with _folder(path) as (folder, name), os.fdopen(_open(folder, name), "rb") as file:
            found = os.fstat(file.fileno())
            return FileThere(digest=_digest(file.fileno(), found), size=found.st_size, links=found.st_nlink)
    except (OSError, VedetteError):
        return None


def is_away(words: Words) -> bool:
    """Whether it is locked away, and gone from its place."""
    return words.note.exists() and words.kept.exists() and not os.path.lexists(words.path)


def take(words: Words) -> Outcome:
    """Lock a file away.

    Raises:
        BadInput: it is not what was looked at.
        Unavailable: it cannot be moved.

    """
    try:
        with _folder(words.path) as (folder, name), os.fdopen(_open(folder, name), "rb") as file:
            place = _place(words, file.fileno())
            _keep(words, file.fileno(), place)
            there = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not os.path.samestat(there, os.fstat(file.fileno())):
                raise BadInput(f"{words.path} was swapped while it was read", hint="look at it, plan anew")
            os.unlink(name, dir_fd=folder)
            os.fsync(folder)
    except OSError as error:
        raise _unusable(words.path, error) from error
    return Outcome(ok=True, said=f"{words.path} is locked away, {place.size} bytes, sha256:{words.digest}")


def give_back(words: Words) -> Outcome:
    """Put a file back where it was, as it was.

    Raises:
        BadInput: something else lies there now, or what was kept is not what it was.
        Unavailable: it cannot be put back.

    """
    if not words.note.exists():
        return Outcome(ok=True, said=f"{words.path} is not locked away")
    place = msgspec.json.decode(words.note.read_bytes(), type=Place)
    try:
        with _folder(words.path) as (folder, name):
            _restore(words, place, folder, name)
    except OSError as error:
        raise _unusable(words.path, error) from error
    words.note.unlink()
    if not any(words.kept.parent.glob(f"{words.digest}.*.json")):
        words.kept.unlink(missing_ok=True)
    return Outcome(ok=True, said=f"{words.path} is back, {place.size} bytes, sha256:{place.digest}")


def _place(words: Words, handle: int) -> Place:
    found = os.fstat(handle)
    marks = {}
    with contextlib.suppress(OSError):
        marks = {name: os.getxattr(handle, name).hex() for name in os.listxattr(handle)}
    if (digest := _digest(handle, found)) != words.digest:
        raise BadInput(
            f"{words.path} has other content than when it was planned", hint="look at it, plan anew"
        )
    return Place(
        path=words.path,
        digest=digest,
        size=found.st_size,
        mode=stat.S_IMODE(found.st_mode),
        uid=found.st_uid,
        gid=found.st_gid,
        accessed_ns=found.st_atime_ns,
        modified_ns=found.st_mtime_ns,
        marks=marks,
    )


def _keep(words: Words, handle: int, place: Place) -> None:
    """Copy the bytes first, then write what the file was like: either is whole before the next."""
    Path(words.folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    if not words.kept.exists():
        os.lseek(handle, 0, os.SEEK_SET)
        _whole(words.kept, handle, 0o000)
    note = os.memfd_create("note")
    try:
        os.write(note, msgspec.json.encode(place))
        os.lseek(note, 0, os.SEEK_SET)
        _whole(words.note, note, 0o600)
    finally:
        os.close(note)


def _whole(path: Path, source: int, mode: int) -> None:
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN, 0o600)
    try:
        _copy(source, handle)
        os.fchmod(handle, mode)
        os.fsync(handle)
    finally:
        os.close(handle)
    new.replace(path)


def _restore(words: Words, place: Place, folder: int, name: str) -> None:
    temporary = f".{name[:200]}.vedette"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary, dir_fd=folder)
    if _is_there(folder, name):
        there = look(words.path)
        if there is not None and there.digest == place.digest:
            return  # we were killed after this and before the note was taken away
        raise BadInput(f"{words.path}: something else lies there now", hint="move it away, and try again")
    handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | _PLAIN, 0o600, dir_fd=folder)
    try:
        with os.fdopen(_readable(words.kept), "rb") as kept:
            _copy(kept.fileno(), handle)
        if _digest(handle, os.fstat(handle)) != place.digest:
            raise BadInput(f"{words.kept}: not what was locked away", hint="put it back from a backup")
        _as_it_was(handle, place)
        os.fsync(handle)
        os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)  # never over something that is there
    finally:
        os.close(handle)
        os.unlink(temporary, dir_fd=folder)
    os.fsync(folder)


def _as_it_was(handle: int, place: Place) -> None:
    for mark, value in place.marks.items():
        os.setxattr(handle, mark, bytes.fromhex(value))
    now = os.fstat(handle)
    if (now.st_uid, now.st_gid) != (place.uid, place.gid):
        os.fchown(handle, place.uid, place.gid)
    os.fchmod(handle, place.mode)
    os.utime(handle, ns=(place.accessed_ns, place.modified_ns))


def _readable(path: Path) -> int:
    """Open what has mode 0: its owner, if not the administrator, has to be let in for the moment."""
    path.chmod(0o400)
    try:
        return os.open(path, os.O_RDONLY | _PLAIN)
    finally:
        path.chmod(0o000)


def _is_there(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


@contextlib.contextmanager
def _folder(path: str) -> Iterator[tuple[int, str]]:
    """Walk to the folder of a file, following no link; hand out the open folder and the name in it."""
    if not path.startswith("/"):
        raise BadInput(
            f"{path}: no path of this machine", hint="quarantine it where it lies, by another adapter"
        )
    *above, name = path.split("/")[1:]
    handle = os.open("/", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in above:
            deeper = os.open(part, os.O_RDONLY | os.O_DIRECTORY | _PLAIN, dir_fd=handle)
            os.close(handle)
            handle = deeper
        yield handle, name
    finally:
        os.close(handle)


def _open(folder: int, name: str) -> int:
    flags = os.O_RDONLY | os.O_NONBLOCK | _PLAIN
    try:  # looking leaves no trace: the time of the last reading is evidence, and comes back with the file
        handle = os.open(name, flags | os.O_NOATIME, dir_fd=folder)
    except PermissionError:
        handle = os.open(name, flags, dir_fd=folder)
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_size > MOST:
        os.close(handle)
        raise LimitHit(f"{name}: no plain file, or larger than {MOST} bytes", hint="quarantine plain files")
    return handle


def _digest(handle: int, found: os.stat_result) -> str:
    summed = hashlib.sha256()
    at = 0
    while at < found.st_size and (chunk := os.pread(handle, _CHUNK, at)):
        summed.update(chunk)
        at += len(chunk)
    return summed.hexdigest()


def _copy(source: int, target: int) -> None:
    while chunk := os.read(source, _CHUNK):
        while chunk:
            chunk = chunk[os.write(target, chunk) :]


def _unusable(path: str, error: OSError) -> VedetteError:
    if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}:
        return BadInput(f"{path}: {error.strerror}", hint="name the file itself, by a way without links")
    return Unavailable(f"{path}: {error.strerror}", hint="run it as whoever may move that file")
