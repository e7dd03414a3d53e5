"""The code of a page stands at its own places; comments and the rest are blanks."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.facts.server_pages.blocks import code_of


def test_only_code_is_left_at_its_place() -> None:
    page = '<p>one</p><% a = 1; // two\n b = "three"; %><b>four</b><%= c %>'
    code = code_of(page)
    assert len(code.text) == len(page)
    assert [one.text.strip() for one in code.statements] == ["a = 1", 'b = "three"', "c"]
    assert all(page[one.start : one.start + len(one.text)].strip() for one in code.statements)
    assert code.text.find("c ") == page.find("c %>")


def test_basic_ends_statements_with_lines() -> None:
    code = code_of("<%@ Language=VBScript %><% a = 1 ' one\nb = \"it's\" & _\n c : d = 2 %>")
    assert code.basic
    assert [" ".join(one.text.split()) for one in code.statements] == ["a = 1", 'b = "it\'s" & c', "d = 2"]


def test_what_stands_in_a_text_is_known() -> None:
    code = code_of('<% a("eval(b)"); %>')
    assert code.in_text(code.text.find("eval"))
    assert not code.in_text(code.text.find("a("))


def test_scripts_for_visitors_are_no_code() -> None:
    assert code_of("<%@ Page %><script>a();</script>").text.strip("; ") == ""


@given(st.text(alphabet="<%>@;{}'\"/*\n: abR=", max_size=200))
def test_code_is_as_long_as_the_page(page: str) -> None:
    code = code_of(page)
    assert len(code.text) == len(page)
    assert all(code.text[one.start : one.start + len(one.text)] == one.text for one in code.statements)
