"""Files that hold a signing key: made for their owner alone, and refused when others can read them."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.notes import Algorithm, PrivateKey, decoded, encoded

_SEED_BYTES: Final = 32
_FILE_BYTES_MAX: Final = 4096
_HEAD: Final = "PRIVATE+KEY+"
_OTHERS: Final = 0o077


def create(path: Path, name: str, algorithm: Algorithm = Algorithm.NOTE) -> PrivateKey:
    """Make a new key and write it to a new file.

    Raises:
        BadInput: there is such a file already, or the name cannot be one.
        Unavailable: it cannot be written.

    """
    seed = secrets.token_bytes(_SEED_BYTES)
    key = PrivateKey(name, algorithm, seed)
    line = f"{_HEAD}{name}+{key.public.id().hex()}+{encoded(bytes([algorithm]) + seed)}\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(line.encode())
            file.flush()
            os.fsync(handle)
    except FileExistsError as error:
        raise BadInput(
            f"{path} exists already", hint="a key is never overwritten: choose another file"
        ) from error
    except OSError as error:
        raise Unavailable(
            f"cannot write the key {path}: {error.strerror}", hint="use another folder"
        ) from error
    return key


def load(path: Path) -> PrivateKey:
    """Read a key.

    Raises:
        BadInput: it is no key file of ours, or others than this user can read it.
        Unavailable: it cannot be read.

    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            _private(path, os.fstat(handle))
            data = file.read(_FILE_BYTES_MAX)
    except OSError as error:
        raise Unavailable(f"cannot read the key {path}: {error.strerror}", hint="check the path") from error
    return _parsed(path, data)


def _private(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode) or found.st_mode & _OTHERS or found.st_uid != os.geteuid():
        raise BadInput(
            f"the key {path} is not yours alone to read",
            hint=f"if nobody else has read it: chmod 600 {path}; if somebody may have, make a new one",
        )


def _parsed(path: Path, data: bytes) -> PrivateKey:
    try:
        name, marked, secret = data.decode().removeprefix(_HEAD).removesuffix("\n").split("+", 2)
        raw = decoded(secret)
        key = PrivateKey(name, Algorithm(raw[0]), raw[1:])
    except (BadInput, ValueError, IndexError):
        key, marked = None, ""
    if key is None or key.public.id().hex() != marked:
        raise BadInput(f"{path} is no key of a ledger or witness", hint="make one with keys.create")
    return key
