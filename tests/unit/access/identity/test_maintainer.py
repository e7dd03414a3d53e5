"""Whoever puts our nonce into a signed commit maintains what it is in, and is somebody with an account."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs

from vedette.access.documents import Memory
from vedette.access.identity.maintainer import ANSWER_MAX, FILE, NAME, Maintainer
from vedette.access.identity.proofing import LIFE, Method, Proofs, Question, Says, account
from vedette.access.scope.ports import Branch, NotShown, Repository
from vedette.access.scope.targets import Target
from vedette.core.errors import BadInput, Refused

NOW = 1_800_000_000.0
NONCE = "n" * 43
QUESTION = Question(person="p-1", provider=NAME, nonce=NONCE, audience="https://x", expires=NOW + 600)


def key() -> str:
    made = Ed25519PrivateKey.generate().public_key()
    form = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    return made.public_bytes(*form).decode()


MINE, OTHER = key(), key()
GOOD = Branch(files={FILE: json.dumps({"tokens": ["old", NONCE]}).encode()}, head="a" * 40, signed_by=MINE)


def check(branch: Repository = GOOD, answer: str = f"git.example/me/tool\n{MINE} me@host\n") -> Any:  # noqa: ANN401
    asked: list[Target] = []

    def opened(target: Target) -> Repository:
        asked.append(target)
        return branch

    made = Maintainer(opened).check(QUESTION, answer, NOW)
    assert [one.value for one in asked] == ["repo:git.example/me/tool"]
    return made


def test_a_signed_commit_is_a_proof() -> None:
    made = check()
    assert (made.level, made.method, made.provider) == (1, Method.COMMIT, "repo:git.example/me/tool")
    assert made.says == (Says.ACCOUNT, Says.MAINTAINER)
    assert (made.expires_at, made.account) == (NOW + LIFE[1], account(NAME, MINE))
    assert MINE not in repr(made)
    Proofs(Memory()).keep("p-1", made, NOW)
    offer = Maintainer(lambda _: GOOD).offer
    assert (offer.provider, offer.level) == (NAME, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"files": {}},
        {"files": {FILE: b'{"tokens": ["old"]}'}},
        {"files": {FILE: b'{"tokens": [7]}'}},
        {"files": {".well-known/vedette-scope.json": GOOD.files[FILE]}},
        {"files": {FILE: b"{"}},
        {"signed_by": OTHER},
        {"signed_by": ""},
    ],
)
def test_without_token_or_signature_it_is_none(changed: dict[str, Any]) -> None:
    with pytest.raises((Refused, NotShown)):
        check(structs.replace(GOOD, **changed))


def test_a_branch_that_moves_while_it_is_read_shows_nothing() -> None:
    class Moving:
        """Another commit each time."""

        count = 0

        def head_commit(self) -> str:
            self.count += 1
            return f"{self.count:040x}"

        def file_at_head(self, path: str) -> bytes | None:
            return GOOD.file_at_head(path)

        def signature_ok(self, keys: tuple[str, ...]) -> bool:
            return GOOD.signature_ok(keys)

    with pytest.raises(Refused):
        check(Moving())


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "git.example/me/tool",
        f"{MINE}\n{MINE}",
        "git.example/me/tool\nno key",
        "a\nb\nc",
        "x" * (ANSWER_MAX + 1),
    ],
)
def test_what_is_no_answer_is_refused(answer: str) -> None:
    with pytest.raises(BadInput):
        check(GOOD, answer)


@pytest.mark.parametrize("other", [{"provider": "https://id.example"}, {"expires": NOW}, {"nonce": "m" * 43}])
def test_another_question_is_not_answered(other: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        Maintainer(lambda _: GOOD).check(
            structs.replace(QUESTION, **other), f"git.example/me/tool\n{MINE}", NOW
        )
