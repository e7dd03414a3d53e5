"""The two locks of zip files: the old stream cipher and AES, opened with a password."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

_SALTS: Final = {1: (8, 16), 2: (12, 24), 3: (16, 32)}
"""Bytes of salt and of key, by strength."""
_ROUNDS: Final = 1000
_MAC: Final = 10
_CHECK: Final = 2
_OLD_HEAD: Final = 12


def _table() -> tuple[int, ...]:
    made = []
    for number in range(256):
        value = number
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        made.append(value)
    return tuple(made)


_CRC: Final = _table()


def aes_opened(data: bytes, strength: int, password: bytes) -> bytes | None:
    """Return the bytes under AES, or None where the password is not the one."""
    if strength not in _SALTS:
        return None
    salt, key = _SALTS[strength]
    made = hashlib.pbkdf2_hmac("sha1", password, data[:salt], _ROUNDS, 2 * key + _CHECK)
    if made[-_CHECK:] != data[salt : salt + _CHECK]:
        return None
    body = data[salt + _CHECK : -_MAC]
    seal = hmac.new(made[key : 2 * key], body, "sha1").digest()[:_MAC]
    if not hmac.compare_digest(seal, data[-_MAC:]):
        return None
    return _counted(body, made[:key])


def _counted(body: bytes, key: bytes) -> bytes:
    """Undo AES in the counting mode of zip, whose counter is little-endian."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  heavy

    blocks = (len(body) + 15) // 16
    numbers = b"".join(number.to_bytes(16, "little") for number in range(1, blocks + 1))
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305  the counter is what is encrypted
    stream = encryptor.update(numbers)[: len(body)]
    mixed = int.from_bytes(body, "little") ^ int.from_bytes(stream, "little")
    return mixed.to_bytes(len(body), "little")


class OldLock:
    """The stream cipher of old zip files."""

    def __init__(self, password: bytes) -> None:
        self._keys = (0x12345678, 0x23456789, 0x34567890)
        for byte in password:
            self._turn(byte)

    def _turn(self, byte: int) -> None:
        one, two, three = self._keys
        one = (one >> 8) ^ _CRC[(one ^ byte) & 255]
        two = ((two + (one & 255)) * 134775813 + 1) & 0xFFFFFFFF
        three = (three >> 8) ^ _CRC[(three ^ (two >> 24)) & 255]
        self._keys = (one, two, three)

    def opened(self, data: bytes) -> bytes:
        """Return bytes unlocked; the cipher goes on where it was."""
        one, two, three = self._keys
        made, table = bytearray(), _CRC
        for cipher in data:
            mask = three | 2
            byte = cipher ^ (((mask * (mask ^ 1)) >> 8) & 255)
            made.append(byte)
            one = (one >> 8) ^ table[(one ^ byte) & 255]
            two = ((two + (one & 255)) * 134775813 + 1) & 0xFFFFFFFF
            three = (three >> 8) ^ table[(three ^ (two >> 24)) & 255]
        self._keys = (one, two, three)
        return bytes(made)


def old_opened(data: bytes, check: int, password: bytes) -> bytes | None:
    """Return the bytes under the old cipher, or None where the password is not the one by its check byte."""
    lock = OldLock(password)
    head = lock.opened(data[:_OLD_HEAD])
    if len(head) < _OLD_HEAD or head[-1] != check:
        return None
    return lock.opened(data[_OLD_HEAD:])
