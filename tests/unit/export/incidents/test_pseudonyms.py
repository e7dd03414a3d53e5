"""A name is a number wherever it stands alone, in any case, and never within another word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vedette.export.incidents.labels import labels
from vedette.export.incidents.pseudonyms import Pseudonyms

SAY = labels("en")


def test_longer_names_go_first_and_all_names_of_one_are_one() -> None:
    names = Pseudonyms(SAY)
    assert names.add("host", "fs-01", "fs-01.corp.example") == "machine 1"
    assert names.add("host", "fs-02") == "machine 2"
    assert names.text("FS-01.corp.example, fs-01$, \\\\fs-02\\c, fs-01[.]corp[.]example") == (
        "machine 1, machine 1$, \\\\machine 2\\c, machine 1"
    )


def test_within_a_word_it_is_another_word() -> None:
    names = Pseudonyms(SAY)
    names.add("user", "anna")
    assert (
        names.text("annabel, Banana, anna_x, x-anna, anna2") == "annabel, Banana, user 1_x, x-user 1, anna2"
    )


def test_one_letter_and_no_letter_are_no_names() -> None:
    names = Pseudonyms(SAY)
    names.add("user", "a")
    names.add("user", "--")
    assert names.text("a -- b") == "a -- b"


_name = st.from_regex(r"\A[a-zß-ÿ]{2,5}([-_.@\\ ][a-z0-9]{1,4}){0,2}\Z")


@given(st.lists(_name, min_size=1, max_size=8), st.text(max_size=20))
def test_no_name_that_stands_alone_is_left(given_names: list[str], around: str) -> None:
    names = Pseudonyms(lambda _key, n: f"#{n}#")
    for one in given_names:
        names.add("user", one)
    for one in given_names:
        shown = names.text(f"{around} ({one}) [{one.upper()}]")
        assert f"({one})" not in shown
        assert f"[{one.upper()}]" not in shown or one.upper().lower() != one
