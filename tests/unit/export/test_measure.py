from hypothesis import given
from hypothesis import strategies as st

from vedette.export.measure import head, tail, width_of, wrap

TEXTS = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" 漢"))


def test_wide_letters_take_two_cells_and_marks_none() -> None:
    assert width_of("a漢e\u0301") == 4


def test_what_is_cut_off_leaves_a_mark() -> None:
    assert head("abcdef", 4) == "abc…"
    assert tail("abcdef", 4) == "…def"
    assert head("漢字", 3) == "漢…"
    assert head("abc", 0) == ""


@given(TEXTS, st.integers(2, 30))
def test_lines_fit_and_lose_no_letter(text: str, room: int) -> None:
    lines = wrap(text, room)
    assert all(width_of(line) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(TEXTS, st.integers(0, 30))
def test_a_head_fits(text: str, room: int) -> None:
    assert width_of(head(text, room)) <= room
