"""Starts the programs that act on this machine: those of a short list, and scripts of the user's own folder.

Never a shell: a program and its arguments, in an environment that holds nothing of ours, for a bounded time.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vedette.core.errors import BadInput, Refused, VedetteError
from vedette.core.limits import MIB
from vedette.sandbox.process import Bounds, Ran, run

SYSTEM_PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
"""Where programs are looked for: never where the caller says, which may be somebody's own folder."""
PROGRAMS: Final = (
    "ip",
    "ip6tables",
    "iptables",
    "loginctl",
    "nft",
    "pkill",
    "ps",
    "ss",
    "usermod",
    "who",
)
"""All that is ever started here, beside the user's scripts."""
PROGRAM_SECONDS: Final = 30
SCRIPT_SECONDS: Final = 120
_WRITES_MOST: Final = 64 * MIB
_EVERYBODY: Final = stat.S_IWGRP | stat.S_IWOTH
_ODD: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Responding:
    """Where programs are, and how long they may take."""

    path: str = SYSTEM_PATH
    program_seconds: int = PROGRAM_SECONDS
    script_seconds: int = SCRIPT_SECONDS

    def programs(self) -> tuple[str, ...]:
        """Return those of the list this machine has."""
        return tuple(one for one in PROGRAMS if shutil.which(one, path=self.path) is not None)

    def program(self, command: Sequence[str]) -> Ran:
        """Run one of the list to its end.

        Raises:
            Refused: it is not on the list, or its arguments are none.
            Unavailable: this machine does not have it.
            LimitHit: it took too long, or wrote too much.

        """
        if not command or command[0] not in PROGRAMS:
            raise Refused(f"{' '.join(command)[:_ODD]!r} is not started here", hint="this is a fault of ours")
        _whole(command)
        bounds = Bounds(seconds=self.program_seconds, file_bytes=_WRITES_MOST)
        return run(command, bounds, self._environment())

    def script(self, script: Path, verb: str, asked: bytes) -> Ran:
        """Run one of the user's own scripts, with what is asked on its standard input.

        Raises:
            Refused: somebody else could have written it.
            BadInput: there is no such script.
            LimitHit: it took too long, or wrote too much.

        """
        _trusted(script)
        bounds = Bounds(seconds=self.script_seconds, file_bytes=_WRITES_MOST)
        return run((str(script), verb), bounds, self._environment(), stdin=asked)

    def _environment(self) -> dict[str, str]:
        return {"PATH": self.path, "LC_ALL": "C", "TZ": "UTC", "HOME": "/nonexistent"}


def _whole(command: Sequence[str]) -> None:
    """Refuse what the system would cut or a program would read as two."""
    if any("\0" in word or "\n" in word for word in command):
        raise Refused(f"{command[0]}: a line break or NUL in an argument", hint="this is a fault of ours")


def _trusted(script: Path) -> None:
    """Refuse a script that anybody but its user, or the administrator, could have written or swapped."""
    if not script.is_absolute():
        raise BadInput(f"{script}: not a whole path", hint="give the folder as /srv/vedette/scripts")
    try:
        found = script.lstat()
    except OSError as error:
        raise BadInput(
            f"{script}: {error.strerror}", hint="the folder has one program for each kind of action"
        ) from error
    if not stat.S_ISREG(found.st_mode) or not found.st_mode & stat.S_IXUSR:
        raise BadInput(f"{script}: no program", hint="make it a file that may be run: chmod 700")
    _owned(script, found, _EVERYBODY)
    for folder in script.parents:
        above = folder.lstat()
        sticky = above.st_mode & stat.S_ISVTX
        _owned(folder, above, 0 if sticky and folder != script.parent else _EVERYBODY)


def _owned(path: Path, found: os.stat_result, never: int) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise _not_trusted(path, "it is a link: name the folder itself")
    if found.st_uid not in {0, os.geteuid()}:
        raise _not_trusted(path, "it belongs to somebody else")
    if found.st_mode & never:
        raise _not_trusted(path, "others may write to it")


def _not_trusted(path: Path, why: str) -> VedetteError:
    return Refused(f"{path}: {why}", hint="scripts and their folders belong to whoever runs them: chmod go-w")
