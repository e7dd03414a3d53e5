"""Secrets are hidden sign by sign, enough of each stays to know it again, and a mask hides nothing else."""

from __future__ import annotations

import random
import string
import time

import pytest

from vedette.core.nouns import Confidence, Evidence, Finding, Lines, Role, Severity
from vedette.core.redaction import (
    HIDDEN,
    Known,
    cover,
    either,
    is_of_secret,
    places,
    private_keys,
    redact,
    stands_for,
    told_places,
    values,
)

# Put together here, so that no text of the project holds what looks like a key.
KEY = "AKIA" + "Q7X4ZT2MBN5VWCHD"
WORD = "h7Kq2mVx" + "9ZtLw4Rb"
SHORT = "k7#Qw" + "9!zR"
CHANCE = random.Random(7)  # noqa: S311  no secret
BODY = "MIIE" + "".join(CHANCE.choices(string.ascii_letters + string.digits, k=400))
ROWS = "\n".join(BODY[at : at + 64] for at in range(0, len(BODY), 64))
PRIVATE = f"-----BEGIN RSA PRIVATE KEY-----\n{ROWS}\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        (KEY, "AKIA" + 12 * HIDDEN + "WCHD"),
        (WORD, "h7Kq" + 12 * HIDDEN),
        (SHORT, "k7" + 7 * HIDDEN),
    ],
)
def test_enough_stays_to_know_a_secret_again_and_not_enough_to_use_it(secret: str, shown: str) -> None:
    assert redact(f'password = "{secret}"  # x') == f'password = "{shown}"  # x'


def test_a_secret_is_hidden_wherever_it_is_repeated() -> None:
    text = f'password = "{WORD}"\nos.system("mysql -p{WORD} -e x")\n'
    assert WORD not in redact(text)
    assert redact(text).count("h7Kq") == 2
    assert values(text) == {WORD}


def test_what_is_known_from_elsewhere_is_hidden_too() -> None:
    text = f"mysql -p{WORD} -e x"
    assert redact(text) == text
    assert redact(text, Known([WORD])) == text.replace(WORD[4:], 12 * HIDDEN)


def test_many_known_ones_are_found_as_few_are() -> None:
    known = [f"{WORD[:8]}{number:04}{'x' * (number % 5)}" for number in range(200)]
    text = " ".join(known) + " h7Kq2mVx0000x h7Kq2mV"
    one_by_one = [span for one in known for span in Known([one]).places(text)]
    assert sorted(Known(known).places(text)) == sorted(one_by_one)


def test_words_too_short_to_be_secrets_are_never_known() -> None:
    assert redact("a pass word", Known(["pass", ""])) == "a pass word"


def test_a_private_key_keeps_its_first_and_last_line() -> None:
    lines = redact(f"x = '''\n{PRIVATE}\n'''\ny = 1").split("\n")
    assert lines[:2] == ["x = '''", "-----BEGIN RSA PRIVATE KEY-----"]
    assert set("".join(lines[2:-3])) == {HIDDEN}
    assert lines[-3:] == ["-----END RSA PRIVATE KEY-----", "'''", "y = 1"]


def test_a_private_key_that_is_cut_off_is_hidden_as_far_as_it_goes() -> None:
    cut = redact(PRIVATE[:200] + "}")
    assert BODY[:8] not in cut
    assert cut.startswith("-----BEGIN RSA PRIVATE KEY-----\n" + HIDDEN)
    assert cut.endswith(HIDDEN + "}")


@pytest.mark.parametrize(
    "text",
    [
        'if text.startswith("-----BEGIN PRIVATE KEY-----"):\n    return load(text)',
        '"-----BEGIN PRIVATE KEY-----" in x and "-----END PRIVATE KEY-----" in x',
        'password = "changeme"',
        "",
        "x",
        HIDDEN * 40,
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == cover(text) == text


def test_what_lies_between_the_lines_of_keys_is_found_in_one_way_through() -> None:
    text = f"{PRIVATE} a -----END RSA PRIVATE KEY----- {PRIVATE}"
    assert [text[one.start : one.end] for one in private_keys(text)] == [PRIVATE, PRIVATE]
    assert list(private_keys("-----BEGIN PRIVATE KEY----- " * 3)) == []
    assert (
        list(private_keys("-----BEGIN PRIVATE KEY-----" + "A" * 70_000 + "-----END PRIVATE KEY-----")) == []
    )


def finding(quote: str, line: int, column: int, **more: object) -> Finding:
    where = Lines(line=line, column=column, end_line=line, end_column=column + len(quote))
    one = Evidence(artefact="sha256:" + "0" * 64, name="a.py", locator=where, quote=quote, role=Role.SINK)
    given = {
        "rule": "r",
        "title": "t",
        "message": "m",
        "severity": Severity.HIGH,
        "confidence": Confidence.LIKELY,
        "reason": "because",
        "evidence": (one,),
        "fingerprint": "f",
    }
    return Finding(**(given | more))  # type: ignore[arg-type]  # fields of it


def test_what_a_finding_says_is_a_secret_is_hidden_whatever_it_looks_like() -> None:
    call = 'jwt.encode({"a": x}, "open sesame now", algorithm="HS256", headers={"kid-kid": x["user_id"]})'
    text = f'password = "open sesame now"\n  {call}\n'
    told = [where for _, where in told_places([finding(call, 2, 3, weaknesses=("CWE-798",))])]
    assert redact(text, told=told) == text.replace(
        '{"a": x}, "open sesame now"', '{"a": x}, "op•• •••••• •••"'
    )


def test_other_findings_and_places_that_are_not_there_tell_of_no_secret() -> None:
    assert list(told_places([finding("eval(x)", 1, 1, weaknesses=("CWE-95",))])) == []
    nowhere = Lines(line=7, column=1, end_line=9, end_column=2)
    assert redact('f("open sesame now")', told=[nowhere]) == 'f("open sesame now")'


def test_what_evidence_shows_a_secret_its_note_says() -> None:
    assert is_of_secret("an AWS access key id")
    assert is_of_secret("a value that looks random, named API_KEY")
    assert not is_of_secret("reaches os.system()")


@pytest.mark.parametrize(
    ("quote", "holds"),
    [
        (f"a {KEY} b", True),
        (redact(f"a {KEY} b"), True),
        (f"a {HIDDEN * 20} b", True),
        (f"a AKIA{HIDDEN * 12}WCHX b", False),
        (f"{HIDDEN} {KEY} b", False),
        (f"a {HIDDEN * 19} b", False),
        (f"a {HIDDEN * 20} {HIDDEN}", False),
        (f"a {'x' * 20} b", False),
    ],
)
def test_a_mask_stands_for_a_secret_and_for_nothing_else(quote: str, *, holds: bool) -> None:
    text = f"a {KEY} b"
    assert stands_for(quote, text, cover(text)) is holds


def test_what_either_covers_is_covered() -> None:
    assert either("ab•", "•bc") == "•b•"
    assert either("ab•", "•") == "ab•"


def test_hostile_texts_take_time_as_they_are_long() -> None:
    for text in (
        "-----BEGIN PRIVATE KEY-----" * 5_000,
        "-----BEGIN PRIVATE KEY-----\n" + ("A" * 31 + "\n") * 5_000,
        "".join(f'password{number} = "{WORD}{number}"\n' for number in range(1_500)),
        f'password = "{WORD}"\n' * 1_500,
    ):
        began = time.process_time()
        places(text)
        assert time.process_time() - began < 2
