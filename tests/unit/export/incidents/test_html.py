"""The page stands alone, asks nobody for anything, works with a keyboard, and takes no orders from text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.examples import few
from tests.unit.export.incidents.hostile import HOSTILE, everywhere
from tests.unit.export.incidents.samples import EXPLAINED, MADE_AT, RANSOMWARE
from vedette.export.incidents import TEAM, Context, Form, ReportKind, written

CONTEXT = Context(made_at=MADE_AT, explanations=EXPLAINED, reader=TEAM)
_VOID = {"meta", "link", "br", "hr", "col", "rect", "path"}


class Reading(HTMLParser):
    """Collects elements, and notices what is not closed."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def page(kind: ReportKind, incident: object = RANSOMWARE) -> str:
    return written(incident, kind, Form.HTML, CONTEXT).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ReportKind)
def test_nothing_is_asked_for_and_nothing_runs(kind: ReportKind) -> None:
    read = Reading(page(kind))
    assert not read.open
    names = {tag for tag, _ in read.elements}
    assert not names & {"script", "iframe", "object", "form", "img", "base"}
    assert not [
        given for _, given in read.elements if "style" in given or any(n.startswith("on") for n in given)
    ]
    policy = next(
        given for tag, given in read.elements if given.get("http-equiv") == "Content-Security-Policy"
    )
    assert str(policy["content"]).startswith("default-src 'none'; style-src 'sha256-")
    links = [given["href"] for tag, given in read.elements if tag in {"a", "link"}]
    assert all(str(one).startswith(("#", "data:,")) for one in links)


@pytest.mark.parametrize("kind", few(ReportKind, of=2))
def test_text_of_strangers_makes_no_element(kind: ReportKind) -> None:
    plain = Reading(page(kind, everywhere(words=" plain")))
    read = Reading(page(kind, everywhere()))
    assert [tag for tag, _ in read.elements] == [tag for tag, _ in plain.elements]
    assert "<U+202E>" in "".join(read.text)
    assert HOSTILE[:20] in "".join(read.text), "it is shown as it is written"


def test_it_can_be_read_by_ear_and_used_by_keyboard() -> None:
    text = page(ReportKind.INCIDENT)
    read = Reading(text)
    assert read.elements[0] == ("html", {"lang": "en"})
    assert {given["role"] for tag, given in read.elements if tag == "svg"} == {"img"}
    regions = [given for tag, given in read.elements if given.get("class") == "wide"]
    assert all(one["tabindex"] == "0" and one["aria-label"] for one in regions), "what scrolls can be reached"
    anchors = {given["id"] for _, given in read.elements if "id" in given}
    assert {given["href"] for tag, given in read.elements if tag == "a"} <= {f"#{one}" for one in anchors}
    assert len(anchors) == sum("id" in given for _, given in read.elements), "no id twice"
    assert len(re.findall(r'<th scope="col">', text)) > 20


def test_the_marking_is_at_both_ends_and_on_every_printed_page() -> None:
    text = page(ReportKind.HANDOVER)
    assert text.count('content: "TLP:AMBER"') == 2
    assert text.index("TLP:AMBER</strong>") < text.index("<h1>") < text.rindex("TLP:AMBER</strong>")
