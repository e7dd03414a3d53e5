"""Texts that lie in an executable as letters of base64."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.binary.folded import folded
from vedette.triage.binary.masks import Mask

PLAIN = "http://c2.invalid/gate.php"


def texts(raw: bytes) -> list[str]:
    return [one.text for one in folded([Mask(raw, 0)])]


def test_a_text_is_read_where_its_letters_lie() -> None:
    letters = base64.b64encode(PLAIN.encode())
    (found,) = folded([Mask(b"\n\n" + letters + b"\n", 100)])
    assert (found.offset, found.length, found.text) == (102, len(letters), PLAIN)
    (wide,) = folded([Mask(letters, 0, 2)])
    assert (wide.length, wide.text) == (2 * len(letters), PLAIN)


def test_a_text_of_two_bytes_a_letter_is_read() -> None:
    assert texts(base64.b64encode(PLAIN.encode("utf-16-le"))) == [PLAIN]


@pytest.mark.parametrize(
    "raw",
    [
        b"abcdefghijklmnopqrstuvwx",
        b"InitializeCriticalSection",
        b"a" * 15,
        base64.b64encode(bytes(range(99))),
    ],
    ids=["small letters", "a name", "too short", "no text"],
)
def test_what_is_no_text_under_it_is_left_alone(raw: bytes) -> None:
    assert texts(raw) == []


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(raw: bytes) -> None:
    assert all(one.text.isascii() for one in folded([Mask(raw, 0)]))
