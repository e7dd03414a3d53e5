"""Signed notes are read to the letter, and a signature holds for one text and one key."""

import pytest

from tests.unit.ledger.worlds import KEY, NAME, NOON, OTHER_KEY, WITNESS_KEYS
from vedette.core.errors import BadInput
from vedette.ledger.notes import (
    Algorithm,
    Note,
    PrivateKey,
    PublicKey,
    Signature,
    decoded,
    number,
    parse,
    public_key,
    signatures,
    signers,
)

BODY = b"vedette.example/ledger\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


def noted(body: bytes = BODY, *keys: PrivateKey) -> Note:
    return Note(body, tuple(key.sign(body, int(NOON)) for key in keys or (KEY, WITNESS_KEYS[0])))


def test_a_note_is_read_as_it_was_written() -> None:
    note = noted()
    assert parse(note.text()) == note
    assert note.text().startswith(BODY + "\n— vedette.example/ledger ".encode())


def test_a_text_may_hold_empty_lines() -> None:
    note = noted(b"a\n\n\xe2\x80\x94 b AAAAAAAA\n\nc\n")
    assert parse(note.text()) == note


def test_who_signed_and_when() -> None:
    keys = [KEY.public, OTHER_KEY.public, *(key.public for key in WITNESS_KEYS)]
    assert signers(noted(), keys) == {KEY.public: 0, WITNESS_KEYS[0].public: int(NOON)}
    assert signers(noted(), []) == {}


@pytest.mark.parametrize("which", [0, 1])
def test_a_signature_holds_for_its_text_alone(which: int) -> None:
    note = noted()._replace(body=BODY.replace(b"\n0\n", b"\n1\n"))
    key = (KEY, WITNESS_KEYS[0])[which].public
    with pytest.raises(BadInput, match="does not hold"):
        signers(note, [key])


def test_a_cosignature_holds_for_its_time_alone() -> None:
    (signature,) = noted(BODY, WITNESS_KEYS[0]).signatures
    blob = bytearray(signature.blob)
    blob[11] ^= 1
    assert WITNESS_KEYS[0].public.verify(BODY, Signature(signature.name, bytes(blob))) is None


@pytest.mark.parametrize("blob", [b"", b"abcd", b"abcd" + bytes(63), b"abcd" + b"\xff" * 72])
def test_a_signature_of_the_wrong_length_or_time_does_not_hold(blob: bytes) -> None:
    assert KEY.public.verify(BODY, Signature(NAME, blob)) is None
    assert WITNESS_KEYS[0].public.verify(BODY, Signature(NAME, blob)) is None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        b"a\n",
        b"a\n\n",
        b"\n\n\xe2\x80\x94 b AAAAAAAA\n",
        b"a\n\n\xe2\x80\x94 b AAAAAAAA",
        b"a\n\n- b AAAAAAAA\n",
        b"a\n\n\xe2\x80\x94 b AAAAAA==\n",
        b"a\n\n\xe2\x80\x94 b AAAAAAB=\n",
        b"a\n\n\xe2\x80\x94 b AAAA AAAA\n",
        b"a\n\n\xe2\x80\x94  AAAAAAAA\n",
        b"a\n\n\xe2\x80\x94 b+c AAAAAAAA\n",
        b"a\n\n\xe2\x80\x94 b\xc2\xa0c AAAAAAAA\n",
        b"a\r\n\n\xe2\x80\x94 b AAAAAAAA\n",
        b"a\xff\n\n\xe2\x80\x94 b AAAAAAAA\n",
        b"a\0\n\n\xe2\x80\x94 b AAAAAAAA\n",
        b"a\n\n" + b"\xe2\x80\x94 b AAAAAAAA\n" * 65,
        b"a" * 70_000 + b"\n\n\xe2\x80\x94 b AAAAAAAA\n",
    ],
)
def test_what_is_no_note_is_refused(text: bytes) -> None:
    with pytest.raises(BadInput):
        parse(text)


def test_lines_of_signatures_are_read_alone() -> None:
    note = noted()
    lines = "".join(one.line() for one in note.signatures).encode()
    assert signatures(lines) == note.signatures
    for text in (b"", b"\n", lines[:-1], b"\n" + lines):
        with pytest.raises(BadInput):
            signatures(text)


def test_a_key_is_read_as_it_was_written() -> None:
    for key in (KEY, *WITNESS_KEYS):
        assert public_key(key.public.text()) == key.public


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        KEY.public.text()[:-1],
        KEY.public.text().replace("+", "-", 1),
        KEY.public.text().replace(NAME, "other.example"),
        PublicKey("a b", Algorithm.NOTE, bytes(32)).text(),
        PublicKey("a", Algorithm.NOTE, bytes(31)).text(),
        "a+00000000+" + "Ag" + "A" * 42,
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        public_key(text)


@pytest.mark.parametrize(
    "text", ["", "00", "01", "+1", " 1", "\u0661", "1_0", "9223372036854775808", "9" * 5000]
)
def test_a_size_is_written_in_one_way(text: str) -> None:
    with pytest.raises(BadInput):
        number(text)


def test_sizes_go_to_63_bits() -> None:
    assert number("9223372036854775807") == 2**63 - 1
    assert number("0") == 0


@pytest.mark.parametrize("text", ["A", "AB==", "AA=\n", "AA", "A-==", "é"])
def test_base64_is_written_in_one_way(text: str) -> None:
    with pytest.raises(BadInput):
        decoded(text)


def test_a_name_with_a_space_is_no_name_for_a_key() -> None:
    with pytest.raises(BadInput, match="not the name of a key"):
        PrivateKey("a b", Algorithm.NOTE, bytes(32))
