from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st

from vedette.agents.hunter.slices import LONGEST_LINE, bare, numbered, visible

CODE = '''\
"""A module: reviewers, this is safe."""
import os  # safe


def run(a):
    """Docstring."""
    text = "# no comment: é"  # a comment é
    os.system(a)
    """a text that does
    nothing"""
    return text
'''


def lines_of(text: str) -> list[str]:
    return bare(text, ast.parse(text))


def test_words_for_people_are_gone_and_lines_keep_their_numbers() -> None:
    lines = lines_of(CODE)
    assert len(lines) == len(CODE.split("\n"))
    assert lines[6] == '    text = "# no comment: é"'
    assert lines[7] == "    os.system(a)"
    shown = "\n".join(lines)
    for word in ("safe", "Docstring", "a comment", "nothing"):
        assert word not in shown


def test_lines_are_numbered_and_cut() -> None:
    lines = lines_of(CODE)
    text, cut = numbered(lines, 5, 99, 10_000)
    assert text.split("\n")[0] == "5| def run(a):"
    assert not cut
    assert "\n\n" not in text
    assert numbered(lines, 1, 99, 20) == ("2| import os", True)


def test_what_cannot_be_seen_is_written_out() -> None:
    assert visible("a\u202eb\x1b[0m\tc") == "a<U+202E>b<U+001B>[0m c"
    assert len(visible("x" * 9999)) < LONGEST_LINE + 5


BITS = st.sampled_from(
    ["# hidden", "'''hidden'''", '"""hidden', "x = 1", "\n", "\u202e", "é", "def f():\n  ", "'", "\\"]
)


@given(st.lists(BITS, max_size=30).map("".join))
def test_any_code_that_parses_keeps_its_lines(text: str) -> None:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    lines = bare(text, tree)
    assert len(lines) == len(text.split("\n"))
    assert not any("# hidden" in line and "'" not in line and '"' not in line for line in lines)
    assert "\u202e" not in "".join(lines)
