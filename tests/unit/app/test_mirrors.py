"""Repositories are proved by a signed commit, in a mirror the operator keeps."""

from __future__ import annotations

import json
import subprocess  # noqa: TID251 - git itself makes what is read
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from tests.signing import commit, public, signed, sshsig
from tests.unit.app.house import house
from vedette.access.scope.evidence import FILE
from vedette.access.scope.targets import parse
from vedette.app import programme_requests as asked
from vedette.app.mirrors import Mirrors
from vedette.core.errors import BadInput, Refused, Unavailable
from vedette.core.limits import DEFAULTS

KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "git.example.org/team/app"


class Bare:
    """A bare repository, written object by object."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--bare", "--quiet", "-b", "main", str(folder))

    def git(self, *words: str, given: bytes = b"") -> str:
        place = [] if words[0] == "init" else ["-C", str(self.folder)]
        ran = subprocess.run(["git", *place, *words], input=given, check=True, capture_output=True)  # noqa: S603, S607
        return ran.stdout.decode().strip()

    def commit(self, page: bytes, sign: Callable[[bytes], bytes] = bytes, file: str = FILE) -> str:
        blob = self.git("hash-object", "-w", "--stdin", given=page)
        folder, _, name = file.partition("/")
        inner = self.git("mktree", given=f"100644 blob {blob}\t{name}\n".encode())
        tree = self.git("mktree", given=f"040000 tree {inner}\t{folder}\n".encode())
        made = self.git("hash-object", "-t", "commit", "-w", "--stdin", given=sign(commit(tree)))
        self.git("update-ref", "refs/heads/main", made)
        return made


def sign(text: bytes) -> bytes:
    return signed(text, sshsig(KEY, text))


@pytest.fixture
def bare(tmp_path: Path) -> Bare:
    return Bare(tmp_path / "app.git")


def test_a_mirror_shows_its_newest_commit(bare: Bare) -> None:
    made = bare.commit(b"page", sign)
    mirror = Mirrors.of({NAME: bare.folder}, DEFAULTS).open(parse(f"repo:{NAME}.git"))
    assert mirror.head_commit() == made
    assert mirror.file_at_head(FILE) == b"page"
    assert mirror.file_at_head("none") is None
    assert mirror.signature_ok((public(KEY),))
    assert not mirror.signature_ok((public(ed25519.Ed25519PrivateKey.generate()),))
    bare.commit(b"page")
    assert not mirror.signature_ok((public(KEY),))


def test_what_is_not_mirrored_cannot_be_looked_at(bare: Bare, tmp_path: Path) -> None:
    mirrors = Mirrors.of({NAME: bare.folder}, DEFAULTS)
    with pytest.raises(Unavailable, match="no mirror"):
        mirrors.open(parse("repo:git.example.org/team/other"))
    with pytest.raises(Unavailable, match="cannot be read"):
        mirrors.open(parse(f"repo:{NAME}")).head_commit()
    for name, folder in ((NAME, tmp_path / "none"), ("..", bare.folder)):
        with pytest.raises(BadInput):
            Mirrors.of({name: folder}, DEFAULTS)


def test_a_repository_is_proved_by_the_file_in_a_commit_that_a_named_key_signed(
    bare: Bare, tmp_path: Path
) -> None:
    with house(tmp_path / "house", repositories={NAME: bare.folder}) as place:
        ana = place.operator().joined("Ana", "Mill")
        target = f"repo:{NAME}"
        ask = asked.StartProof(target=target, kind="repository", keys=(f"{public(KEY)} ana@desk",))
        begun = ana.ask("scope.start", ask)
        check = asked.CheckProof(challenge=begun.challenge)
        page = begun.content.encode()
        assert json.loads(page)["tokens"]
        bare.commit(b"{}", sign)
        with pytest.raises(Refused):
            ana.ask("scope.prove", check)
        bare.commit(page)
        with pytest.raises(Refused, match="not signed by a named key"):
            ana.ask("scope.prove", check)
        bare.commit(page, sign)
        assert ana.ask("scope.prove", check).target == target
        assert ana.ask("scope.check", asked.CheckTarget(target=target)).state == "proved"
