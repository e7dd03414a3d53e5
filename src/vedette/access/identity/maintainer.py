"""Whose software it is: somebody puts a token of ours into a repository and signs the commit with their key.

It shows that they may write to its default branch and hold a key: an account, and not who somebody is.
Repositories are read from the operator's mirrors; nothing is fetched.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Final

from vedette.access.identity.proofing import DAY, LIFE, Method, Offer, Proof, Question, Says, account
from vedette.access.scope.evidence import tokens
from vedette.access.scope.ports import Repository
from vedette.access.scope.signatures import named
from vedette.access.scope.targets import Target, TargetKind, parse
from vedette.core.errors import BadInput, Refused

NAME: Final = "commit"
"""What this way is called where others have an issuer."""
FILE: Final = ".well-known/vedette-maintainer.json"
ANSWER_MAX: Final = 2000
_LINES: Final = 2
_HINT: Final = (
    f'commit {{"tokens": ["the nonce"]}} as {FILE} on the default branch, signed with the key you name'
)


class Maintainer:
    """A way of showing who one is: by a signed commit (`proofing.Provider`)."""

    def __init__(self, repository: Callable[[Target], Repository]) -> None:
        """Take what opens a mirror; it raises Unavailable when there is none."""
        self._repository = repository

    @property
    def offer(self) -> Offer:
        """What it takes and what it gives."""
        return Offer(
            method=Method.COMMIT,
            provider=NAME,
            level=1,
            needs=f"{_HINT}; then show two lines: the repository, as host/path, and the key's .pub line",
            says=(Says.ACCOUNT, Says.MAINTAINER),
            lasts=7 * DAY,
        )

    def check(self, question: Question, answer: str, now: float) -> Proof:
        """Check two lines: a repository, and the public key that signed its last commit.

        Raises:
            BadInput: they are not that.
            Refused: the token is not there, or not signed for; or it is the answer to another question.
            Unavailable: the operator has no mirror of it.

        """
        if question.provider != NAME or now >= question.expires:
            raise _refused("it is the answer to another question")
        target, key = _read(answer)
        repository = self._repository(target)
        commit, page = repository.head_commit(), repository.file_at_head(FILE)
        shown = () if page is None else tokens(page)
        if not any(_same(one, question.nonce) for one in shown):
            raise _refused(f"the nonce is not in {FILE}")
        if not repository.signature_ok((key,)) or repository.head_commit() != commit:
            raise _refused("the last commit is not signed with that key")
        return Proof(
            level=1,
            method=Method.COMMIT,
            provider=target.value[:300],
            digest=hashlib.sha256(f"{commit}\n{question.nonce}".encode()).hexdigest(),
            verified_at=now,
            expires_at=now + LIFE[1],
            account=account(NAME, key),
            says=(Says.ACCOUNT, Says.MAINTAINER),
        )


def _read(answer: str) -> tuple[Target, str]:
    lines = answer.strip().split("\n") if len(answer) <= ANSWER_MAX else []
    if len(lines) != _LINES:
        raise BadInput("that is not a repository and a key", hint="two lines: host/path, and the .pub line")
    target = parse(f"repo:{lines[0].strip().removeprefix('repo:')}")
    if target.kind is not TargetKind.REPOSITORY:
        raise BadInput(f"{target.value[:80]} is no repository", hint="name it as host/path")
    return target, named(lines[1])


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _refused(what: str) -> Refused:
    return Refused(what, hint=_HINT)
