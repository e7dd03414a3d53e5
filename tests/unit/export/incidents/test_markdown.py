"""Markdown shows what it is given and does nothing; figures are told in words."""

from __future__ import annotations

import re

import pytest

from tests.unit.export.incidents.hostile import everywhere
from tests.unit.export.incidents.samples import EXPLAINED, MADE_AT, RANSOMWARE, WEBSHELL
from vedette.export.incidents import TEAM, Context, Form, ReportKind, written
from vedette.export.incidents.markdown import render
from vedette.export.incidents.pieces import Blank, Document, Listing, Run, Table, plain

_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
CONTEXT = Context(made_at=MADE_AT, explanations=EXPLAINED, reader=TEAM)
BARE = Document(
    title="t", kind="k", language="en", tlp="TLP:RED", tlp_means="m", made="now", made_at="", footer="f"
)


def page(kind: ReportKind, incident: object = RANSOMWARE) -> str:
    return written(incident, kind, Form.MARKDOWN, CONTEXT).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ReportKind)
def test_text_of_strangers_makes_no_line_cell_or_link(kind: ReportKind) -> None:
    tame, wild = page(kind, everywhere(words=" plain")), page(kind, everywhere())
    assert len(wild.splitlines()) == len(tame.splitlines())
    for ours, theirs in zip(tame.splitlines(), wild.splitlines(), strict=True):
        assert bars(theirs) == bars(ours)
    assert not re.search(r"(?<!\\)\]\(|<script|!\[|@everyone", _CODE.sub("", wild))


def bars(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0


def test_figures_are_told() -> None:
    text = page(ReportKind.INCIDENT)
    assert "**Figure: Timeline.** From 2026-03-01 22:14:03" in text
    assert "Exfiltration: T1041 Exfiltration Over C2 Channel." in text


def test_it_begins_and_ends_with_the_marking() -> None:
    lines = page(ReportKind.EXECUTIVE, WEBSHELL).splitlines()
    assert lines[0].startswith("**TLP:GREEN**")
    assert lines[-1].endswith("**TLP:GREEN**")


def test_a_blank_is_marked_and_runs_keep_their_spaces() -> None:
    pieces = (
        Blank(question="Why?", hint="write"),
        Table(
            caption="c",
            head=("a",),
            rows=(((Run("one "), Run("two", "strong")),),),
            widths=(1,),
            more="and 3 more",
        ),
        Listing(items=(plain("- x"), plain("1. y")), more="and 1 more"),
    )
    text = render(
        Document(**{name: getattr(BARE, name) for name in BARE.__struct_fields__} | {"pieces": pieces})
    )
    assert "**Why?**\n\n\\[To be filled in: write\\]" in text
    assert "| one **two** |" in text
    assert "- \\- x\n- 1\\. y\n" in text
    assert text.count("and 3 more") == text.count("and 1 more") == 1
