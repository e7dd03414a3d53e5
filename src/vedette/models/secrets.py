"""The key of a back-end: read when it is opened, and never shown."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from vedette.core.errors import BadInput
from vedette.models.attachments import Attachment

_MOST: Final = 4096
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def key_of(name: str, made: Attachment, environ: Mapping[str, str]) -> str:
    """Return the key of a back-end; empty where it has none.

    Raises:
        BadInput: the file is readable by others, or what is there is no key. The message never has it.

    """
    if made.key_env:
        if made.key_env not in environ:
            raise BadInput(f"{name}: {made.key_env} is not set", hint="set it to the key, or give key_file")
        return _sound(name, made.key_env, environ[made.key_env])
    if made.key_file:
        return _sound(name, made.key_file, _from_file(name, Path(made.key_file)))
    return ""


def _from_file(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or stat.S_IMODE(found.st_mode) & _OTHERS:
                raise BadInput(f"{name}: others can read {path}", hint=f"chmod 600 {path}")
            return file.read(_MOST + 2).decode("ascii", "replace")
    except OSError as error:
        raise BadInput(
            f"{name}: {path}: {error.strerror}", hint="a file with the key and nothing else"
        ) from None


def _sound(name: str, place: str, key: str) -> str:
    """Refuse what could not stand in a header: the library's complaint about it would quote it."""
    bare = key.strip()
    if not 0 < len(bare) <= _MOST or not (bare.isascii() and bare.isprintable()) or " " in bare:
        raise BadInput(
            f"{name}: what {place} holds is no key", hint="one line of plain letters, digits and signs"
        )
    return bare
