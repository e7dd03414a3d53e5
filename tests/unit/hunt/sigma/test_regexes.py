"""Patterns of strangers: right, quick, or refused."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.errors import BadInput
from vedette.hunt.sigma.globs import glob
from vedette.hunt.sigma.nodes import MANY, ONE
from vedette.hunt.sigma.regexes import literals_of, searcher, shortest_of


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_what_would_take_for_ever_elsewhere_is_quick(pattern: str) -> None:
    began = process_time()
    searcher(pattern, "")("a" * 50_000 + "!")
    assert process_time() - began < 1


@pytest.mark.parametrize("pattern", ["(?=(a+)+$)b", "(?!x)(.*a){2,}.*b.*c.*d.*e", r"(a*)*\1"])
def test_what_nobody_can_bound_is_refused(pattern: str) -> None:
    with pytest.raises(BadInput):
        searcher(pattern, "")


def test_looking_around_is_quick_however_long_the_text() -> None:
    began = process_time()
    searcher(r"a(?!b).*c.*d", "")("a" * 100_000)
    assert process_time() - began < 2


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "found"),
    [
        (".{3,}", "", "abc", True),
        (".{3,}", "", "ab", False),
        (".{3,}", "", "ab\ncd", False),
        (".{3,}", "", "ab\ncde", True),
        (".{3,}", "s", "ab\ncd", True),
        (".{5000,}", "", "x" * 5000, True),
        (".{5000,}", "", "x" * 4999, False),
    ],
)
def test_a_pattern_may_ask_for_length_alone(pattern: str, flags: str, text: str, *, found: bool) -> None:
    assert searcher(pattern, flags)(text) is found


def test_what_is_remembered_is_not_mixed_up() -> None:
    search = searcher("^a[0-9]*$", "")
    texts = [f"{letter}{number}" for number in range(300) for letter in "ab"] * 2
    assert [search(text) for text in texts] == [text.startswith("a") for text in texts]


def test_the_last_newline_may_be_left_out_of_the_end() -> None:
    assert searcher("b$", "")("ab\n")
    assert not searcher("b$", "")("ab\n\n")


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"foo\.exe\s+bar", ("foo.exe",)),
        (r"abc(def)?ghi", ("abc",)),
        (r"(x|y)long", ("long",)),
        ("foo|bar", ()),
        ("abcd*ef", ("abc",)),
        ("abcd+ef", ("abcd",)),
        ("(?i)AbCd", ("AbCd",)),
        ("(?x) a b c d", ()),
        (r"\d{100,200}", ()),
        (r"\w+`(?:\w+|-|.)`x", ("`x",)),
        (r"\w\.\w", ()),
        (r"\w\.-\w", (".-",)),
        (r"[abc]{3}xyz", ("xyz",)),
        (r"\\\\server\\share", ("\\\\server\\share",)),
        ("[]abcd]xy", ("xy",)),
        ("[^]abcd]xy", ("xy",)),
        (r"[^^]xyz[\]abcd]", ("xyz",)),
        ("abcd(?i)*", ()),
    ],
)
def test_a_text_that_must_be_there_is_found_in_a_pattern(pattern: str, literals: tuple[str, ...]) -> None:
    assert literals_of(pattern) == literals


pieces = st.sampled_from(
    ["abc", "d", "x*", "y+", "z?", "(ef)", "(gh)?", "[ij]", "k{2,3}", r"\.", r"\\", r"\d", ".", "^", "(l|m)"]
)


@given(st.lists(pieces, max_size=6).map("".join), st.text(alphabet="abcdefghijklm.\\0xyz", max_size=30))
def test_that_text_is_in_whatever_the_pattern_finds(pattern: str, text: str) -> None:
    found = re.search(pattern, text)
    if found is not None:
        assert all(literal in text for literal in literals_of(pattern))


parts = st.lists(st.sampled_from([MANY, ONE, "a", "b", "ab", ".", "\n"]), max_size=7).map(tuple)


@pytest.mark.parametrize(
    ("pattern", "shortest"),
    [
        (r"\s[a-f0-9]{64}\s[a-f0-9]{16}", 80), (".{5,}x", 5), (r"\d{2,9}-\w{3}", 5), (r"\.{3}[^]]{2}", 5),
        (r"\]{3}", 3), ("a{3}", 0), ("[a]{3}|b", 0), ("(?:[a]{3})?x", 0), (r"[a\]{9}]", 0), ("[a]{0,9}", 0),
        ("[]{9}]", 0), ("[^]{9}]{2}", 2), ("[^^]{2}", 2), ("[a]{9}(?i){0}", 0), (r"[a]\{9}", 0),
        (r"\Q[a]{3}\E", 0), ("(?x)[a]{3}", 0), ("^{3}", 0), ("[ab]{2}?c[ab]{4}", 4),
    ],
)  # fmt: skip
def test_what_a_pattern_finds_has_so_many_characters(pattern: str, shortest: int) -> None:
    assert shortest_of(pattern) == shortest


tokens = st.sampled_from(["a", "[ab]", "[^]]", r"[a\]]", "[", "]", "{2}", "{1,3}", "{2,}", "{0}", "|", "(",
                          ")", "?", "*", r"\]", r"\\", ".", r"\d", r"\w", r"\Q", r"\E", "^", "$", r"\b",
                          "(?x)", "(?i)"])  # fmt: skip


@given(st.lists(tokens, max_size=8).map("".join), st.text(alphabet="ab]{2}\\[1", max_size=6))
def test_nothing_shorter_is_found(pattern: str, text: str) -> None:
    try:
        search = searcher(pattern, "")
    except BadInput:
        return
    if search(text):
        assert len(text) >= shortest_of(pattern)


@given(parts, st.text(alphabet="ab.\n", max_size=12))
def test_wildcards_are_what_a_regular_expression_says(shape: tuple[str | int, ...], text: str) -> None:
    source = "".join(".*" if part == MANY else "." if part == ONE else re.escape(str(part)) for part in shape)
    assert glob(shape)(text) is (re.fullmatch(source, text, re.DOTALL) is not None)


def test_many_wildcards_over_a_long_text_are_quick() -> None:
    began = process_time()
    assert not glob((MANY, "a", MANY, "a", MANY, "a", MANY, "a", MANY, "b"))("a" * 200_000)
    assert process_time() - began < 1
