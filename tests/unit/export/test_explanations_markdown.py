"""Explanations as Markdown: a list of steps, and no markup made of names."""

import re

from tests.unit.export.test_explanations import EVIL, WORDS, explanation
from vedette.export.explanations_markdown import render


def test_parts_are_headings_and_steps_a_list() -> None:
    page = render(explanation(), WORDS)
    assert page.startswith("## Somebody attacked ws01.\n")
    assert "\n### Part do\n" in page
    assert "\n1. **Cut Somebody attacked ws01.** (IT support, within 15 minutes)  \n" in page
    assert "   It worked if: It reaches nothing.  \n" in page
    assert "   You can type: `nft Somebody attacked ws01.`\n" in page
    assert "- **firewall**: " in page


def test_no_name_becomes_markup() -> None:
    page = re.sub(r"(`+) ?.*? ?\1", "", render(explanation(EVIL), WORDS))
    assert "<script" not in page
    assert "\\*\\*bold\\*\\*" in page
    assert "](" not in page.replace("\\](", "")
    assert "http:" not in page
    assert "\x1b" not in page
