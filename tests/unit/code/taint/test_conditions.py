"""Conditions of table rows that ask about the call itself."""

import pytest

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code import scan
from vedette.code.cases import source_of
from vedette.core.nouns import Confidence


def level(code: str) -> Confidence:
    (finding,) = scan([source_of("app.py", f"import hashlib\n\n{code}")], KNOWLEDGE).findings
    return finding.confidence


@pytest.mark.parametrize(
    "code",
    [
        "def keep(password):\n    return hashlib.md5(password.encode())\n",
        "def keep(form):\n    return hashlib.md5(form['password'].encode())\n",
        "def keep(user):\n    return hashlib.md5(f'{user.name}:{user.secret}'.encode())\n",
        "def keep(text):\n    session_id = hashlib.sha1(text)\n    return session_id\n",
        "def sign(text):\n    return hashlib.sha1(text)\n",
        "def keep(passwd):\n    return hashlib.new('md5', passwd)\n",
    ],
)
def test_a_hash_somebody_trusts_is_known_by_the_names_about_it(code: str) -> None:
    assert level(code) is Confidence.LIKELY


@pytest.mark.parametrize(
    "code",
    [
        "def changed(text):\n    return hashlib.md5(text.encode('utf8')).hexdigest()\n",
        "def of_author(author):\n    return hashlib.md5(author.encode()).hexdigest()\n",
        "def design(text):\n    return hashlib.new('sha1', text).hexdigest()\n",
        "class Etag:\n    def token_etag(self, text):\n        return hashlib.md5(text).hexdigest()\n",
    ],
)
def test_a_hash_that_only_tells_of_changes_is_possible(code: str) -> None:
    assert level(code) is Confidence.POSSIBLE


def test_names_are_looked_for_in_a_bounded_part_of_a_call() -> None:
    long = ", ".join("a" for _ in range(5000))
    code = f"def of(a, password):\n    return hashlib.md5(b''.join([password, {long}]))\n"
    assert level(code) is Confidence.POSSIBLE
