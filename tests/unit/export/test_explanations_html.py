"""Explanations as a page: strict policy, no script, no markup made of names, one sheet on paper."""

import base64
import hashlib
import re
from html.parser import HTMLParser

from tests.unit.export.test_explanations import EVIL, WORDS, explanation
from vedette.export.explanations_html import render


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def tags(page: str) -> Tags:
    found = Tags()
    found.feed(page)
    return found


def test_the_policy_allows_its_own_style_and_nothing_else() -> None:
    page = render(explanation(), WORDS)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1].replace("&#39;", "'")
    assert "script-src" not in policy[1]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"sha256-{digest}" in policy[1]
    assert "@media print" in style[1]
    assert "prefers-color-scheme: dark" in style[1]


def test_no_script_no_link_no_handler_whatever_names_say() -> None:
    for text in (EVIL, '" onload="x', "</title><script>x</script>", "'>\"><img src=x onerror=y>"):
        found = tags(render(explanation(text), WORDS))
        assert not {"script", "img", "iframe", "a", "form", "object"} & set(found.tags)
        assert not any(name.startswith("on") for name, _ in found.attributes)


def test_it_says_its_language_and_has_one_heading_a_part() -> None:
    found = tags(render(explanation(), WORDS))
    assert ("lang", "en") in found.attributes
    assert found.tags.count("h1") == 1
    assert found.tags.count("h2") == 7
    assert found.tags.count("li") == 1
