# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""QUIC: its first packets are encrypted with keys everybody can derive; inside is a client's TLS hello."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from vedette.hunt import actions
from vedette.hunt.network.dialogue import Dialogue, Ends, Mark, kind
from vedette.hunt.network.protocols.hello import client_hello
from vedette.hunt.network.protocols.tls import columns, hello_fields

_EVENT: Final = kind(actions.TLS, "quic", "quic")
_V1, _V2 = 1, 0x6B3343CF
_DRAFT_29: Final = 0xFF00001D
_MADE_UP: Final = 0x0A0A0A0A
_SALT_V1: Final = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")
_SALT_V2: Final = bytes.fromhex("0dede3def700a6db819381be6e269dcbf9bd2ed9")
_SALT_29: Final = bytes.fromhex("afbfec289993d24c9e9786f19c6111e04390a899")
_SALT_23: Final = bytes.fromhex("c3eef712c72ebb5a11a7d2432bb46365bef9f502")
_TRIES_MAX: Final = 8
_HELLO_MAX: Final = 32 * 1024
_SAMPLE: Final = 16
_CRYPTO, _PADDING, _PING, _ACK = 6, 0, 1, 2


class Quic(Dialogue):
    """One flow's first packets."""

    def __init__(self, ends: Ends) -> None:
        """Begin with nothing said."""
        super().__init__(ends)
        self._tries = 0
        self._pieces: dict[int, bytes] = {}
        self._keys: dict[bytes, list[_Keys]] = {}
        self._mark: Mark | None = None
        self._told = False

    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Read a datagram."""
        if way == 0 and not self._told and self._tries < _TRIES_MAX:
            self._tries += 1
            plain = self._opened(data)
            if plain is not None:
                self._mark = self._mark or mark
                self._collect(plain)
                self._tell(whole=True)
        return max(1, len(data))

    def end(self) -> None:
        """Tell of a hello of which some is missing."""
        self._tell(whole=False)

    def _tell(self, *, whole: bool) -> None:
        said = self._joined()
        if self._told or self._mark is None or len(said) < 4 or said[0] != 1:
            return
        size = 4 + int.from_bytes(said[1:4], "big")
        if whole and len(said) < size:
            return
        hello = client_hello(said[4:size])
        if hello is not None:
            self._told = True
            shown = columns(hello, "q")
            self.ready.append(self.ends.event(self._mark, _EVENT, hello_fields(hello, shown), **shown))

    def _joined(self) -> bytes:
        made = b""
        for at in sorted(self._pieces):
            if at > len(made):
                break
            made += self._pieces[at][len(made) - at :]
        return made

    def _collect(self, plain: bytes) -> None:
        """Keep the pieces of the hello."""
        at = 0
        while at < len(plain):
            number, at = plain[at], at + 1
            if number == _PADDING:
                at = len(plain) - len(plain[at:].lstrip(b"\0"))
                continue
            if number == _PING:
                continue
            if number in {_ACK, _ACK + 1}:
                at = _after_ack(plain, at, with_counts=number == _ACK + 1)
                continue
            if number != _CRYPTO:
                return
            offset, at = _number(plain, at)
            size, at = _number(plain, at)
            if offset + size > _HELLO_MAX:
                return
            self._pieces.setdefault(offset, plain[at : at + size])
            at += size

    def _opened(self, data: bytes) -> bytes | None:
        """Decrypt the first packet of a datagram; None when it is not an initial one."""
        head = _head(data)
        if head is None:
            return None
        connection, at, size = head
        version = int.from_bytes(data[1:5], "big")
        if len(data) < at + 4 + _SAMPLE or size < 4 + _SAMPLE or len(data) < at + size:
            return None
        if connection not in self._keys and len(self._keys) < 2:
            self._keys[connection] = [_Keys(connection, version, salt) for salt in _salts(version)]
        for keys in (one for several in self._keys.values() for one in several):
            plain = keys.open(data, at, size)
            if plain is not None:
                return plain
        return None


class _Keys:
    """What a client's first packets are sealed with."""

    def __init__(self, connection: bytes, version: int, salt: bytes) -> None:
        initial = hmac.digest(salt, connection, "sha256")
        secret = _expanded(initial, b"client in", 32)
        prefix = b"quicv2 " if version == _V2 else b"quic "
        self.key = _expanded(secret, prefix + b"key", 16)
        self.nonce = _expanded(secret, prefix + b"iv", 12)
        self.mask = _expanded(secret, prefix + b"hp", 16)

    def open(self, data: bytes, at: int, size: int) -> bytes | None:
        """Decrypt a packet whose number begins at `at`; None when the keys do not fit."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  only where there is QUIC
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        sample = data[at + 4 : at + 4 + _SAMPLE]
        mask = Cipher(algorithms.AES(self.mask), modes.ECB()).encryptor().update(sample)  # noqa: S305  the protocol's own
        first = data[0] ^ (mask[0] & 0x0F)
        width = (first & 3) + 1
        number = bytes(one ^ two for one, two in zip(data[at : at + width], mask[1 : 1 + width], strict=True))
        head = bytes((first,)) + data[1:at] + number
        nonce = int.from_bytes(self.nonce, "big") ^ int.from_bytes(number, "big")
        try:
            return AESGCM(self.key).decrypt(nonce.to_bytes(12, "big"), data[at + width : at + size], head)
        except InvalidTag:
            return None


def _head(data: bytes) -> tuple[bytes, int, int] | None:
    """Read the head of an initial packet: its destination, where its number is, and the length from there."""
    version = int.from_bytes(data[1:5], "big")
    initial = 1 if version == _V2 else 0
    if len(data) < 7 or data[0] & 0xC0 != 0xC0 or data[0] >> 4 & 3 != initial:
        return None
    at = 6 + data[5]
    connection = data[6:at]
    at += 1 + (data[at] if at < len(data) else 0)
    token, at = _number(data, at)
    size, at = _number(data, at + token)
    return connection, at, size


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Read a number of QUIC's variable length, and where what follows begins."""
    if at >= len(data):
        return 0, len(data)
    width = 1 << (data[at] >> 6)
    value = int.from_bytes(data[at : at + width], "big") & ((1 << (8 * width - 2)) - 1)
    return value, at + width


def _after_ack(plain: bytes, at: int, *, with_counts: bool) -> int:
    _, at = _number(plain, at)
    _, at = _number(plain, at)
    ranges, at = _number(plain, at)
    _, at = _number(plain, at)
    for _ in range(min(ranges, 64)):
        _, at = _number(plain, at)
        _, at = _number(plain, at)
    for _ in range(3 if with_counts else 0):
        _, at = _number(plain, at)
    return at


def _salts(version: int) -> tuple[bytes, ...]:
    """Return what keys of a version may be made with; made-up versions, which ask for a list, say nothing."""
    if version & 0x0F0F0F0F == _MADE_UP:
        return _SALT_29, _SALT_V1
    if version == _V2:
        return (_SALT_V2,)
    if version == _V1:
        return (_SALT_V1,)
    return (_SALT_29,) if version >= _DRAFT_29 else (_SALT_23,)


def _expanded(secret: bytes, label: bytes, size: int) -> bytes:
    """Derive a key as TLS 1.3 does."""
    name = b"tls13 " + label
    info = size.to_bytes(2, "big") + bytes((len(name),)) + name + b"\0"
    return hmac.digest(secret, info + b"\1", hashlib.sha256)[:size]
