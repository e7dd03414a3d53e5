"""The keys that sign access tokens: a file only we can read in, keys by id out."""

from __future__ import annotations

import os
import stat
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from msgspec import Struct

from vedette.core.codec import load
from vedette.core.errors import BadInput, Refused, Unavailable

ALGORITHM = "Ed25519"
FILE_MAX = 64 * 1024
RETIRED_FOR = 2 * 3600.0
"""Seconds a replaced key still verifies: longer than any token lives."""


class _Stored(Struct, frozen=True, kw_only=True):
    kid: str
    x: str
    d: str
    made: float
    replaced: float = 0.0


class _File(Struct, frozen=True, kw_only=True):
    keys: tuple[_Stored, ...]
    """The newest first; it signs."""


class _Stamp(NamedTuple):
    inode: int
    changed: int
    size: int


class SigningKeys:
    """The keys in one file. Follows the file: another process may put a new key there at any time."""

    def __init__(self, path: Path) -> None:
        """Read the keys.

        Raises:
            Unavailable: there is no such file.
            Refused: others may read it, or it is not ours.
            BadInput: it is not a key file.

        """
        self._path = path
        self._lock = threading.Lock()
        self._load()

    def current(self) -> tuple[str, OKPKey]:
        """Return the key that signs now, and its id."""
        self._follow()
        return self._signing, self._keys[self._signing]

    def find(self, kid: str) -> OKPKey | None:
        """Return the key with an id, or None if it is not one of ours (any more)."""
        if kid not in self._keys:
            self._follow()
        return self._keys.get(kid)

    def jwks(self) -> dict[str, list[dict[str, object]]]:
        """Return the public keys as a JWK set (RFC 7517)."""
        self._follow()
        return {"keys": [_public(kid, key) for kid, key in self._keys.items()]}

    def _follow(self) -> None:
        try:
            found = self._path.lstat()
        except OSError as error:
            raise _missing(self._path) from error
        if _stamp(found) != self._stamp:
            self._load()

    def _load(self) -> None:
        with self._lock:
            stored, stamp = _read(self._path)
            self._keys = {one.kid: _private(one) for one in stored.keys}
            self._signing = stored.keys[0].kid
            self._stamp = stamp


def create(path: Path, now: float) -> SigningKeys:
    """Make a key file with a first key, unless there is one, and return its keys.

    Raises:
        Unavailable: the file cannot be written or read.

    """
    if not path.exists():
        _write(path, _File(keys=(_new(now),)))
    return SigningKeys(path)


def rotate(path: Path, now: float) -> str:
    """Let a new key sign from now on; return its id. The one before still verifies for a while.

    Raises:
        Unavailable: the file cannot be written or read.

    """
    stored, _ = _read(path)
    newest, *older = stored.keys
    kept = [one for one in older if now < one.replaced + RETIRED_FOR]
    made = _new(now)
    _write(path, _File(keys=(made, msgspec.structs.replace(newest, replaced=now), *kept)))
    return made.kid


def _new(now: float) -> _Stored:
    made = OKPKey.generate_key("Ed25519")
    parts = made.as_dict(private=True)
    return _Stored(kid=made.thumbprint(), x=str(parts["x"]), d=str(parts["d"]), made=now)


def _private(stored: _Stored) -> OKPKey:
    try:
        key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": stored.x, "d": stored.d})
        matches = key.thumbprint() == stored.kid and _public_half(key) == stored.x
    except (JoseError, ValueError, TypeError) as error:
        raise BadInput(
            "the key file holds something that is no key", hint="restore it, or make a new one"
        ) from error
    if not matches:
        raise BadInput("a key in the key file is not the one it says", hint="restore it, or make a new one")
    return key


def _public_half(key: OKPKey) -> str:
    """Return the public half as the private one has it, whatever the file says."""
    bare = OKPKey.import_key(key.as_pem(private=True))
    return str(bare.as_dict(private=False)["x"])


def _public(kid: str, key: OKPKey) -> dict[str, object]:
    x = key.as_dict(private=False)["x"]
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "alg": ALGORITHM, "use": "sig"}


def _read(path: Path) -> tuple[_File, _Stamp]:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise _missing(path) from error
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077 or found.st_uid != os.geteuid():
            raise Refused(
                f"{path}: others may read the signing keys",
                hint=f"chmod 600 {path.name}, and put new keys there: these may be known",
            )
        stored = load(file.read(FILE_MAX), _File, name=str(path))
    if not stored.keys:
        raise BadInput(f"{path}: holds no key", hint="restore it, or make a new one")
    return stored, _stamp(found)


def _write(path: Path, content: _File) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".keys-")  # readable by us alone
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(content))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        raise Unavailable(
            f"{path}: cannot be written: {error.strerror}", hint="free some room, or fix rights"
        ) from error


def _stamp(found: os.stat_result) -> _Stamp:
    return _Stamp(found.st_ino, found.st_mtime_ns, found.st_size)


def _missing(path: Path) -> Unavailable:
    return Unavailable(
        f"{path}: no signing keys there that we can open", hint="make them first, in a file, not a link"
    )
