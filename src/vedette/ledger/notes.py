"""Signed notes (C2SP signed-note): a text, and under it lines that say who signed it. Read strictly."""

from __future__ import annotations

import base64
import binascii
import hashlib
import unicodedata
from collections.abc import Iterable
from enum import IntEnum
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from vedette.core.errors import BadInput

NOTE_BYTES_MAX: Final = 65_536
SIGNATURES_MAX: Final = 64
_DASH: Final = "\u2014 "
_ID_BYTES: Final = 4
_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_TIME_BYTES: Final = 8
_TIME_MAX: Final = 2**63 - 1


class Algorithm(IntEnum):
    """What a key's signatures say."""

    NOTE = 1
    """Ed25519 over the text: the log's own signature."""
    COSIGNATURE = 4
    """Ed25519 over a time and the text (C2SP tlog-cosignature): a witness saw it grow up to here."""


class Signature(NamedTuple):
    """One line under a note."""

    name: str
    blob: bytes
    """Four bytes that tell the key, then the signature."""

    def line(self) -> str:
        """Write it down, with a newline."""
        return f"{_DASH}{self.name} {encoded(self.blob)}\n"


class Note(NamedTuple):
    """A text and who signed it; nothing is checked yet."""

    body: bytes
    """Ends with a newline."""
    signatures: tuple[Signature, ...]

    def text(self) -> bytes:
        """Write it down."""
        return self.body + b"\n" + "".join(one.line() for one in self.signatures).encode()


class PublicKey(NamedTuple):
    """Somebody's key, under the name they sign with."""

    name: str
    algorithm: Algorithm
    key: bytes

    def id(self) -> bytes:
        """Return the four bytes a signature names it by."""
        marked = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.key
        return hashlib.sha256(marked).digest()[:_ID_BYTES]

    def text(self) -> str:
        """Write it down in one line: name, id, key."""
        return f"{self.name}+{self.id().hex()}+{encoded(bytes([self.algorithm]) + self.key)}"

    def made(self, signature: Signature) -> bool:
        """Tell whether a signature says it is by this key."""
        return signature.name == self.name and signature.blob[:_ID_BYTES] == self.id()

    def verify(self, body: bytes, signature: Signature) -> int | None:
        """Return the time a signature states (0 if it states none), or None if it does not hold."""
        rest, time, signed = signature.blob[_ID_BYTES:], 0, body
        if self.algorithm is Algorithm.COSIGNATURE:
            time, rest = int.from_bytes(rest[:_TIME_BYTES], "big"), rest[_TIME_BYTES:]
            signed = _cosigned(body, time)
        if len(rest) != _SIGNATURE_BYTES or not 0 <= time <= _TIME_MAX:
            return None
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(rest, signed)
        except (InvalidSignature, ValueError):
            return None
        return time


class PrivateKey:
    """A key that signs under a name."""

    def __init__(self, name: str, algorithm: Algorithm, seed: bytes) -> None:
        """Take a name and 32 secret bytes.

        Raises:
            BadInput: the name has spaces or a plus in it.

        """
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes_raw()
        self.public = PublicKey(_name(name), algorithm, public)

    def sign(self, body: bytes, time: int = 0) -> Signature:
        """Sign a text; the time (seconds since the epoch) counts for cosignatures only."""
        if self.public.algorithm is Algorithm.NOTE:
            return Signature(self.public.name, self.public.id() + self._key.sign(body))
        stamp = time.to_bytes(_TIME_BYTES, "big")
        return Signature(self.public.name, self.public.id() + stamp + self._key.sign(_cosigned(body, time)))


def parse(data: bytes) -> Note:
    """Read a note.

    Raises:
        BadInput: it is not one, or too long.

    """
    text = _text(data)
    body, gap, rest = text.rpartition("\n\n")
    lines = rest.split("\n")
    if not gap or not body or lines.pop() or not 0 < len(lines) <= SIGNATURES_MAX:
        raise _no_note("it does not end with signatures")
    return Note((body + "\n").encode(), tuple(map(_signature, lines)))


def signatures(data: bytes) -> tuple[Signature, ...]:
    """Read lines of signatures, as a witness answers.

    Raises:
        BadInput: they are none.

    """
    lines = _text(data).split("\n")
    if lines.pop() or not 0 < len(lines) <= SIGNATURES_MAX:
        raise _no_note("the answer is no list of signatures")
    return tuple(map(_signature, lines))


def public_key(text: str) -> PublicKey:
    """Read a key as `PublicKey.text` writes it.

    Raises:
        BadInput: it is not one.

    """
    parts = text.split("+", 2)
    if len(parts) == 3:  # noqa: PLR2004 - name, id, key
        name, marked, key = parts
        raw = decoded(key)
        if len(raw) == 1 + _KEY_BYTES and raw[0] in tuple(Algorithm):
            found = PublicKey(_name(name), Algorithm(raw[0]), raw[1:])
            if found.id().hex() == marked:
                return found
    raise BadInput(f"not a public key: {text[:80]!r}", hint="give the whole line: name+id+key")


def signers(note: Note, keys: Iterable[PublicKey]) -> dict[PublicKey, int]:
    """Return which of the keys signed a note, and the time each states (0: none); others are nothing.

    Raises:
        BadInput: a signature that says it is by one of the keys does not hold.

    """
    found: dict[PublicKey, int] = {}
    for key in keys:
        for signature in filter(key.made, note.signatures):
            time = key.verify(note.body, signature)
            if time is None:
                raise BadInput(f"a signature of {key.name} does not hold", hint="the note was changed")
            found.setdefault(key, time)
    return found


def encoded(data: bytes) -> str:
    """Write bytes in base64."""
    return base64.b64encode(data).decode()


def decoded(text: str) -> bytes:
    """Read base64 that is written in the one right way.

    Raises:
        BadInput: it is not.

    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = None
    if data is None or encoded(data) != text:
        raise BadInput(f"not base64: {text[:80]!r}", hint="give it as it was written")
    return data


def number(text: str) -> int:
    """Read a decimal number without leading zeros, of at most 63 bits.

    Raises:
        BadInput: it is not.

    """
    if text.isascii() and text.isdigit() and len(text) <= len(str(_TIME_MAX)):
        found = int(text)
        if str(found) == text and found <= _TIME_MAX:
            return found
    raise BadInput(f"not a size: {text[:40]!r}", hint="give a decimal number without leading zeros")


def _cosigned(body: bytes, time: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % time + body


def _text(data: bytes) -> str:
    if len(data) > NOTE_BYTES_MAX:
        raise _no_note(f"it is longer than {NOTE_BYTES_MAX} bytes")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise _no_note("it is not UTF-8") from error
    if any(unicodedata.category(one) == "Cc" and one != "\n" for one in text):
        raise _no_note("it has control characters")
    return text


def _signature(line: str) -> Signature:
    name, _, blob = line.removeprefix(_DASH).partition(" ")
    raw = decoded(blob)
    if not line.startswith(_DASH) or len(raw) <= _ID_BYTES:
        raise _no_note(f"{line[:80]!r} is no signature")
    return Signature(_name(name), raw)


def _name(name: str) -> str:
    if not name or "+" in name or any(one.isspace() or not one.isprintable() for one in name):
        raise BadInput(
            f"not the name of a key: {name[:80]!r}", hint="use a host name and a path: example.org/log"
        )
    return name


def _no_note(why: str) -> BadInput:
    return BadInput(f"not a signed note: {why}", hint="give the text of a checkpoint, unchanged")
