"""A sheet as a page: all of it text, nothing fetched, and a policy that says so."""

from html.parser import HTMLParser

from tests.unit.export.sheets.sheets import SHEET
from vedette.export.sheets.html import render


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


def test_nothing_in_it_becomes_markup_and_nothing_is_fetched() -> None:
    page = render(SHEET)
    seen = Seen()
    seen.feed(page.body)
    assert "script" not in seen.tags
    assert seen.links == ["#tiers", "#end", "/v1/reports/2026-10", "#", "#"], "nothing leads elsewhere"
    assert seen.tags.count("tr") == 3
    assert "\u202e" not in page.body
    assert "default-src 'none'" in page.policy
    assert "sha256-" in page.policy
