"""Lines in files: the hosts file and our list of hashes. Added and taken away exactly, whole or not at all.

Only what was added is taken away: what others wrote in between stays, and a file nobody else touched is
as it was before, byte for byte, with its mode and owner.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.core.limits import MIB
from vedette.respond.actions.moves import Outcome

_MOST: Final = 64 * MIB


@dataclass(frozen=True, slots=True)
class Lines:
    """What is added to a file."""

    text: bytes
    """Ends with the end of a line."""

    def added(self, data: bytes) -> bytes:
        """Put it at the end; a last line without an end gets one."""
        return data + (b"" if not data or data.endswith(b"\n") else b"\n") + self.text

    def taken(self, data: bytes, *, joined: bool) -> bytes:
        """Take it away; `joined`: the line before had no end, and gets it taken away again."""
        at = self._at(data)
        before, after = data[:at], data[at + len(self.text) :]
        if joined and not after and before.endswith(b"\n"):
            before = before[:-1]
        return before + after

    def within(self, data: bytes) -> bool:
        """Whether it is there, as it was added."""
        return self._at(data) >= 0

    def _at(self, data: bytes) -> int:
        at = data.find(self.text)
        while at > 0 and data[at - 1 : at] != b"\n":
            at = data.find(self.text, at + 1)
        return at


def hosts_lines(name: str) -> Lines:
    """Return what leads a name nowhere."""
    lines = (f"# vedette begin {name}", f"0.0.0.0 {name}", f":: {name}", f"# vedette end {name}", "")
    return Lines("\n".join(lines).encode())


def deny_lines(digest: str) -> Lines:
    """Return what puts a hash on a list."""
    return Lines(f"{digest}\n".encode())


def has(path: Path, lines: Lines) -> bool:
    """Whether lines are in a file."""
    return lines.within(_read(path))


def add(path: Path, lines: Lines) -> Outcome:
    """Add lines to a file that has not got them."""
    data = _read(path)
    if lines.within(data):
        return Outcome(ok=True, said=f"{path} has the lines already")
    _write(path, lines.added(data))
    return Outcome(ok=True, said=f"{path}: {lines.text.count(10)} lines added")


def stood(path: Path) -> str:
    """Say how a file stood: whether there was one, and whether its last line had an end."""
    if not path.exists():
        return "none"
    data = _read(path)
    return "joined" if data and not data.endswith(b"\n") else "whole"


def remove(path: Path, lines: Lines, before: str) -> Outcome:
    """Take lines away; a file there was not before goes with the last of them."""
    data = _read(path)
    if not lines.within(data):
        return Outcome(ok=True, said=f"{path} has not got the lines")
    left = lines.taken(data, joined=before == "joined")
    if not left and before == "none":
        path.unlink()
    else:
        _write(path, left)
    return Outcome(ok=True, said=f"{path}: {lines.text.count(10)} lines taken away")


def _read(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise _unusable(path, error) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise BadInput(f"{path}: no plain file", hint="name the file itself, not a link or device")
    with os.fdopen(handle, "rb") as file:
        data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise LimitHit(f"{path}: larger than {_MOST} bytes", hint="is it the right file?")
    return data


def _write(path: Path, data: bytes) -> None:
    """Put the new file in the place of the old one, in one moment, with its mode and owner."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        try:
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with os.fdopen(handle, "wb") as file:
                _like(path, handle)
                file.write(data)
                file.flush()
                os.fsync(handle)
            new.replace(path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                new.unlink()
    except OSError as error:
        if error.errno != errno.EBUSY:  # a container's own hosts file cannot be replaced, only written to
            raise _unusable(path, error) from error
        _write_into(path, data)


def _like(path: Path, handle: int) -> None:
    try:
        old = path.lstat()
    except FileNotFoundError:
        os.fchmod(handle, 0o644)
        return
    if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        os.fchown(handle, old.st_uid, old.st_gid)
    os.fchmod(handle, stat.S_IMODE(old.st_mode))


def _write_into(path: Path, data: bytes) -> None:
    try:
        with path.open("r+b") as file:
            file.write(data)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> Exception:
    if error.errno == errno.ELOOP:
        return BadInput(f"{path}: a link", hint="name the file itself")
    return Unavailable(f"{path}: {error.strerror}", hint="run it as whoever may change that file")
