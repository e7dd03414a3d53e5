"""A sheet as Markdown: nothing in a cell or a sentence becomes anything but text."""

from markdown_it import MarkdownIt

from tests.unit.export.sheets.sheets import SHEET
from vedette.export.sheets.markdown import render


def test_it_reads_as_written() -> None:
    lines = render(SHEET).splitlines()
    assert lines[0] == "# What it takes"
    assert "## Tiers" in lines
    assert "| T1 | 365 |" in lines
    assert "- one" in lines
    assert "- October: /v1/reports/2026-10" in lines
    assert "| --- | --- |" in lines


def test_nothing_in_it_becomes_markup() -> None:
    made = MarkdownIt("commonmark").enable("table").render(render(SHEET))
    assert "<script" not in made
    assert "<a " not in made
    assert "<code" not in made
    assert made.count("<tr>") == 3
    assert made.count("<td>") == 4
    assert "\u202e" not in made
