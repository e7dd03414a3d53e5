"""Each decoder undoes its encoder; limits hold; what is not so encoded is not decoded."""

import base64
import bz2
import gzip
import lzma
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.layers import codecs

BYTES = st.binary(min_size=1, max_size=300)


def deflated(data: bytes) -> bytes:
    made = zlib.compressobj(9, zlib.DEFLATED, -15)
    return made.compress(data) + made.flush()


@given(BYTES)
def test_what_was_encoded_comes_back(data: bytes) -> None:
    one = Allowance()
    assert codecs.base64(base64.b64encode(data), one) == data
    assert codecs.base64(base64.urlsafe_b64encode(data).rstrip(b"="), one) == data
    assert codecs.base32(base64.b32encode(data).lower(), one) == data
    assert codecs.ascii85(base64.a85encode(data, adobe=True), one) == data
    assert codecs.hexadecimal(data.hex(), one) == data
    assert codecs.hexadecimal(data.hex("-").upper(), one) == data
    assert codecs.hexadecimal("".join(f"\\x{n:02x}" for n in data), one) == data
    assert codecs.hexadecimal(",".join(hex(n) for n in data), one) == data


@given(BYTES)
def test_what_was_packed_comes_back(data: bytes) -> None:
    one = Allowance()
    assert codecs.gunzip(gzip.compress(data), one) == data
    assert codecs.unzlib(zlib.compress(data), one) == data
    assert codecs.inflate(deflated(data), one) == data
    assert codecs.unlzma(lzma.compress(data), one) == data
    assert codecs.unbzip2(bz2.compress(data), one) == data
    assert codecs.decompress(gzip.compress(data), one) == (data, codecs.Step.GZIP)


@given(BYTES, st.binary(min_size=1, max_size=9))
def test_a_key_is_undone_by_itself_and_a_shift_by_its_opposite(data: bytes, key: bytes) -> None:
    mixed = codecs.xor(data, key, Allowance())
    assert mixed is not None
    assert codecs.xor(mixed, key, Allowance()) == data
    assert codecs.shift(codecs.shift(data, key[0], Allowance()), -key[0], Allowance()) == data


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_text_comes_back(text: str) -> None:
    one = Allowance()
    assert codecs.escapes("".join(f"\\u{{{ord(c):x}}}" for c in text), one) == text
    assert codecs.codes(codecs.numbers(",".join(str(ord(c)) for c in text), one), one) == text
    assert codecs.codes(codecs.numbers(" ".join(f"{ord(c):b}" for c in text), one, 2), one) == text
    assert codecs.rot13(codecs.rot13(text, one), one) == text
    assert codecs.rot47(codecs.rot47(text, one), one) == text
    assert codecs.utf16(text.encode("utf-16-be"), one) is not None


def test_small_escapes() -> None:
    one = Allowance()
    assert codecs.escapes(r"\x41\u0042\103\n\ud83d\ude00", one) == "AB" + "C\n😀"
    assert codecs.url("%41%u0042+c", one, plus=False) == "AB+c"
    assert codecs.url("a+b", one, plus=True) == "a b"
    assert codecs.html("&lt;&#65;&#x42;", one) == "<AB"
    assert codecs.numbers("0x41, &H42; 67", one) == [65, 66, 67]


def test_junk_is_passed_over_only_where_it_may_be() -> None:
    one = Allowance()
    assert codecs.base64("!aGVs!bG8@", one) == b"hello"
    assert codecs.base64("aGVs!bG8", one, strict=True) is None
    assert codecs.hexadecimal("4142zz", one) is None
    assert codecs.gunzip(b"not packed", one) is None
    assert codecs.base64("", one) is None


def test_a_stream_cut_short_gives_what_is_there() -> None:
    packed = gzip.compress(bytes(range(256)) * 40)
    made = codecs.gunzip(packed[:-12], Allowance())
    assert made is not None
    assert made.startswith(bytes(range(256)))


def test_a_bomb_is_stopped() -> None:
    zeros = bytes(2 << 20)
    for packed in (gzip.compress(zeros), lzma.compress(zeros), bz2.compress(zeros), zlib.compress(zeros)):
        with pytest.raises(LimitHit):
            codecs.decompress(packed, Allowance(bounds=Bounds(ratio=50)))


def test_bytes_of_an_executable_are_no_text() -> None:
    one = Allowance()
    assert codecs.as_text(bytes(range(128)) * 4, one) is None
    assert codecs.as_text("hällo".encode(), one) == ("hällo", ())
    assert codecs.as_text("hello".encode("utf-16-le"), one) == ("hello", (codecs.Step.UTF16,))
