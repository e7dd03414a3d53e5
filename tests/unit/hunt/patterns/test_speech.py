from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.patterns.speech import plain, quoted


@given(st.text())
def test_what_is_said_is_printable(text: str) -> None:
    assert plain(text).isprintable()
    assert len(plain(text)) == len(text)


def test_terminals_and_readers_are_not_told_what_to_do() -> None:
    assert plain("a\x1b[2Jb\r\nc\u202ed") == "a\ufffd[2Jb\ufffd\ufffdc\ufffdd"


def test_a_quote_says_that_it_goes_on() -> None:
    assert quoted("abc", 2) == "“ab…”"
    assert quoted("C:\\a", 9) == "“C:\\a”"
