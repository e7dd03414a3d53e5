"""Texts put together on the stack, and texts under a key of one byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.binary.hidden import PROGRAM, keys, opened, stacked
from vedette.triage.binary.image import Image, Region

BASE = 0x400000


def image(code: bytes, architecture: str = "x86") -> Image:
    region = Region(name=".text", address=BASE, size=len(code), offset=0, stored=len(code), rights=5)
    return Image(data=code, format="PE", architecture=architecture, windows=True, regions=(region,))


def stored(text: str, form: str) -> bytes:
    """Return code that stores a text on the stack, as compilers write it."""
    raw = text.encode()
    if form == "letters":
        return b"".join(b"\xc6\x45" + bytes([at, letter]) for at, letter in enumerate(raw))
    if form == "letters by the stack":
        return b"".join(b"\xc6\x44\x24" + bytes([at, letter]) for at, letter in enumerate(raw))
    if form == "far letters":
        return b"".join(
            b"\xc6\x85" + at.to_bytes(4, "little") + bytes([letter]) for at, letter in enumerate(raw)
        )
    if form == "wide letters":
        return b"".join(b"\x66\xc7\x45" + bytes([2 * at, letter, 0]) for at, letter in enumerate(raw))
    if form == "wide letters by a register":
        return b"".join(
            b"\x6a" + bytes([letter]) + b"\x58\x66\x89\x45" + bytes([2 * at]) for at, letter in enumerate(raw)
        )
    return b"".join(b"\xc7\x45" + bytes([at]) + raw[at : at + 4] for at in range(0, len(raw), 4))


@pytest.mark.parametrize(
    "form",
    ["letters", "letters by the stack", "far letters", "wide letters", "wide letters by a register", "fours"],
)
def test_a_text_put_together_is_read(form: str) -> None:
    code = b"\x90" * 7 + stored("ws2_32.dll..", form) + b"\xc3"
    (found,) = stacked(image(code))
    assert (found[0], found[2]) == (7, "ws2_32.dll..")
    assert code[found[0] : found[0] + found[1]] == code[7:-1]


def test_a_few_stores_are_no_text() -> None:
    assert stacked(image(stored("abcd", "letters"))) == []


def test_other_processors_have_other_stores() -> None:
    assert stacked(image(stored("ws2_32.dll", "letters"), "AArch64")) == []


def test_many_texts_are_bounded() -> None:
    assert len(stacked(image((stored("ws2_32.dll", "letters") + b"\x90") * 600))) == 400


def under(data: bytes, key: int) -> bytes:
    return bytes(byte ^ key for byte in data)


@given(key=st.integers(1, 255).filter(lambda one: one != 32), before=st.binary(max_size=40))
def test_any_key_is_found_and_opens_what_it_hid(key: int, before: bytes) -> None:
    made = image(before + under(b"\0GetProcAddress\0", key) + bytes(60))
    found = [one for one in keys(made) if one.value == key]
    assert found
    assert not found[0].whole
    assert b"GetProcAddress" in opened(made, found[0]).text


def test_a_whole_program_is_told_from_a_text() -> None:
    (found,) = keys(image(b"xx" + under(PROGRAM, 0x5A) + bytes(60)))
    assert (found.whole, found.value, found.at) == (True, 0x5A, 2)


@pytest.mark.parametrize("data", [PROGRAM, under(PROGRAM, 32), b"kernel32.dll", bytes(400), b""])
def test_what_is_not_hidden_has_no_key(data: bytes) -> None:
    assert keys(image(data + bytes(60))) == []
