"""Rule pages and tables come from users: whatever is in them, the answer is a page, a table, or a reason."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.code.knowledge import load_knowledge
from vedette.code.pages import Page, read_page
from vedette.code.tables import Table, read_table
from vedette.core.errors import BadInput

PAGE = """+++
id = "x"
title = "t"
severity = "high"
score = 1.0
weaknesses = ["CWE-1"]
kinds = ["k"]
message = "m"
remedy = "r"
+++
words
"""
TABLE = """library = "l"
imports = ["l"]
[[sink]]
kind = "sql"
calls = ["l.f"]
when = [{ arg = [0, "x"], is = true }]
"""


@given(st.text())
def test_any_text_is_a_page_or_a_reason(text: str) -> None:
    with suppress(BadInput):
        assert isinstance(read_page("x.md", text), Page)
    with suppress(BadInput):
        assert isinstance(read_table("x.toml", text), Table)


@given(st.data())
def test_a_damaged_page_or_table_is_one_or_a_reason(data: st.DataObject) -> None:
    for whole, read in ((PAGE, read_page), (TABLE, read_table)):
        at = data.draw(st.integers(0, len(whole)))
        text = whole[:at] + data.draw(st.text(max_size=3)) + whole[at + data.draw(st.integers(0, 9)) :]
        with suppress(BadInput):
            assert isinstance(read("x", text), Page | Table)


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("a.md", "no head", "a.md"),
        ("b.md", PAGE.replace("score = 1.0", "score = []"), "score"),
        ("c.md", PAGE.replace("score = 1.0", ""), "score"),
        ("d.toml", TABLE.replace("kind", "kinds"), "kinds"),
        ("e.toml", "= 1", "e.toml"),
        ("f.md", PAGE.replace('id = "x"', 'id = "sql-injection"'), "sql-injection"),
    ],
)
def test_the_reason_names_the_file_or_the_field(name: str, text: str, named: str) -> None:
    with pytest.raises(BadInput, match=named) as error:
        load_knowledge([(name, text)])
    assert error.value.hint
