import argparse
import os

import pytest

from vedette.doors.cli.commands import COMMANDS
from vedette.doors.cli.entry import parser
from vedette.doors.cli.helppage import Fitted, fitted, grouped

PROSE = "A paragraph that is wider than anybody's terminal, as most of ours are, all but the last,\nand ends."
EXAMPLES = (
    "  vedette hunt LOGS --rules DIR --code report.json --follow --webhook https://chat.example.org/1\n  b"
)
LIST = "short\nlines that stand where they are"


def test_prose_is_broken_to_the_width() -> None:
    broken = fitted(PROSE, 50)
    assert max(map(len, broken.split("\n"))) <= 50
    assert broken.split() == PROSE.split()


@pytest.mark.parametrize("laid_out", [EXAMPLES, LIST])
def test_what_is_laid_out_by_hand_stays_so(laid_out: str) -> None:
    assert fitted(laid_out, 50) == laid_out


def test_commands_stand_under_what_they_are_for() -> None:
    page = grouped({"look": [("scan", "find"), ("hunt", "seek")], "mend": [("fix", "propose")]})
    assert [line.split() for line in page.splitlines() if line] == [
        ["look:"], ["scan", "find"], ["hunt", "seek"], ["mend:"], ["fix", "propose"]
    ]  # fmt: skip


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_help_fits_a_terminal(name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "COLUMNS", "80")
    top = parser(name)
    page = top.format_help()
    assert [line for line in page.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("said", ["100", "0", "-5", "wide", "", None])
def test_a_page_is_as_wide_as_python_says_without_what_that_loads(
    said: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if said is None:
        monkeypatch.delenv("COLUMNS", raising=False)
    else:
        monkeypatch.setenv("COLUMNS", said)
    plain, ours = argparse.HelpFormatter("vedette"), Fitted("vedette")
    words = "word " * 60
    assert (ours._width, ours._max_help_position) == (plain._width, plain._max_help_position)  # noqa: SLF001
    assert fitted(words, ours._width) == fitted(words, plain._width)  # noqa: SLF001
