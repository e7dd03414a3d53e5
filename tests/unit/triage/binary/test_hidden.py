"""Texts put together on the stack, and texts under a key of one byte."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.binary.hidden import PROGRAM, keys, opened, stacked
from vedette.triage.binary.image import Image, Region

BASE = 0x400000


def image(code: bytes, architecture: str = "x86") -> Image:
    region = Region(name=".text", address=BASE, size=len(code), offset=0, stored=len(code), rights=5)
    return Image(data=code, format="PE", architecture=architecture, windows=True, regions=(region,))


_BY_LETTER: Final[dict[str, Callable[[int, int], bytes]]] = {
    "letters": lambda at, letter: b"\xc6\x45" + bytes([at, letter]),
    "letters by the stack": lambda at, letter: b"\xc6\x44\x24" + bytes([at, letter]),
    "far letters": lambda at, letter: b"\xc6\x85" + at.to_bytes(4, "little") + bytes([letter]),
    "wide letters": lambda at, letter: b"\x66\xc7\x45" + bytes([2 * at, letter, 0]),
    "by a register": lambda at, letter: bytes([0x6A, letter, 0x58, 0x66, 0x89, 0x45, 2 * at]),
    "by a large number": lambda at, letter: bytes([0xB8, letter, 0, 0, 0, 0x66, 0x89, 0x45, 2 * at]),
}
FORMS: Final = (*_BY_LETTER, "fours")


def stored(text: str, form: str) -> bytes:
    """Return code that stores a text on the stack, as compilers write it."""
    raw = text.encode()
    made = _BY_LETTER.get(form)
    if made is not None:
        return b"".join(made(at, letter) for at, letter in enumerate(raw))
    return b"".join(b"\xc7\x45" + bytes([at]) + raw[at : at + 4] for at in range(0, len(raw), 4))


@pytest.mark.parametrize("form", FORMS)
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


@given(key=st.integers(1, 255).filter(lambda one: one not in (0x20, 0xE0)))
def test_a_key_that_was_added_is_found_as_well(key: int) -> None:
    made = image(bytes((byte + key) % 256 for byte in b"\0GetProcAddress\0") + bytes(60))
    (found, *_) = [one for one in keys(made) if one.value == key and one.added]
    assert b"GetProcAddress" in opened(made, found).text


def test_capitals_are_no_hidden_text() -> None:
    assert keys(image(b"POWERSHELL WININET.DLL" + bytes(60))) == []


def test_stores_between_other_instructions_and_in_any_order_are_read() -> None:
    stores = [b"\xc6\x45" + bytes([at, letter]) for at, letter in enumerate(b"ws2_32.dll")]
    (found,) = stacked(image(b"\x8b\xc8".join(stores[::-1])))
    assert (found.text, found.by_letters) == ("ws2_32.dll", True)


def test_short_texts_that_compilers_store_by_eights_are_read_and_told_apart() -> None:
    code = b"\x48\xb8kernel32\x48\x89\x45\x10\xc7\x45\x18.dll"
    (found,) = stacked(image(code, "x86-64"))
    assert (found.text, found.by_letters) == ("kernel32.dll", False)


def test_a_whole_program_is_told_from_a_text() -> None:
    (found,) = keys(image(b"xx" + under(PROGRAM, 0x5A) + bytes(60)))
    assert (found.whole, found.value, found.at) == (True, 0x5A, 2)


@pytest.mark.parametrize("data", [PROGRAM, under(PROGRAM, 32), b"kernel32.dll", bytes(400), b""])
def test_what_is_not_hidden_has_no_key(data: bytes) -> None:
    assert keys(image(data + bytes(60))) == []
