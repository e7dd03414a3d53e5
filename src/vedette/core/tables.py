"""Tables of ours, written as TOML for people, and kept beside themselves as Python keeps what it compiled.

Reading TOML takes thirty times as long as reading what was made of it. That lies in `__pycache__`, next to
the table: whoever may write there may change the program as well. It is used only while it bears the digest
of the table as it stands; where nothing can be written, the table is read each time.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import msgspec

from vedette.core.digest import sha256
from vedette.core.packaged import beside

FOLDER: Final = "__pycache__"
_FORM: Final = 1
"""Of what is kept; another is not read."""


class _Kept(msgspec.Struct, array_like=True):
    form: int
    digest: str
    table: dict[str, Any]


def table(package: str, file: str) -> dict[str, Any]:
    """Return a table that belongs to a package, or to a folder in it: what its TOML says, fresh each time."""
    home = import_module(package).__file__
    place = Path(home or "").parent / file
    if place.is_file():
        return read(place)
    return _parsed(beside(package, file))  # in an archive, next to which nothing can be kept


def read(place: Path) -> dict[str, Any]:
    """Return what the TOML at a place says, fresh each time."""
    text = place.read_bytes()
    return derived(place, text, lambda: _parsed(text))


def derived(place: Path, source: bytes, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what is made of a source, fresh each time; it is kept beside a place, under the name of it.

    The source has to hold all that decides what is made.
    """
    kept, digest = place.parent / FOLDER / f"{place.name}.msgpack", sha256(source)
    known = _known(kept)
    if known is not None and known.form == _FORM and known.digest == digest:
        return known.table
    made = make()
    _keep(kept, _Kept(_FORM, digest, made))
    return made


def _parsed(text: bytes) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  once a version

    return tomllib.loads(text.decode("utf-8"))


def _known(kept: Path) -> _Kept | None:
    try:
        return msgspec.msgpack.decode(kept.read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError, UnicodeError):
        return None


def _keep(kept: Path, what: _Kept) -> None:
    """Write it whole or not at all: others read and write the same at this moment."""
    fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
    try:
        kept.parent.mkdir(exist_ok=True)
        fresh.write_bytes(msgspec.msgpack.encode(what))
        fresh.replace(kept)
    except (OSError, TypeError, OverflowError):
        with contextlib.suppress(OSError):
            fresh.unlink()
