"""The stronger wall: bubblewrap's command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vedette.core.executions import Program
from vedette.sandbox.jail.layout import BOX, Mount
from vedette.sandbox.jail.orders import FILTER, STATUS

HOST_NAME: Final = "box"


def command_line(bwrap: str, mounts: Iterable[Mount], program: Program) -> list[str]:
    """Say it all in arguments: bubblewrap itself must see nothing of the program's environment."""
    words = [bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--hostname", HOST_NAME]
    words += ["--clearenv"]
    for name, value in program.environ.items():
        words += ["--setenv", name, value]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for mount in mounts:
        words += _mounted(mount)
    words += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", BOX]
    words += ["--json-status-fd", str(STATUS), "--seccomp", str(FILTER), "--", *program.command]
    return words


def _mounted(mount: Mount) -> list[str]:
    match mount.kind:
        case "link":
            return ["--symlink", mount.source, mount.target]
        case "rw":
            return ["--bind", mount.source, mount.target]
        case _:
            return ["--ro-bind", mount.source, mount.target]
