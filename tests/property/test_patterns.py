import re

from hypothesis import given
from hypothesis import strategies as st

from vedette.app.patterns import compiled, matches


@given(st.text())
def test_any_text_is_a_pattern(pattern: str) -> None:
    assert isinstance(compiled(pattern), re.Pattern)


@given(
    st.text(alphabet=st.characters(exclude_characters="*?[]/"), min_size=1),
    st.text(alphabet="abc/", max_size=8),
)
def test_a_plain_name_covers_itself_and_all_below(name: str, below: str) -> None:
    assert matches(name, [name])
    assert matches(f"x/{name}/{below}", [name])
