"""The folder a server's jobs lie in: it has a name of its own, and one server works in it at a time."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from secrets import token_hex

from vedette.core.errors import Unavailable

_NAME = 16


class Place:
    """A folder, and whether we hold it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle = -1
        self.name = ""
        """The same at every start in this folder, and in no other."""

    def take(self) -> None:
        """Make the folder and hold it.

        Raises:
            Unavailable: another server holds it, or it cannot be made.

        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handle = os.open(self._folder / "place", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.leave()
            raise Unavailable(
                f"{self._folder}: another server works there, or nobody can: {error.strerror}",
                hint="stop the other server, or give this one a data folder of its own",
            ) from error
        known = os.pread(self._handle, 2 * _NAME, 0).decode("ascii", "replace")
        if len(known) != 2 * _NAME:
            known = token_hex(_NAME)
            os.pwrite(self._handle, known.encode(), 0)
        self.name = known

    def leave(self) -> None:
        """Let it go."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
