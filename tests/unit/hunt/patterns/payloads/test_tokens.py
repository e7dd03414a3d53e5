import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.patterns.payloads.tokens import TOKENS_MAX, shape, uncommented


@pytest.mark.parametrize(
    ("text", "quote", "letters"),
    [
        ("1 or 1=1", "", "n&non"),
        ("1' or '1'='1", "'", "s&sos"),
        ("a union select 1,2 from t", "", "vUSn,nFv"),
        ("f(1,g(2))", "", "e"),
        ("(select a from b)", "", "e"),
        ("2*3", "", "nan"),
        ("((1)", "", "(e"),
        ("1 -- rest", "", "nc"),
        ("not all who wander", "", "kvv"),
    ],
)
def test_a_text_is_read_as_letters(text: str, quote: str, letters: str) -> None:
    assert shape(text, quote).letters == letters


def test_comments_between_words_go_and_those_that_run_stay() -> None:
    assert uncommented("a/*x*/b") == ("a b", True)
    assert uncommented("/*!50000select*/ 1") == (" select  1", True)
    assert uncommented("plain") == ("plain", False)


@given(st.text(max_size=300), st.sampled_from(["", "'", '"']))
def test_any_text_has_a_shape(text: str, quote: str) -> None:
    assert len(shape(text * 5, quote).letters) <= TOKENS_MAX + 1
