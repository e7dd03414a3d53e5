"""Phrases are found wherever they stand, and only there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.access.safeguards.phrases import LONGEST, Found, Phrases, sentences

PHRASES = Phrases({"a": ["encrypt* .. files", "ransom note*"], "b": ["files"], "c": ["pay* .. the ransom"]})


def found(text: str) -> list[tuple[str, int, int]]:
    return [(one[0], one[1], one[2]) for sentence in sentences(text) for one in PHRASES.find(sentence)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("encrypts files", [("a", 0, 2), ("b", 1, 2)]),
        ("encrypting all of your files now", [("a", 0, 5), ("b", 4, 5)]),
        ("encrypt one two three four files", [("b", 5, 6)]),
        ("we encrypt", []),
        ("decrypt files", [("b", 1, 2)]),
        ("a ransom notes", [("a", 1, 3)]),
        ("paying the ransom", [("c", 0, 3)]),
        ("pay to them the ransom", [("c", 0, 5)]),
        ("encrypt. files", [("b", 0, 1)]),
        ("", []),
    ],
)
def test_a_phrase_is_found_with_gaps_and_cut_words(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(text) == expected


def test_sentences_end_at_stops_and_empty_lines_and_not_within_names() -> None:
    text = "Look at file.exe on 192.0.2.1 now. Then\nstop!\n\nEnd"
    assert list(sentences(text)) == [
        ["Look", "at", "file", "exe", "on", "192", "0", "2", "1", "now"],
        ["Then", "stop"],
        ["End"],
    ]


def test_a_sentence_without_end_is_taken_for_several() -> None:
    assert [len(one) for one in sentences("word " * (LONGEST * 2 + 1))] == [LONGEST, LONGEST, 1]


@given(
    st.lists(
        st.sampled_from(["encrypt", "my", "files", "ransom", "note", "pay", "the", ".", "x"]), max_size=40
    )
)
def test_what_is_found_stands_where_it_says(words: list[str]) -> None:
    for sentence in sentences(" ".join(words)):
        for one in PHRASES.find(sentence):
            assert isinstance(one, Found)
            assert 0 <= one.start < one.end <= len(sentence)
            first = {"a": ("encrypt", "ransom"), "b": ("files",), "c": ("pay",)}[one.group]
            assert sentence[one.start].startswith(first)
