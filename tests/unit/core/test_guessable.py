"""The same number has the same digest however it is typed, and another salt shows nothing."""

from __future__ import annotations

import hashlib

import pytest

from vedette.core import guessable
from vedette.core.errors import BadInput
from vedette.core.guessable import LONGEST, digest, plain

SALT = "0f" * 16


def test_a_number_is_the_same_however_it_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessable, "_COST", 2)
    assert digest("c01x 00t-478", SALT) == digest("C01X00T478", SALT) == digest("\uff2301X00T478", SALT)
    assert plain("+49 (30) 1234-567") == "+49301234567"
    assert digest("C01X00T479", SALT) != digest("C01X00T478", SALT) != digest("C01X00T478", "00" * 16)


def test_it_is_scrypt() -> None:
    made = hashlib.scrypt(b"AB12", salt=bytes.fromhex(SALT), n=32768, r=8, p=1, maxmem=1 << 26, dklen=32)
    assert digest("ab12", SALT) == made.hex()


@pytest.mark.parametrize(
    ("text", "salt"), [("", SALT), ("  -- ", SALT), ("x" * (LONGEST + 1), SALT), ("1", ""), ("1", "F" * 32)]
)
def test_what_is_no_number_or_no_salt_is_refused(text: str, salt: str) -> None:
    with pytest.raises(BadInput):
        digest(text, salt)
