"""Locks documents as Office does, for tests."""
# ruff: noqa: S305, S324

import base64
import hashlib
import struct
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from vedette.triage.documents.formats.portable.locks import rc4

SALT, SEED, SECRET = b"salt of password", b"salt of the data", bytes(range(32))
SPINS = 7


def _cbc(key: bytes, first: bytes, data: bytes) -> bytes:
    do = Cipher(algorithms.AES(key), modes.CBC(first)).encryptor()
    return do.update(data + bytes(-len(data) % 16)) + do.finalize()


def agile(data: bytes, password: str) -> dict[str, bytes]:
    """The streams of a document locked by Office 2010 and later, with few turns."""
    spun = hashlib.sha512(SALT + password.encode("utf-16-le")).digest()
    for turn in range(SPINS):
        spun = hashlib.sha512(struct.pack("<I", turn) + spun).digest()

    def made(block: str, plain: bytes) -> str:
        key = hashlib.sha512(spun + bytes.fromhex(block)).digest()[:32]
        return base64.b64encode(_cbc(key, SALT, plain)).decode()

    check = b"0123456789abcdef"
    ways = 'hashAlgorithm="SHA512" keyBits="256" blockSize="16" cipherAlgorithm="AES"'
    xml = (
        f'<encryption xmlns:p="p"><keyData {ways} saltValue="{base64.b64encode(SEED).decode()}"/>'
        f"<p:encryptedKey {ways} "
        f'spinCount="{SPINS}" saltValue="{base64.b64encode(SALT).decode()}" '
        f'encryptedVerifierHashInput="{made("fea7d2763b4b9e79", check)}" '
        f'encryptedVerifierHashValue="{made("d7aa0f6d3061344e", hashlib.sha512(check).digest())}" '
        f'encryptedKeyValue="{made("146e0be7abacd0d6", SECRET)}"/></encryption>'
    )
    body = b"".join(
        _cbc(SECRET, hashlib.sha512(SEED + struct.pack("<I", number)).digest()[:16], data[at : at + 4096])
        for number, at in enumerate(range(0, len(data), 4096))
    )
    info = struct.pack("<HHI", 4, 4, 0x40) + xml.encode()
    return {"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", len(data)) + body}


def standard(data: bytes, password: str) -> dict[str, bytes]:
    """The streams of a document locked by Office 2007."""
    spun = hashlib.sha1(SALT + password.encode("utf-16-le")).digest()
    for turn in range(50_000):
        spun = hashlib.sha1(struct.pack("<I", turn) + spun).digest()
    last = hashlib.sha1(spun + bytes(4)).digest()
    key = hashlib.sha1(bytes(one ^ 0x36 for one in last) + b"\x36" * 44).digest()[:16]
    do = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    check = b"0123456789abcdef"
    locked = do.update(check) + do.update(hashlib.sha1(check).digest() + bytes(12))
    head = struct.pack("<IIIIII", 0x24, 0, 0x660E, 0x8004, 128, 0x18) + bytes(8) + "AES\0".encode("utf-16-le")
    info = struct.pack("<HHII", 3, 2, 0x24, len(head)) + head + struct.pack("<I", 16) + SALT + locked[:16]
    info += struct.pack("<I", 20) + locked[16:]
    return {
        "EncryptionInfo": info,
        "EncryptedPackage": struct.pack("<Q", len(data)) + do.update(data + bytes(-len(data) % 16)),
    }


def sheets(data: bytes, password: str, *, newer: bool) -> bytes:
    """A stream of a workbook with its records locked; its FILEPASS must have the right size."""
    lock, key = _newer(password) if newer else _older(password)
    at, out, noise = (
        0,
        bytearray(data),
        b"".join(rc4(key(one), bytes(1024)) for one in range(len(data) // 1024 + 1)),
    )
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        for place in range(at + 4 + (4 if kind == 0x85 else 0), at + 4 + size):
            out[place] ^= 0 if kind in (0x809, 0x2F) else noise[place]
        if kind == 0x2F:
            out[at + 4 : at + 4 + size] = lock
        at += 4 + size
    return bytes(out)


LOCK_SIZE = {False: 54, True: 14 + 36 + 60}
CHECK = b"0123456789abcdef"


def _older(password: str) -> tuple[bytes, Callable[[int], bytes]]:
    seed = hashlib.md5((hashlib.md5(password.encode("utf-16-le")).digest()[:5] + SALT) * 16).digest()[:5]

    def key(block: int) -> bytes:
        return hashlib.md5(seed + struct.pack("<I", block)).digest()

    return struct.pack("<HHH", 1, 1, 1) + SALT + rc4(key(0), CHECK + hashlib.md5(CHECK).digest()), key


def _newer(password: str) -> tuple[bytes, Callable[[int], bytes]]:
    seed = hashlib.sha1(SALT + password.encode("utf-16-le")).digest()

    def key(block: int) -> bytes:
        return hashlib.sha1(seed + struct.pack("<I", block)).digest()[:16]

    head = struct.pack("<IIIIII", 4, 0, 0x6801, 0x8004, 128, 1) + bytes(12)
    locked = rc4(key(0), CHECK + hashlib.sha1(CHECK).digest())
    body = struct.pack("<I", 16) + SALT + locked[:16] + struct.pack("<I", 20) + locked[16:]
    return struct.pack("<HHHII", 1, 4, 2, 4, len(head)) + head + body, key
