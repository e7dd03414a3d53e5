"""Whether one of some named SSH keys signed a git commit: the commit's bytes in, yes or no out.

Reads the form `git commit -S` writes with gpg.format=ssh (OpenSSH's PROTOCOL.sshsig). No program is asked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from vedette.core.errors import BadInput

_BEGIN: Final = b"-----BEGIN SSH SIGNATURE-----"
_END: Final = b"-----END SSH SIGNATURE-----"
_MAGIC: Final = b"SSHSIG"
_HEADER: Final = b"gpgsig "
_VERSION: Final = 1
_KEY_MAX: Final = 1000
_SIGNATURE_MAX: Final = 16 * 1024
_DIGESTS: Final = {b"sha256": "sha256", b"sha512": "sha512"}
_ED25519: Final = b"ssh-ed25519"
_P256: Final = b"ecdsa-sha2-nistp256"
_HINT: Final = "give the line of its .pub file: ssh-ed25519 AAAA… or ecdsa-sha2-nistp256 AAAA…"


class _Signature(NamedTuple):
    key: bytes
    """As it stands in a .pub file, decoded."""
    namespace: bytes
    reserved: bytes
    digest: bytes
    kind: bytes
    value: bytes


def named(key: str) -> str:
    """Return a public key as it is compared: kind and content, without its comment.

    Raises:
        BadInput: it is none, or of a kind we do not take.

    """
    kind, _, rest = key.strip().partition(" ")
    content = rest.partition(" ")[0]
    if len(key) > _KEY_MAX or kind.encode("utf-8", "replace") not in (_ED25519, _P256):
        raise BadInput(f"{key[:40]!a} is no SSH key that can sign here", hint=_HINT)
    try:
        load_ssh_public_key(f"{kind} {content}".encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadInput(f"{key[:40]!a} is no SSH key that can sign here", hint=_HINT) from error
    return f"{kind} {content}"


def signed_by(commit: bytes, keys: Sequence[str]) -> bool:
    """Tell whether one of these keys signed a commit, given as git keeps it."""
    signed, armour = _split(commit)
    try:
        found = _read(armour)
        by = next((key for key in keys if _same(key, found.key)), None)
        return by is not None and _holds(found, signed, by)
    except (ValueError, binascii.Error):
        return False


def _split(commit: bytes) -> tuple[bytes, bytes]:
    """Take the signature out of a commit's header; what is left is what was signed."""
    header, gap, message = commit.partition(b"\n\n")
    kept: list[bytes] = []
    armour: list[bytes] = []
    inside = False
    for line in header.split(b"\n"):
        inside = line.startswith(_HEADER) or (inside and line.startswith(b" "))
        (armour if inside else kept).append(line)
    return b"\n".join(kept) + gap + message, b"\n".join(armour)


def _read(armour: bytes) -> _Signature:
    lines = armour.removeprefix(_HEADER).replace(b"\n ", b"\n").strip().split(b"\n")
    if len(armour) > _SIGNATURE_MAX or lines[0] != _BEGIN or lines[-1] != _END:
        raise ValueError("not signed with an SSH key")
    data = base64.b64decode(b"".join(lines[1:-1]), validate=True)
    if not data.startswith(_MAGIC) or int.from_bytes(data[6:10]) != _VERSION:
        raise ValueError("not a signature of a form we know")
    key, namespace, reserved, digest, signature = _strings(data[10:], 5)
    kind, value = _strings(signature, 2)
    return _Signature(key, namespace, reserved, digest, kind, value)


def _holds(found: _Signature, signed: bytes, by: str) -> bool:
    if found.namespace != b"git" or found.digest not in _DIGESTS:
        return False
    digest = hashlib.new(_DIGESTS[found.digest], signed).digest()
    parts = (found.namespace, found.reserved, found.digest, digest)
    data = _MAGIC + b"".join(len(part).to_bytes(4) + part for part in parts)
    key = load_ssh_public_key(by.encode())
    try:
        if isinstance(key, ed25519.Ed25519PublicKey) and found.kind == _ED25519:
            key.verify(found.value, data)
        elif isinstance(key, ec.EllipticCurvePublicKey) and found.kind == _P256:
            r, s = (int.from_bytes(part) for part in _strings(found.value, 2))
            key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _same(key: str, content: bytes) -> bool:
    return hmac.compare_digest(base64.b64decode(key.split(" ")[1]), content)


def _strings(data: bytes, count: int) -> Iterator[bytes]:
    """Read strings, each after its length, to the last byte."""
    for _ in range(count):
        length = int.from_bytes(data[:4])
        if len(data) < 4 + length:
            raise ValueError("cut short")
        yield data[4 : 4 + length]
        data = data[4 + length :]
    if data:
        raise ValueError("longer than it says")
