"""Hashes, random numbers, tokens and secrets: what is mended, what it gives, and what is refused."""

# ruff: noqa: E501  code of the cases, a line each

import hashlib
import os
import random
import sys
from types import ModuleType, SimpleNamespace

import pytest

from tests.unit.code.codemods.mending import mend, mend_all, patches, run

SIGN = "import hashlib\n\n\ndef sign(data):\n    return {}\n"


@pytest.mark.parametrize("made", ["hashlib.md5(data).hexdigest()", "hashlib.new('sha1', data).hexdigest()"])
def test_a_signature_is_made_with_sha_256(made: str) -> None:
    before, after = mend(SIGN.format(made), "weak-hash").both()
    assert after.sign(b"x") == hashlib.sha256(b"x").hexdigest()
    assert len(before.sign(b"x")) < 64


def test_two_documents_with_one_hash_have_two() -> None:
    """The pair of Wang and Yu (2005), in the form of Stevens's single block (2012): one MD5, two SHA-256."""
    one = bytes.fromhex(
        "4dc968ff0ee35c209572d4777b721587d36fa7b21bdc56b74a3dc0783e7b9518afbfa200a8284bf36e8e4b55b35f427593d849676da0d1555d8360fb5f07fea2"
    )
    other = bytes.fromhex(
        "4dc968ff0ee35c209572d4777b721587d36fa7b21bdc56b74a3dc0783e7b9518afbfa202a8284bf36e8e4b55b35f427593d849676da0d1d55d8360fb5f07fea2"
    )
    before, after = mend(SIGN.format("hashlib.md5(data).hexdigest()"), "weak-hash").both()
    assert before.sign(one) == before.sign(other)
    assert after.sign(one) != after.sign(other)


def test_a_checksum_stays_what_it_is() -> None:
    code = "import hashlib\n\n\ndef etag(data):\n    return hashlib.md5(data).hexdigest()\n"
    before, after = mend(code, "weak-hash").both()
    assert after.etag(b"x") == before.etag(b"x")


@pytest.mark.parametrize(
    "code",
    [
        "import hashlib\n\n\ndef store(password):\n    return hashlib.sha1(password.encode()).hexdigest()\n",
        "import hashlib\n\n\nclass DigestAuth:\n    def of(self, text):\n        h = lambda x: hashlib.md5(x).hexdigest()\n        return h(text)\n",
        "import hashlib\n\n\ndef of(kind, text):\n    if kind == 'MD5':\n        return hashlib.md5(text).hexdigest()\n    return hashlib.sha256(text).hexdigest()\n",
        "import hashlib\n\n\ndef expand(text):\n    return {\n        # sha1 is what others use too\n        '%C': hashlib.sha1(text).hexdigest(),\n    }\n",
        'import hashlib\n\n\ndef tag(text):\n    """Return the MD5 of a text."""\n    return hashlib.md5(text).hexdigest()\n',
        "import hashlib\n\n\ndef derive(algorithm, text):\n    made = algorithm()\n    made.update(text)\n    return made.digest()\n\n\ndef go(text):\n    return derive(hashlib.md5, text)\n",
        "import hashlib\n\n\ndef md5_hex(text):\n    return hashlib.md5(text).hexdigest()\n",
        "import hashlib\n\n\ndef answer(user, realm, nonce):\n    return hashlib.md5(f'{user}:{realm}'.encode()).hexdigest()\n",
    ],
)
def test_passwords_and_protocols_are_left_alone(code: str) -> None:
    assert patches(code, "weak-hash") == ()


def test_the_name_of_a_file_stays_what_it_is() -> None:
    code = "import hashlib\n\n\ndef safe(filename):\n    filemd5 = hashlib.md5(filename).hexdigest()\n    return filename[:9] + filemd5.encode()\n"
    before, after = mend(code, "weak-hash").both()
    assert after.safe(b"x") == before.safe(b"x")


def test_more_rounds() -> None:
    code = "import hashlib\n\n\ndef key(password):\n    return hashlib.pbkdf2_hmac('sha256', password, b'salt', 1000)\n"
    assert "b'salt', 600_000)" in mend(code, "weak-hash").after


RANDOM = {
    "choices": "token = ''.join(random.choices('abcdef', k=16))",
    "choice": "token = ''.join(random.choice('abcdef') for _ in range(16))",
    "bits": "token = format(random.getrandbits(64), '016x')",
    "range": "token = ''.join(str(random.randrange(10)) for _ in range(16))",
}


@pytest.mark.parametrize("shape", RANDOM)
def test_a_token_cannot_be_predicted(shape: str) -> None:
    code = f"import random\n\n\ndef make():\n    {RANDOM[shape]}\n    return token\n"
    before, after = mend(code, "weak-random").both()

    def seeded(which: SimpleNamespace) -> str:
        random.seed(1)
        made: str = which.make()
        return made

    assert seeded(before) == seeded(before)
    assert seeded(after) != seeded(after)
    assert len(seeded(after)) == len(seeded(before)) == 16
    assert set(seeded(after)) <= set("0123456789abcdef")


def test_what_is_meant_to_come_again_is_left_alone() -> None:
    code = "import random\n\nrandom.seed(7)\n\n\ndef make():\n    token = str(random.getrandbits(64))\n    return token\n"
    assert patches(code, "weak-random") == ()


def test_a_token_is_believed_only_with_its_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import jwt\n\nSECRET = open('key').read()\n\n\ndef make(claims):\n    return jwt.encode(claims, SECRET, algorithm='HS256')\n\n\n"
        "def user(token):\n    return jwt.decode(token, options={'verify_signature': False, 'verify_exp': True})\n"
    )
    made = mend(code, "jwt-unverified").after
    assert "jwt.decode(token, SECRET, algorithms=[\"HS256\"], options={'verify_exp': True})" in made
    asked: list[tuple[object, ...]] = []
    library = ModuleType("jwt")
    library.decode = lambda *given, **named: asked.append((given, named))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "jwt", library)
    run(made.replace("open('key').read()", "'k'")).user("t")
    assert asked == [(("t", "k"), {"algorithms": ["HS256"], "options": {"verify_exp": True}})]


@pytest.mark.parametrize(
    "code",
    [
        "import jwt\n\n\ndef user(token):\n    return jwt.decode(token, options={'verify_signature': False})\n",
        "from jose import jwt\n\n\ndef user(token):\n    return jwt.get_unverified_claims(token)\n",
        "import jwt\n\n\ndef user(token, key, options):\n    return jwt.decode(token, key, options=dict(verify_signature=False))\n",
    ],
)
def test_without_a_key_at_hand_nothing_is_proposed(code: str) -> None:
    from tests.unit.code.codemods.mending import found  # noqa: PLC0415
    from vedette.code.codemods import propose  # noqa: PLC0415

    files = {"case.py": code}
    assert [patch for one in found(files, "jwt-unverified") for patch in propose(one, files.get)] == []


def test_no_algorithm_is_none() -> None:
    code = "import jwt\n\n\ndef user(token, key):\n    return jwt.decode(token, key, algorithms=['none', 'HS256'])\n"
    assert 'algorithms=["HS256"])' in mend(code, "jwt-unverified").after


SECRETS = {
    "global": ("DATABASE_PASSWORD = 'h7Kq2mVx9ZtLw4Rb'\n", "DATABASE_PASSWORD"),
    "attribute": ("class Client:\n    api_key = '9f4c1b7e2ad85360c4e19b73fa62d805'\n", "API_KEY"),
}


@pytest.mark.parametrize("shape", SECRETS)
def test_a_secret_comes_from_the_environment(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, name = SECRETS[shape]
    made = mend(code, "hardcoded-secret").after
    assert f'os.environ["{name}"]' in made or f'os.environ.get("{name}") or ' in made
    monkeypatch.setenv(name, "told")
    names = vars(run(made))
    held = names.get(name) or names["Client"].api_key
    assert held == "told"
    assert os.environ[name] == "told"


@pytest.mark.parametrize(
    "code",
    [
        'SECRET_KEY = "fLjUfxqXtfNoIldA0A0J"\n',
        'SECRET_KEY = b"fLjUfxqXtfNoIldA0A0J"\n',
        'DEFAULTS = {\n    "timeout": 30,\n    "secret_key": "fLjUfxqXtfNoIldA0A0J",\n}\nSECRET_KEY = DEFAULTS["secret_key"]\n',
    ],
)
def test_a_module_whose_secret_nobody_set_can_be_imported_and_knows_one_that_nobody_else_does(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    mended = mend(code, "hardcoded-secret")
    old, new, again = (run(text).SECRET_KEY for text in (mended.before, mended.after, mended.after))
    assert len({old, new, again}) == 3
    assert type(old) is type(new)
    assert len(new) > 40
    monkeypatch.setenv("SECRET_KEY", "told")
    assert run(mended.after).SECRET_KEY in ("told", b"told")


def test_a_function_does_not_make_up_a_secret_of_its_own_each_time_it_is_called() -> None:
    code = 'def connect(client):\n    password = "fLjUfxqXtfNoIldA0A0J"\n    return client.login(password)\n'
    assert 'os.environ["PASSWORD"]' in mend(code, "hardcoded-secret").after


def test_all_hashes_of_a_file_are_mended_in_turn() -> None:
    code = "import hashlib\n\n\ndef a(data):\n    return hashlib.md5(data), hashlib.sha1(data)\n"
    assert mend_all(code, "weak-hash").count("hashlib.sha256(data)") == 2


def test_what_is_only_possible_is_for_people() -> None:
    code = "import random\n\n\ndef pause(least):\n    return least + random.random()\n"
    from tests.unit.code.codemods.mending import found  # noqa: PLC0415
    from vedette.code.codemods import claimed  # noqa: PLC0415

    assert not any(claimed(one) for one in found({"case.py": code}, "weak-random"))
