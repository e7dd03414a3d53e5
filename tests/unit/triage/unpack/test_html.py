from tests.unit.triage.documents.samples import members
from tests.unit.triage.documents.test_html import LONG, SMUGGLED
from vedette.triage.kinds import Kind
from vedette.triage.unpack import html


def test_what_a_page_carries_comes_out_once_and_under_its_name() -> None:
    page = f'<a download="a.zip" href="data:application/zip;base64,{LONG}">get</a>{SMUGGLED}'
    (found,) = members(html, page.encode(), Kind.HTML).items()
    assert found[0] == "a.zip"
    assert found[1].startswith(b"PK\x03\x04")


def test_a_page_of_words_holds_nothing() -> None:
    assert members(html, b"<p>words</p><img src='a.png'>", Kind.HTML) == {}
