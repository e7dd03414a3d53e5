"""Encryption of PDF files that the empty password opens: readers open them unasked, so do we."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

_PAD: Final = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_AES_BLOCK: Final = 16
_R6: Final = 6


class Lock(Struct, frozen=True, kw_only=True):
    """A key that fits."""

    key: bytes
    stream_method: str
    """V2: RC4; AESV2 and AESV3: AES; Identity: none."""
    string_method: str

    def opened(self, data: bytes, number: int, *, stream: bool) -> bytes:
        """Return what was encrypted in an object. All generations are zero where this is used."""
        method = self.stream_method if stream else self.string_method
        if method == "Identity":
            return data
        if method == "AESV3":
            return _aes(self.key, data)
        seed = self.key + number.to_bytes(4, "little")[:3] + b"\0\0" + (b"sAlT" if method == "AESV2" else b"")
        key = hashlib.md5(seed).digest()[: min(len(self.key) + 5, 16)]  # noqa: S324  the format says MD5
        return _aes(key, data) if method == "AESV2" else rc4(key, data)


def rc4(key: bytes, data: bytes) -> bytes:
    """Encrypt or decrypt: it is the same."""
    box, swap = list(range(256)), 0
    for at in range(256):
        swap = (swap + box[at] + key[at % len(key)]) & 255
        box[at], box[swap] = box[swap], box[at]
    out, one, two = bytearray(), 0, 0
    for byte in data:
        one = (one + 1) & 255
        two = (two + box[one]) & 255
        box[one], box[two] = box[two], box[one]
        out.append(byte ^ box[(box[one] + box[two]) & 255])
    return bytes(out)


def _aes(key: bytes, data: bytes) -> bytes:
    size = len(data) // _AES_BLOCK * _AES_BLOCK
    if size < 2 * _AES_BLOCK:
        return b""
    plain = _cbc(key, data[:16], data[16:size])
    pad = plain[-1]
    return plain[:-pad] if 1 <= pad <= _AES_BLOCK else plain


def _cbc(key: bytes, first: bytes, data: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  heavy

    undo = Cipher(algorithms.AES(key), modes.CBC(first)).decryptor()
    return undo.update(data) + undo.finalize()


def lock_of(rules: Mapping[str, object], first_id: bytes) -> Lock | None:
    """Return the key the empty password makes, or None where it does not fit."""
    revision, version = _number(rules, "R"), _number(rules, "V")
    user, owner = _bytes(rules, "U"), _bytes(rules, "O")
    stream, string = _methods(rules, version)
    key = _newer(rules, user, revision) if revision >= 5 else _older(rules, (owner, user, first_id), revision)  # noqa: PLR2004
    return None if key is None else Lock(key=key, stream_method=stream, string_method=string)


def _number(rules: Mapping[str, object], name: str) -> int:
    value = rules.get(name)
    return value if isinstance(value, int) else 0


def _bytes(rules: Mapping[str, object], name: str) -> bytes:
    value = rules.get(name)
    return value if isinstance(value, bytes) else b""


def _methods(rules: Mapping[str, object], version: int) -> tuple[str, str]:
    if version < 4:  # noqa: PLR2004
        return "V2", "V2"
    filters = rules.get("CF")
    found = []
    for name in ("StmF", "StrF"):
        one = filters.get(str(rules.get(name, "Identity"))) if isinstance(filters, dict) else None
        found.append(str(one.get("CFM", "Identity")) if isinstance(one, dict) else "Identity")
    return found[0], found[1]


def _older(rules: Mapping[str, object], given: tuple[bytes, bytes, bytes], revision: int) -> bytes | None:
    owner, user, first_id = given
    size = max(5, min(_number(rules, "Length") // 8 or 5, 16)) if revision >= 3 else 5  # noqa: PLR2004
    permissions = (_number(rules, "P") & 0xFFFFFFFF).to_bytes(4, "little")
    plain = rules.get("EncryptMetadata") is False and revision >= 4  # noqa: PLR2004
    key = hashlib.md5(_PAD + owner[:32] + permissions + first_id + (b"\xff" * 4 if plain else b"")).digest()  # noqa: S324
    for _ in range(50 if revision >= 3 else 0):  # noqa: PLR2004
        key = hashlib.md5(key[:size]).digest()  # noqa: S324
    key = key[:size]
    if revision < 3:  # noqa: PLR2004
        return key if rc4(key, _PAD) == user[:32] else None
    check = rc4(key, hashlib.md5(_PAD + first_id).digest())  # noqa: S324
    for turn in range(1, 20):
        check = rc4(bytes(byte ^ turn for byte in key), check)
    return key if check == user[:16] else None


def _newer(rules: Mapping[str, object], user: bytes, revision: int) -> bytes | None:
    if len(user) < 48 or _hardened(user[32:40], revision) != user[:32]:  # noqa: PLR2004  hash, salt, salt of the key
        return None
    locked = _bytes(rules, "UE")[:32]
    return _cbc(_hardened(user[40:48], revision), bytes(16), locked) if len(locked) == 32 else None  # noqa: PLR2004


def _hardened(salt: bytes, revision: int) -> bytes:
    """Return the hash of the empty password: SHA-256 in revision 5, 64 rounds and more in revision 6."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  heavy

    key = hashlib.sha256(salt).digest()
    if revision < _R6:
        return key
    turn, last = 0, 0
    while turn < 64 or last > turn - 32:  # noqa: PLR2004  by ISO 32000-2, 7.6.4.3.4
        do = Cipher(algorithms.AES(key[:16]), modes.CBC(key[16:32])).encryptor()
        out = do.update(key * 64) + do.finalize()
        name = ("sha256", "sha384", "sha512")[sum(out[:16]) % 3]
        key, last, turn = hashlib.new(name, out).digest(), out[-1], turn + 1
    return key[:32]
