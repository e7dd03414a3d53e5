"""What the pages for people say is there: links lead somewhere, and commands are ones."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.houserules.tree import ROOT, SRC, text, tracked
from vedette.doors.cli.entry import parser

PAGES = sorted(path for path in tracked() if path.suffix == ".md" and not path.is_relative_to(SRC))
FENCED = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)]*))?\)")
COMMAND = re.compile(r"^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*vedette (.+)$")
BEHIND = re.compile(r"\s#\s|\s{2,}#| \| | ; | > | < ")
"""What ends a command within its line."""


def commands(page: str) -> Iterator[list[str]]:
    for block in FENCED.findall(page):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            found = COMMAND.match(line)
            words = BEHIND.split(found[1])[0] if found else ""
            if words and "…" not in words:
                yield shlex.split(words)


def headings(page: str) -> set[str]:
    lines = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in lines}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    for place, heading in LINK.findall(FENCED.sub("", text(path))):
        if "://" in place or place.startswith("mailto:"):
            continue
        there = path.parent / place if place else path
        assert there.exists(), place
        assert not heading or heading in headings(text(there)), f"{place}#{heading}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_are_ones(path: Path) -> None:
    for words in commands(text(path)):
        parser(words[0]).parse_args(words)
