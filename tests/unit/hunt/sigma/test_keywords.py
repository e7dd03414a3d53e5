"""Looking at all texts at once finds no less than looking at each."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.sigma.clauses import Clue
from vedette.hunt.sigma.keywords import CHARS_MAX, DULL_CHARS, WORDS_MAX, prefilter
from vedette.hunt.sigma.memory import DULL_TOTAL, Memory
from vedette.hunt.sigma.nodes import KEYWORD
from vedette.hunt.sigma.plans import Index, Keywords

letters = st.text(alphabet="abAB\N{KELVIN SIGN}kKß.*\\\n\ud800", max_size=6)
words = st.text(alphabet="abk.*\\s", min_size=1, max_size=3)
values = st.none() | letters | st.booleans() | st.integers(0, 9) | st.lists(st.none() | letters, max_size=3)


def index(*literals: str) -> Index:
    clues = [Clue(KEYWORD, "contains", literal) for literal in literals]
    return Index(KEYWORD, [(number, (clue,)) for number, clue in enumerate(clues)], Memory())


@given(
    st.lists(words, min_size=1, max_size=4), st.lists(st.lists(values, max_size=4), min_size=1, max_size=3)
)
def test_what_stands_in_some_text_is_found(literals: list[str], events: list[list[Any]]) -> None:
    keywords = Keywords(index(*literals))
    for held in events * 2:
        assert keywords.find(held) == index(*literals).find_all(held)


def test_texts_without_keywords_are_remembered_for_all_who_look_for_the_same() -> None:
    memory = Memory()
    first, second, other = (prefilter([word], memory) for word in ("aaaa", "aaaa", "bbbb"))
    assert first is not None
    assert second is not None
    assert other is not None
    assert not first(["x", "bbbb", "long" * DULL_CHARS])
    assert sorted(map(sorted, memory.dull.values())) == [[], ["bbbb", "x"]]
    assert second(["x", "bbbb", "aaaa"])
    assert other(["x", "bbbb"])
    assert sorted(map(sorted, memory.dull.values())) == [[], ["bbbb", "x"]]


def test_texts_without_keywords_are_forgotten_when_they_are_too_many() -> None:
    memory = Memory()
    may_hold = prefilter(["aaaa"], memory)
    assert may_hold is not None
    for number in range(10_000):
        assert not may_hold([f"{number:0{DULL_CHARS}}"])
        assert memory.dull_chars <= DULL_TOTAL
    assert 0 < sum(map(len, memory.dull.values())) <= DULL_TOTAL // DULL_CHARS
    assert may_hold(["aaaa"])


def test_what_only_stands_across_two_texts_is_not() -> None:
    assert Keywords(index("ab\ncd", "xyz")).find(["ab", "cd", "xy", "z"]) == set()
    assert Keywords(index("ab\ncd", "xyz")).find(["ab\ncd"]) == {0}


def test_numbers_and_truth_values_are_found_though_they_are_no_text() -> None:
    assert Keywords(index("12", "true")).find([3123, True]) == {0, 1}


def test_an_event_without_any_is_seen_to_have_none() -> None:
    may_hold = prefilter(["mimikatz", "a.c"], Memory())
    assert may_hold is not None
    assert not may_hold(["abc", 7, None, ["x", "mimi"], "katz"])
    assert may_hold(["…A.C"])


def test_too_many_or_foreign_letters_are_left_to_the_index() -> None:
    assert prefilter((str(number) * 3 for number in range(WORDS_MAX + 1)), Memory()) is None
    assert prefilter(["x" * (CHARS_MAX + 1)], Memory()) is None
    assert prefilter(["ключ"], Memory()) is None
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
        may_hold = prefilter(["".join(filter(str.isascii, char.casefold()))], Memory())
        assert may_hold is not None
        assert may_hold([f"é{char}"]), char
        assert not may_hold(["é"])
