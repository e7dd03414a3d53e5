"""Many words in texts of which most is no text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vedette.triage.binary import wordsearch
from vedette.triage.binary.wordsearch import WordSearch

LETTERS = st.text("abAB\n.~", max_size=60)
WORDS = st.lists(st.text("ab\n.~", min_size=3, max_size=9), min_size=1, max_size=6, unique=True)


def simple(words: list[bytes], text: bytes) -> set[tuple[int, bytes]]:
    low = text.lower()
    return {(at, word) for word in words for at in range(len(low)) if low.startswith(word, at)}


@example(words=["aba"], text="baba")
@given(words=WORDS, text=LETTERS)
def test_every_word_is_found_wherever_it_stands_and_no_other(words: list[str], text: str) -> None:
    known = [word.encode() for word in words]
    found = list(WordSearch(known).places(text.encode()))
    assert len(found) == len(set(found))
    assert set(found) == simple(known, text.encode())


def test_words_lie_across_the_blocks_in_which_a_text_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordsearch, "_BLOCK", 32)
    search = WordSearch([b"powershell", b"xen"])
    for at in range(70):
        text = b"\n" * at + b"PowerShell\nXEN"
        assert list(search.places(text)) == [(at, b"powershell"), (at + 11, b"xen")]


def test_nothing_stands_in_nothing() -> None:
    assert [list(WordSearch([b"abc"]).places(text)) for text in (b"", b"a", b"ab", b"\xff" * 9)] == [[]] * 4


def test_a_text_that_has_to_be_compared_everywhere_is_left_where_that_is_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wordsearch, "_COMPARED_MAX", 100)
    text = b"zzzz1" * 100_000
    ((left, word),) = WordSearch([b"zzzz2"]).places(text)
    assert word == b""
    assert 0 < left < len(text)
    assert list(WordSearch([b"zzzz2"]).places(text[:500])) == []
