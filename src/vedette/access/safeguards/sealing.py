"""Texts that wait for a person, sealed: AES-256-GCM, a key in a file only we can read, bound to one request.

Who has the database alone reads nothing; who has both it and the key file does, and that is the operator.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vedette.core.errors import BadInput, Refused, Unavailable

_KEY: Final = 32
_NONCE: Final = 12
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class Seal:
    """Seals and opens with one key."""

    def __init__(self, key: bytes) -> None:
        """Take a key of 32 bytes.

        Raises:
            BadInput: it is no such key.

        """
        if len(key) != _KEY:
            raise BadInput(f"a key to seal with has {_KEY} bytes, not {len(key)}", hint="let one be made")
        self._cipher = AESGCM(key)

    def close(self, text: str, about: str) -> bytes:
        """Seal a text so that it opens only as what it is about."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode("utf-8", "surrogatepass"), about.encode())

    def open(self, sealed: bytes, about: str) -> str:
        """Return the text.

        Raises:
            Unavailable: it was sealed with another key, or changed, or is about something else.

        """
        try:
            data = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
        except (InvalidTag, ValueError) as error:
            raise Unavailable(
                "a text cannot be opened any more: its key is another, or it was changed",
                hint="decide by what else is known, or ask who wrote it",
            ) from error
        return data.decode("utf-8", "surrogatepass")


def seal_in(path: Path) -> Seal:
    """Return the seal whose key lies in a file; make one if there is none.

    Raises:
        Refused, BadInput, Unavailable: as `key_in`.

    """
    return Seal(key_in(path))


def key_in(path: Path) -> bytes:
    """Return the key of 32 bytes that lies in a file only we can read; make one if there is none.

    Raises:
        Refused: others may read it.
        BadInput: it is no key.
        Unavailable: it can be neither read nor made.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(path)
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & _OTHERS:
                raise Refused(f"{path}: others may read this key", hint="chmod 600, and think who has it")
            key = file.read(_KEY + 1)
    except OSError as error:
        raise Unavailable(f"{path}: {error.strerror}", hint="see whether the data folder is ours") from error
    if len(key) != _KEY:
        raise BadInput(f"{path}: a key has {_KEY} bytes, not {len(key)}", hint="let one be made")
    return key


def _make(path: Path) -> None:
    """Put a new key there, whole, unless one is there: of two that try, one key stays."""
    if path.exists():
        return
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_KEY))
        file.flush()
        os.fsync(handle)
    try:
        os.link(new, path)
    except FileExistsError:
        return
    finally:
        new.unlink()
