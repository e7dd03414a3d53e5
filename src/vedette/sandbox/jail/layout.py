"""What a jailed program sees of files: a short list of mounts, the same behind both walls."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from vedette.core.errors import BadInput
from vedette.sandbox.jail.orders import ALTERNATIVES

BOX: Final = "/box"
"""The work folder: the copy, and the only place besides /tmp and /dev/shm that may be written."""
_SYSTEM: Final = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
_NOT_BELOW: Final = tuple(Path(one) for one in ("/boot", "/dev", "/etc", "/proc", "/run", "/sys", BOX))
"""Never shown, nor anything in them: devices, sockets, secrets."""
_NOT_WHOLE: Final = tuple(
    Path("/", one)
    for one in ("", "home", "media", "mnt", "opt", "root", "srv", "tmp", "var", "var/lib", "var/tmp")
)
"""Never shown as a whole: everybody's things are in them."""
_SHOWN: Final = Path("/usr")


class Mount(NamedTuple):
    """One thing to be seen at a place: `kind` is ro, rw or link."""

    kind: str
    source: str
    target: str


def layout(stage: str, readable: Sequence[str]) -> tuple[Mount, ...]:
    """List the mounts in the order they are made; /proc and /dev come before all of them.

    Args:
        stage: the folder in which the starter prepares work, tmp, shm, etc and what is readable, by number.
        readable: further paths shown read-only under their own names.

    """
    shown = [Mount("ro", f"{stage}/tools/{number}", path) for number, path in enumerate(readable)]
    return (
        Mount("ro", "/usr", "/usr"),
        *_system(),
        Mount("ro", f"{stage}/etc", "/etc"),
        *[Mount("ro", one, one) for one in (ALTERNATIVES,) if Path(one).is_dir()],
        Mount("rw", f"{stage}/tmp", "/tmp"),  # noqa: S108  the jail's own
        Mount("rw", f"{stage}/shm", "/dev/shm"),  # noqa: S108
        Mount("rw", f"{stage}/work", BOX),
        *shown,
    )


def readable_paths(asked: Iterable[str]) -> tuple[str, ...]:
    """Check what a program asks to read besides /usr, and leave out what it sees anyway.

    Raises:
        BadInput: a path that is not there, or that would show too much.

    """
    kept: list[str] = []
    for one in sorted({os.path.normpath(path) for path in asked}):
        path = Path(one)
        if not path.is_absolute() or not path.exists():
            raise BadInput(
                f"{one}: cannot be shown to a jailed program", hint="name a path that exists, whole"
            )
        for shown in {path, path.resolve()}:
            _narrow(shown)
        if not path.is_relative_to(_SHOWN) and not any(path.is_relative_to(above) for above in kept):
            kept.append(one)
    return tuple(kept)


def _narrow(path: Path) -> None:
    """Refuse what holds other things than an interpreter's: a home, what the system keeps."""
    home = _home()
    wide = path in _NOT_WHOLE or (home is not None and (path == home or path in home.parents))
    if wide or any(path.is_relative_to(one) for one in _NOT_BELOW):
        raise BadInput(
            f"{path}: shows a jailed program too much",
            hint="name the interpreter's and its packages' own folders",
        )


def _home() -> Path | None:
    with contextlib.suppress(RuntimeError):
        return Path.home().resolve()
    return None


def _system() -> Iterable[Mount]:
    """Repeat the links of / into /usr, or show the folders where a system still has them apart."""
    for name in _SYSTEM:
        path = Path("/", name)
        if path.is_symlink():
            yield Mount("link", str(path.readlink()), str(path))
        elif path.is_dir():
            yield Mount("ro", str(path), str(path))
