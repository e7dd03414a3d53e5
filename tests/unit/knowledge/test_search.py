"""Search by words and by meaning: what is found first, what is not, and that it is never slow or startled."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.knowledge.search import search


def first(text: str, *, meaning: bool = True) -> str:
    return search(text, 1, meaning=meaning)[0].id


@pytest.mark.parametrize(
    ("text", "ident"),
    [
        ("OS Credential Dumping", "T1003"),
        ("Data Destruction in a plant", "T0809"),
        ("Email Filtering", "D3-EF"),
    ],
)
def test_a_name_finds_what_has_it(text: str, ident: str) -> None:
    assert ident in {one.id for one in search(text, 3)}
    assert ident in {one.id for one in search(text, 3, meaning=False)}


def test_meaning_finds_what_shares_no_word() -> None:
    text = "a compartment"
    assert "M1030" in {one.id for one in search(text, 8)}
    assert "M1030" not in {one.id for one in search(text, 8, meaning=False)}


def test_what_fits_nothing_finds_nothing() -> None:
    assert search("xyzzy plugh") == ()
    assert search("") == ()
    assert search("the of and") == ()


def test_the_best_come_first_and_no_more_than_asked() -> None:
    found = search("password", 7)
    assert len(found) == 7
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@given(st.text(max_size=500))
def test_any_text_is_answered(text: str) -> None:
    assert len(search(text, 5)) <= 5


def test_a_very_long_text_is_cut_and_answered_soon() -> None:
    search("warm up")
    began = process_time()
    search("password of the boss " * 100_000)
    assert process_time() - began < 1


def test_an_answer_has_no_more_than_two_of_a_family() -> None:
    found = search("command and scripting interpreter", 10)
    assert sum(one.name.startswith("Command and Scripting Interpreter") for one in found) <= 2
