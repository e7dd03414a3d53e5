from hypothesis import given
from hypothesis import strategies as st

from tests.unit.export.sample import RULES
from vedette.export.words import blocks, opening


def test_a_rule_page_comes_apart() -> None:
    parts = blocks(RULES["sql-injection"].words)
    assert [part.kind for part in parts] == ["heading", "paragraph", "bullets", "numbers", "code"]
    assert [span.kind for span in parts[1].items[0]] == [
        *["text", "stress", "text", "strong", "text", "code", "text", "link", "text"]
    ]
    assert parts[4].items[0][0].text == 'db.execute("… WHERE a = \'" + a + "\'")  # finding'


def test_only_plain_https_links_are_links() -> None:
    (part,) = blocks("[a](javascript:alert(1)) [b](http://x)")
    assert [span.kind for span in part.items[0]] == ["text"]


def test_the_opening_is_plain_text() -> None:
    assert opening("# Title\n\nA *b* `c`\nd.\n\nMore") == "A b c d."
    assert opening("") == ""


def test_a_list_item_may_go_on_and_code_may_never_end() -> None:
    assert [len(part.items) for part in blocks("- a\n  b\n- c\n")] == [2]
    assert blocks("```\nx\ny")[0].items[0][0].text == "x\ny"


@given(st.text(st.sampled_from("`*[]()#-1. \nabch:/")))
def test_any_text_comes_apart(words: str) -> None:
    assert all(block.items for block in blocks(words))
