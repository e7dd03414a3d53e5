"""Encrypted Office documents, after [MS-OFFCRYPTO] 2.3.4: opened where a password fits."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from vedette.triage.allowance import Allowance
from vedette.triage.documents.markup import parsed

STANDARD: Final = "VelvetSweatshop"
"""The password Excel tries by itself: what is locked with it opens without a question."""
_SPINS: Final = 1_000_000
_SEGMENT: Final = 4096
_SHA: Final = {"SHA512": "sha512", "SHA384": "sha384", "SHA256": "sha256", "SHA1": "sha1", "SHA-1": "sha1"}
_INPUT, _VALUE, _KEY = (
    bytes.fromhex(text) for text in ("fea7d2763b4b9e79", "d7aa0f6d3061344e", "146e0be7abacd0d6")
)  # which key is made: to check the password, to compare, to open


class Opened(Struct, frozen=True, kw_only=True):
    """What was inside."""

    data: bytes
    password: str


def opened(streams: Mapping[str, bytes], passwords: Sequence[str], allowance: Allowance) -> Opened | None:
    """Try the standard password and those that were given; None where none fits."""
    info, package = streams.get("EncryptionInfo", b""), streams.get("EncryptedPackage", b"")
    size = int.from_bytes(package[:8], "little")
    for password in dict.fromkeys((STANDARD, *passwords[: allowance.bounds.passwords])):
        try:
            if info[:4] == b"\x04\0\x04\0":
                data = _agile(info[8:], package[8:], password, allowance)
            else:
                data = _plain(info, package[8:], password, allowance)
        except (ValueError, KeyError, struct.error, binascii.Error):
            return None
        if data is not None:
            allowance.take_bytes(min(size, len(data)))
            return Opened(data=data[:size], password=password)
    return None


def _spun(name: str, seed: bytes, turns: int, allowance: Allowance) -> bytes:
    """Hash a password many times, which is to make guessing slow."""
    if not 0 <= turns <= _SPINS:
        raise ValueError(turns)
    allowance.burn(turns // 4)
    make = getattr(hashlib, name)
    digest: bytes = make(seed).digest()
    for turn in range(turns):
        digest = make(turn.to_bytes(4, "little") + digest).digest()
    return digest


def _cbc(key: bytes, first: bytes, data: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  heavy

    undo = Cipher(algorithms.AES(key), modes.CBC(first)).decryptor()
    return undo.update(data[: len(data) // 16 * 16]) + undo.finalize()


def _agile(xml: bytes, package: bytes, password: str, allowance: Allowance) -> bytes | None:
    given = {one.name: one.given for one in parsed(xml, allowance).elements}
    lock, body = given["encryptedKey"], given["keyData"]
    name, salt = _SHA[lock["hashAlgorithm"]], base64.b64decode(lock["saltValue"])
    spun = _spun(name, salt + password.encode("utf-16-le"), int(lock["spinCount"]), allowance)

    def undone(field: str, block: bytes) -> bytes:
        key = hashlib.new(name, spun + block).digest()[: int(lock["keyBits"]) // 8]
        return _cbc(key, salt, base64.b64decode(lock[field]))

    check = hashlib.new(name, undone("encryptedVerifierHashInput", _INPUT)[: len(salt)]).digest()
    if undone("encryptedVerifierHashValue", _VALUE)[: len(check)] != check:
        return None
    key = undone("encryptedKeyValue", _KEY)[: int(body["keyBits"]) // 8]
    seed, size = base64.b64decode(body["saltValue"]), int(body["blockSize"])
    pieces = []
    for number, at in enumerate(range(0, len(package), _SEGMENT)):
        allowance.burn(16)
        first = hashlib.new(_SHA[body["hashAlgorithm"]], seed + number.to_bytes(4, "little")).digest()[:size]
        pieces.append(_cbc(key, first, package[at : at + _SEGMENT]))
    return b"".join(pieces)


def _plain(info: bytes, package: bytes, password: str, allowance: Allowance) -> bytes | None:
    """Open what Office 2007 locked."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  heavy

    (size,) = struct.unpack_from("<I", info, 8)
    (bits,) = struct.unpack_from("<I", info, 12 + 16)
    verifier = info[12 + size :]
    salt, locked, value = verifier[4:20], verifier[20:36], verifier[40:72]
    spun = _spun("sha1", salt + password.encode("utf-16-le"), 50_000, allowance)
    last = hashlib.sha1(spun + bytes(4)).digest()  # noqa: S324  the format says SHA-1
    halves = (
        hashlib.sha1(bytes(one ^ pad for one in last) + bytes([pad]) * (64 - len(last))).digest()  # noqa: S324
        for pad in (0x36, 0x5C)
    )
    key = b"".join(halves)[: bits // 8]
    undo = Cipher(algorithms.AES(key), modes.ECB()).decryptor()  # noqa: S305  so does Office 2007
    check = hashlib.sha1(undo.update(locked)).digest()  # noqa: S324
    if undo.update(value)[:20] != check:
        return None
    return undo.update(package[: len(package) // 16 * 16])
