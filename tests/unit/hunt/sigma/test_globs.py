"""Wildcards over a whole text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.sigma.globs import glob
from vedette.hunt.sigma.nodes import MANY, ONE

parts = st.lists(st.text(alphabet="ab\n", min_size=1, max_size=2) | st.sampled_from([MANY, ONE]), max_size=6)
literals = st.lists(st.text(alphabet="ab\n", min_size=1, max_size=2) | st.just(MANY), max_size=6)


def expression(of: list[str | int]) -> str:
    words = {MANY: ".*", ONE: "."}
    return "".join(words[one] if isinstance(one, int) else re.escape(one) for one in of)


@given(parts | literals, st.text(alphabet="ab\n", max_size=8))
def test_they_mean_what_an_expression_says(of: list[str | int], text: str) -> None:
    assert glob(tuple(of))(text) == (re.fullmatch(expression(of), text, re.DOTALL) is not None)


def test_a_text_is_not_used_twice() -> None:
    assert not glob(("ab", MANY, "ba"))("aba")
    assert glob(("ab", MANY, "ba"))("abba")
