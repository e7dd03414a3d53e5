"""Reports on disk: reading one somebody points at, and keeping the last one for `vedette show`."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from vedette.core import codec
from vedette.core.errors import BadInput, Unavailable
from vedette.core.limits import MIB
from vedette.core.nouns import Report

_MOST = 512 * MIB
_WRONG_PLACE = (
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ELOOP,
    errno.ENAMETOOLONG,
)


def read_report(path: Path) -> Report:
    """Read a report written as JSON.

    Raises:
        BadInput: there is none, or it is not one.

    """
    try:
        if path.stat().st_size > _MOST:
            raise BadInput(f"{path}: larger than {_MOST} bytes", hint="is it a report?")
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="give a report made with --format json") from error
    return codec.load(data, Report, name=str(path))


def write_whole(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file so that it is either as before or whole.

    Raises:
        BadInput: there is no such place, or it is not theirs to write to.
        Unavailable: it cannot be written now.

    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a device or pipe the user named
            return
        path = Path(os.path.realpath(path))
        if path.is_symlink():  # it leads round in a circle: have the system say so
            path.stat()
        name = path.with_name(f".vedette-{os.getpid()}-{os.urandom(6).hex()}")
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            name.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                name.unlink()
            raise
    except OSError as error:
        why = BadInput if error.errno in _WRONG_PLACE else Unavailable
        raise why(f"cannot write {path}: {error.strerror}", hint="choose another place") from error


class LastReport:
    """The report of the user's last scan."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "last-report.json"

    def keep(self, report: Report) -> None:
        """Put it in place of the one before."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                f"cannot make {self._path.parent}: {error.strerror}", hint="set VEDETTE_DATA_DIR"
            ) from error
        write_whole(self._path, codec.dump(report), 0o600)

    def load(self) -> Report:
        """Return it.

        Raises:
            BadInput: there was no scan yet.

        """
        if not self._path.exists():
            raise BadInput("there is no last report", hint="scan something first, or name a report")
        return read_report(self._path)
