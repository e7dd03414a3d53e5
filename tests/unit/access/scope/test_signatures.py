"""Commits signed with SSH keys: ours is taken, and nothing that differs in a bit."""

from __future__ import annotations

import shutil
import subprocess  # noqa: TID251 - OpenSSH itself is the oracle
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from tests.signing import Key, commit, public, signed, sshsig
from vedette.access.scope.signatures import named, signed_by
from vedette.core.errors import BadInput

ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
P256 = ec.derive_private_key(7, ec.SECP256R1())
COMMIT = commit("4b825dc642cb6eb9a060e54bf8d69288fbee4904")
GOOD = signed(COMMIT, sshsig(ED25519, COMMIT))


@pytest.mark.parametrize("key", [ED25519, P256], ids=["ed25519", "p256"])
@pytest.mark.parametrize("digest", [b"sha256", b"sha512"])
def test_a_commit_signed_with_a_named_key_is_known(key: Key, digest: bytes) -> None:
    made = signed(COMMIT, sshsig(key, COMMIT, digest=digest))
    other = public(ed25519.Ed25519PrivateKey.generate())
    assert signed_by(made, [other, public(key)])
    assert not signed_by(made, [other])
    assert not signed_by(made, [])


@pytest.mark.parametrize(
    "made",
    [
        COMMIT,
        signed(COMMIT, sshsig(ED25519, COMMIT + b"more")),
        signed(COMMIT, sshsig(ED25519, COMMIT, namespace=b"file")),
        signed(COMMIT, sshsig(ED25519, COMMIT, digest=b"sha1")),
        signed(COMMIT, b"-----BEGIN PGP SIGNATURE-----\n\naaaa\n-----END PGP SIGNATURE-----"),
        signed(COMMIT, sshsig(ED25519, COMMIT)).replace(b"prove it", b"prove me"),
        signed(signed(COMMIT, sshsig(ED25519, COMMIT)), sshsig(ED25519, COMMIT)),
        b"",
    ],
    ids=["unsigned", "another text", "namespace", "weak digest", "pgp", "changed", "twice", "empty"],
)
def test_what_is_signed_otherwise_or_not_at_all_is_not(made: bytes) -> None:
    assert not signed_by(made, [public(ED25519)])


@given(at=st.integers(0, len(GOOD) - 1), bit=st.integers(0, 7))
def test_no_bit_of_a_signed_commit_can_be_turned(at: int, bit: int) -> None:
    turned = bytearray(GOOD)
    turned[at] ^= 1 << bit
    assert not signed_by(bytes(turned), [public(ED25519)]) or turned.split() == GOOD.split()


def test_a_key_is_known_by_its_content_not_its_comment() -> None:
    line = public(P256)
    assert named(f"  {line} ana@desk\n") == line


@pytest.mark.parametrize(
    "line", ["", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-ed25519 " + "A" * 2000, "ssh-dss AAAA", "\ud800"]
)
def test_what_is_no_key_is_not_named(line: str) -> None:
    with pytest.raises(BadInput, match="no SSH key"):
        named(line)


def test_an_rsa_key_is_not_taken() -> None:
    form = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    made = rsa.generate_private_key(65537, 2048).public_key().public_bytes(*form)
    with pytest.raises(BadInput, match="no SSH key"):
        named(made.decode())


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no OpenSSH here")
def test_what_openssh_signs_is_taken(tmp_path: Path) -> None:
    form = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
    (tmp_path / "key").write_bytes(ED25519.private_bytes(*form))
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "commit").write_bytes(COMMIT)
    command = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", str(tmp_path / "key"), str(tmp_path / "commit")]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    armour = (tmp_path / "commit.sig").read_bytes().strip()
    assert signed_by(signed(COMMIT, armour), [public(ED25519)])
