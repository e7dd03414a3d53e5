"""Looking at all texts at once finds no less than looking at each."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.sigma.clauses import Clue
from vedette.hunt.sigma.keywords import CHARS_MAX, WORDS_MAX, prefilter
from vedette.hunt.sigma.memory import Memory
from vedette.hunt.sigma.nodes import KEYWORD
from vedette.hunt.sigma.plans import Index, Keywords

letters = st.text(alphabet="abAB\N{KELVIN SIGN}kKß.*\\\n\ud800", max_size=6)
words = st.text(alphabet="abk.*\\s", min_size=1, max_size=3)
values = st.none() | letters | st.booleans() | st.integers(0, 9) | st.lists(st.none() | letters, max_size=3)


def index(*literals: str) -> Index:
    clues = [Clue(KEYWORD, "contains", literal) for literal in literals]
    return Index(KEYWORD, [(number, (clue,)) for number, clue in enumerate(clues)], Memory())


@given(st.lists(words, min_size=1, max_size=4), st.lists(values, max_size=4))
def test_what_stands_in_some_text_is_found(literals: list[str], held: list[Any]) -> None:
    assert Keywords(index(*literals)).find(held) == index(*literals).find_all(held)


def test_what_only_stands_across_two_texts_is_not() -> None:
    assert Keywords(index("ab\ncd", "xyz")).find(["ab", "cd", "xy", "z"]) == set()
    assert Keywords(index("ab\ncd", "xyz")).find(["ab\ncd"]) == {0}


def test_numbers_and_truth_values_are_found_though_they_are_no_text() -> None:
    assert Keywords(index("12", "true")).find([3123, True]) == {0, 1}


def test_an_event_without_any_is_seen_to_have_none() -> None:
    may_hold = prefilter(["mimikatz", "a.c"])
    assert may_hold is not None
    assert not may_hold(["abc", 7, None, ["x", "mimi"], "katz"])
    assert may_hold(["…A.C"])


def test_too_many_or_foreign_letters_are_left_to_the_index() -> None:
    assert prefilter(str(number) * 3 for number in range(WORDS_MAX + 1)) is None
    assert prefilter(["x" * (CHARS_MAX + 1)]) is None
    assert prefilter(["ключ"]) is None
    assert Keywords(index("ключ")).find(["КЛЮЧ"]) == {0}


def test_signs_that_are_written_otherwise_in_json_and_numbers_of_any_size_are_looked_at() -> None:
    words = ('c:\\x "y"', "tab\there", "aaaa")
    for text in words:
        assert Keywords(index(*words)).find([f"before {text.upper()} after", 1 << 80]) == {words.index(text)}
        assert Keywords(index(*words)).find([["other", f"<{text}>"], 1.5]) == {words.index(text)}


def test_a_word_of_letters_that_numbers_have_too_is_in_no_number() -> None:
    may_be = [index(word) for word in ("1e9", "ru", "nan", "aaaa", "12x")]
    for one in may_be:
        one.about()
    assert [one.numbers for one in may_be] == [True, True, True, False, False]


def test_letters_that_are_of_ascii_only_without_case_are_found() -> None:
    beyond = map(chr, (*range(0x80, 0xD800), *range(0xE000, 0x20000)))
    like = [char for char in beyond if any(map(str.isascii, char.casefold()))]
    assert {"ß", "ﬀ", "\N{KELVIN SIGN}"} <= set(like)
    for char in like:
        may_hold = prefilter(["".join(filter(str.isascii, char.casefold()))])
        assert may_hold is not None
        assert may_hold([f"é{char}"]), char
        assert not may_hold(["é"])
