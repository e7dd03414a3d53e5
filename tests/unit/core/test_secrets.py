"""Secrets in here are put together from pieces, so that this file holds none."""

import base64
import json
import time
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import few
from vedette.core.secrets import FORMATS, entropy, names_a_secret, prefixes_in, secrets

ABC = "k3J9xQ2Lq8Zp1vB7nRw5Tg0Yc4Hs6Md2Uf8Ea1Ki7Oj3PlXzVbNt9SrWqGyDhCmF5eIuAo4JpLkZxTvBn0Qw6Rs8Ym2Hg7Dc1Ef"
BASE32 = "K3J7XQ2LQ6ZP4VB7"
HEX = "9f3a71c05be8d2464c1fa87e30b95d62e7f014c8a6b35d29"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def checked(prefix: str) -> str:
    """A token with the checksum that GitHub and npm put at its end."""
    rest, check = crc32(ABC[:30].encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        check = DIGITS[digit] + check
    return prefix + "_" + ABC[:30] + check


def jwt(head: object, body: object) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body)
    ]
    return ".".join([*parts, ABC[:43]])


def pem(kind: str, first: bytes) -> str:
    body = base64.b64encode(first + bytes(range(7, 255, 2)) * 2).decode()
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{lines}\n-----END {kind}PRIVATE KEY-----"


REAL = {
    "AWS": "AKIA" + BASE32,
    "temporary AWS": "ASIA" + BASE32,
    "GitHub token": checked("ghp"),
    "GitHub personal": "github_" + "pat_" + ABC[:22] + "_" + ABC[10:69],
    "GitLab": "glpat" + "-" + ABC[:20],
    "Slack token": "xoxb" + "-4839201746-8273645192-" + ABC[:24],
    "Slack webhook": "hooks.slack" + ".com/services/T0K3J9XQ2/B0L8Z1V7N/" + ABC[:24],
    "Stripe secret": "sk_" + "live_" + ABC[:24],
    "Google API": "AIza" + ABC[:35],
    "OpenAI": "sk-" + "proj-" + ABC[:40] + "T3Blbk" + "FJ" + ABC[20:60],
    "Anthropic": "sk-ant-" + "api03-" + ABC[:93],
    "npm": checked("npm"),
    "PyPI": "pypi-" + "AgEIcHlwaS5vcmc" + ABC[:80],
    "SendGrid": "SG" + "." + ABC[:22] + "." + ABC[20:63],
    "Twilio": "SK" + HEX[:32],
    "JSON Web Token": jwt({"alg": "HS256"}, {"sub": "u-77120", "role": "admin"}),
    "private key": pem("RSA ", b"\x30\x82\x04\xa4\x02\x01\x00"),
    "private key ": pem("OPENSSH ", b"openssh-key-v1\x00\x00\x00\x00"),
    "password in an address": "Kx9v" + "Lm2Qp7Rt4",
}


@pytest.mark.parametrize("what", REAL)
def test_a_provider_s_format_is_known_for_sure(what: str) -> None:
    address = "address" in what
    value = f"postgres://app:{REAL[what]}@db.prod.acme.io/x" if address else REAL[what]
    (found,) = secrets(f"import os\nclient = connect({value!r})\n" if "\n" not in value else f"x\n{value}\n")
    assert what.strip() in found.what
    assert found.sure


def test_the_place_is_that_of_the_value() -> None:
    key, text = REAL["AWS"], f"# ключ\nx = '{REAL['AWS']}'  # é"
    (found,) = secrets(text)
    assert text[found.start : found.end] == key


@pytest.mark.parametrize(
    "line",
    [
        "password = '{}'",
        'DB_PASSWORD: str = "{}"',
        'connect(host, api_key="{}")',
        "'client_secret': '{}',",
        "if token == '{}':",
        "config['auth']['secretKey'] = '{}'",
        "const apiKey = `{}`;",
        'os.environ.get("ACCESS_KEY", "{}")',
        "private_key => '{}'",
        'token := "{}"',
        "credential = (\n    '{}'\n)",
        "İpassword = '{}'",
    ],
)
@pytest.mark.parametrize("value", [ABC[:20], ABC[:40], HEX[:32], "Vi0let" + "!Harbour42", ABC[:43] + "="])
def test_a_name_and_a_random_value_may_be_a_secret(line: str, value: str) -> None:
    text = line.format(value)
    (found,) = secrets(text)
    assert text[found.start : found.end] == value
    assert not found.sure


def test_a_framework_s_generated_key_is_a_secret() -> None:
    key = "w$7k!" + "q2@z)x=9v(&m^r%3t*_n1+b8#h6-j0y^c4(ga"
    assert len(list(secrets(f"SECRET_KEY = '{key}'"))) == 1


@pytest.mark.parametrize(
    "value",
    [
        *(
            "xxxxxxxxxxxxxxxx",
            "changeme-1a2b3c4d",
            "your-api-key-1a2b3c",
            "<insert-token-1>",
            "${API_TOKEN_1}",
        ),
        *(
            "{{ vault.token1 }}",
            "%s-1a2b3c4d5e6f",
            "{name}1a2b3c4d5e",
            "None",
            "",
            "aaaaaaaaaaaaaaaaaaaa",
            "test1A!bcdefgh",
        ),
        *(
            "access_token",
            "csrf_token",
            "X-Auth-Token",
            "application/x-www-form-urlencoded",
            "sha256WithRSAEncryption",
        ),
        *(
            "the password is wrong",
            "/etc/ssl/private/key1a2b.pem",
            "https://example.com/a1b2c3d4e5",
            "DATABASE_PASSWORD_2",
        ),
        *(
            "settings.api.token_v2",
            "00000000-0000-0000-0000-000000000000",
            "d41d8cd98f00b204e9800998ecf8427e",
        ),
        *(
            r"^[A-Z]{3}\d+[a-z0-9]+$",
            "0123456789abcdef0123",
            "P@ssw0rd123!",
            "hunter2hunter2",
            "me@acme1.com",
            "oauth2:Token",
        ),
        *(
            "Passwords must have 8+ letters!",
            "550e8400-e29b-41d4-a716-446655440000",
            "2YotnFZFEjr1zCsicMWpAA",
        ),
    ],
)
@pytest.mark.parametrize("name", ["password", "api_key", "SECRET"])
def test_what_only_stands_for_a_secret_is_none(name: str, value: str) -> None:
    assert not list(secrets(f"{name} = {value!r}"))


@pytest.mark.parametrize(
    "text",
    [
        f"test_password = '{ABC[:20]}'",
        f"token_url = '{ABC[:20]}'",
        f"public_key = '{ABC[:20]}'",
        f"digest = '{ABC[:20]}'",
        f"next_token = '{ABC[:20]}'",
        f"table = {{'kind::ApiKey': '{HEX[:32]}'}}",
        f"f(password, '{ABC[:20]}')",
        f"password = f'{{x}}{ABC[:20]}'",
        f"password = '{ABC[:20]}",
        f"password = {ABC[:20]}",
    ],
)
def test_other_names_and_shapes_are_not_secrets(text: str) -> None:
    assert not list(secrets(text))


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AKIA" + "A" * 16,
        "AKIA" + BASE32 + "Z",
        "x" + "AKIA" + BASE32,
        "ghp_" + "x" * 36,
        "sk_live_" + "0" * 24,
        "postgres://user:password@localhost/db",
        "https://user:" + ABC[:12] + "@example.com",
        "https://user:" + ABC[:12] + "@localhost",
        jwt({"alg": "none"}, {"sub": "u-77120"}),
        jwt({"alg": "HS256"}, {"name": "John Doe"}),
        jwt([], {"sub": "u-77120"}),
        "eyJ" + ABC[:20] + ".eyJ" + ABC[:20] + "." + ABC[:30],
        "-----BEGIN PRIVATE KEY-----\n" + "A" * 200 + "\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        pem("RSA ", b"nothing of the kind"),
        pem("OPENSSH ", b"nothing of the kind"),
        pem("PUBLIC ", b"\x30\x82").replace("PRIVATE ", ""),
    ],
)
def test_examples_from_documentation_and_rubbish_are_not_reported(text: str) -> None:
    assert not list(secrets(f"see {text} there"))


def test_a_wrong_checksum_leaves_doubt() -> None:
    (found,) = secrets("ghp_" + ABC[:36])
    assert not found.sure


def test_one_value_is_reported_once_and_its_format_wins() -> None:
    (found,) = secrets(f"api_key = '{REAL['Stripe secret']}'")
    assert found.sure


def test_secrets_come_in_order() -> None:
    found = list(secrets(f"password = '{ABC[:20]}'\n{REAL['Twilio']}\napi_key = '{HEX[:32]}'\n{REAL['AWS']}"))
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert len(found) == 4


@pytest.mark.parametrize(
    "name", ["dbPassword", "SECRET_KEY", "aws_secret_access_key", "apikey", "password2", "token_value"]
)
def test_names_of_secrets(name: str) -> None:
    assert names_a_secret(name)


@pytest.mark.parametrize(
    "name", ["", "key", "public_key", "token_type", "password_field", "fake_token", "bypass_x", "sort_key"]
)
def test_names_of_other_things(name: str) -> None:
    assert not names_a_secret(name)


def test_entropy_counts_bits() -> None:
    assert entropy("aaaa") == 0
    assert entropy("abab") == 1
    assert entropy("abcd") == 2


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        'password="',
        "-----BEGIN PRIVATE KEY-----",
        *(
            pytest.param(one, marks=pytest.mark.slow)
            for one in ("token ", "eyJaaaaaaaaaa.", "://a:", "sk-a", "passwordtoken", "SK")
        ),
    ],
)
def test_time_is_linear_on_a_hostile_line(unit: str) -> None:
    def spent(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        assert not list(secrets(text))
        return time.process_time() - start

    assert spent(400_000) < 40 * spent(40_000) + 0.2


PREFIXES = st.sampled_from([form.prefix for form in FORMATS])
PIECES = st.one_of(PREFIXES, st.text("ghSK:/-_é0", max_size=3), PREFIXES.map(lambda prefix: prefix[:-1]))


@given(st.lists(PIECES, max_size=12).map("".join))
def test_one_pass_sees_the_prefixes_that_plain_search_sees(text: str) -> None:
    seen = {form.prefix for form in FORMATS if form.prefix in text}
    assert prefixes_in(text) == prefixes_in(text + " " * 301) == seen


@pytest.mark.parametrize("part", few(range(3)))
def test_the_project_s_own_files_have_the_prefixes_that_plain_search_sees(part: int) -> None:
    for file in sorted(Path(__file__).parents[2].rglob("*.py"))[part::3]:
        text = file.read_text("utf-8")
        assert prefixes_in(text) == {form.prefix for form in FORMATS if form.prefix in text}, file.name


@pytest.mark.parametrize("kind", "pousr")
def test_each_kind_of_github_s_tokens_is_known(kind: str) -> None:
    assert [one.what for one in secrets(f"key = '{checked('gh' + kind)}'")] == ["a GitHub token"]


@pytest.mark.parametrize("first", "0123456789abcdef")
def test_a_twilio_key_is_known_whatever_its_first_digit(first: str) -> None:
    assert [one.what for one in secrets(f"key = 'SK{first}{HEX[:31]}'")] == ["a Twilio API key"]
