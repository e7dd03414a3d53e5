"""Whatever the pattern, there is an answer, and soon."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.code.redos import catastrophic

PIECES = st.sampled_from(
    [*"ab.*+?()|[]^$-\\d{},1:=!<>", "(?:", "(?=", "(?>", "*+", r"\w", r"\s", r"\1", "{2,}", "{1,9}", "(?i)"]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_pattern_gets_an_answer(pattern: str) -> None:
    for whole in (False, True):
        said = catastrophic(pattern, whole=whole)
        assert said is None or said.startswith(("exponential", "polynomial"))


@given(st.from_regex(r"([a-d]{1,3}|\([a-d]\+\)\*){1,6}", fullmatch=True))
def test_one_loop_after_another_is_judged_the_same_with_a_name(pattern: str) -> None:
    assert catastrophic(pattern) == catastrophic(f"(?P<name>{pattern})")
