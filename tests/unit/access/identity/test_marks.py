"""Marks of documents: found again for another account, and worth nothing without the service's key."""

import hashlib

import pytest

from vedette.access.documents import Memory
from vedette.access.identity.marks import KIND, Marks, salt_of
from vedette.core.errors import BadInput
from vedette.core.guessable import SALT

NOW = 1_770_000_000.0
URL = "https://vedette.example"
CARD = hashlib.sha256(b"C01X00T478").hexdigest()


def test_one_document_for_two_people_is_seen_from_both_sides_until_a_proof_ends() -> None:
    marks = Marks(Memory(), b"k" * 32)
    mark = marks.of(CARD)
    marks.keep(mark, "ana", NOW + 10)
    assert marks.others(mark, "ana", NOW) == ()
    assert marks.others(mark, "bea", NOW) == ("ana",)
    marks.keep(mark, "bea", NOW + 20)
    assert (marks.shared("ana", NOW), marks.shared("bea", NOW)) == (("bea",), ("ana",))
    assert marks.shared("bea", NOW + 10) == ()
    marks.keep(mark, "ana", NOW + 30)
    assert marks.shared("bea", NOW + 10) == ("ana",), "seen again, a proof goes on"


def test_what_is_over_is_forgotten() -> None:
    documents = Memory()
    marks = Marks(documents, b"k" * 32)
    marks.keep(marks.of(CARD), "ana", NOW + 10)
    assert (marks.sweep(NOW + 9), marks.sweep(NOW + 10)) == (0, 1)
    assert not documents.all(KIND)


def test_without_the_key_nobody_can_check_a_guess() -> None:
    documents = Memory()
    marks = Marks(documents, b"k" * 32)
    marks.keep(marks.of(CARD), "ana", NOW + 10)
    assert Marks(documents, b"x" * 32).of(CARD) != marks.of(CARD)
    assert not any(CARD.encode() in one.value for one in documents.all(KIND))


def test_two_services_cannot_compare_what_they_have() -> None:
    one, other = salt_of(URL), salt_of("https://other.example")
    assert SALT.fullmatch(one)
    assert one != other


@pytest.mark.parametrize("text", ["", "C01X00T478", "0" * 63, "g" * 64])
def test_what_is_no_digest_has_no_mark(text: str) -> None:
    with pytest.raises(BadInput):
        Marks(Memory(), b"k" * 32).of(text)
