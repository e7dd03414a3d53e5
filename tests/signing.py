"""Commits signed with SSH keys, as `git commit -S` with gpg.format=ssh makes them: without asking OpenSSH."""

from __future__ import annotations

import base64
import hashlib
from typing import TypeAlias

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Key: TypeAlias = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey


def public(key: Key) -> str:
    """The line of a .pub file, without a comment."""
    form = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    return key.public_key().public_bytes(*form).decode()


def string(data: bytes) -> bytes:
    return len(data).to_bytes(4) + data


def sshsig(
    key: Key, message: bytes, *, namespace: bytes = b"git", digest: bytes = b"sha512", reserved: bytes = b""
) -> bytes:
    """An armoured signature."""
    hashed = hashlib.new(digest.decode(), message).digest()
    data = b"SSHSIG" + b"".join(map(string, (namespace, reserved, digest, hashed)))
    kind, content = public(key).split(" ")
    if isinstance(key, ed25519.Ed25519PrivateKey):
        value = key.sign(data)
    else:
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        value = string(r.to_bytes(33)) + string(s.to_bytes(33))
    signature = string(kind.encode()) + string(value)
    parts = map(string, (base64.b64decode(content), namespace, reserved, digest, signature))
    text = base64.encodebytes(b"SSHSIG" + (1).to_bytes(4) + b"".join(parts))
    return b"-----BEGIN SSH SIGNATURE-----\n" + text + b"-----END SSH SIGNATURE-----"


def commit(tree: str, message: str = "prove it") -> bytes:
    """A commit as git keeps it."""
    who = "Ana <ana@example.org> 1795348800 +0000"
    return f"tree {tree}\nauthor {who}\ncommitter {who}\n\n{message}\n".encode()


def signed(commit_: bytes, signature: bytes) -> bytes:
    """Put a signature where git puts it."""
    header, gap, message = commit_.partition(b"\n\n")
    return header + b"\ngpgsig " + signature.replace(b"\n", b"\n ") + gap + message
