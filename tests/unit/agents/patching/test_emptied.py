from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tree_sitter import Node

from vedette.agents.patching.emptied import is_constant, is_emptied, matches_nothing
from vedette.agents.patching.syntax import Syntax, walk


def value(text: str) -> Node:
    """The expression a text is."""
    root = Syntax(f"x = {text}\n").root
    found = next(one for one in walk(root) if one.type == "assignment").child_by_field_name("right")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "'a'",
        "None",
        "('a', 1)",
        "not True",
        "1 < 2",
        "len(x)",
        "str(len(x))",
        "bool(x)",
        "isinstance(x, str)",
        "'a'.format(x)",
        "'a%%' % x",
        "'%.0s' % x",
        "x[:0]",
        "x[0:0]",
        "x and ''",
        "x * 0",
        "x.replace(x, '')",
        "f'a{len(x)}'",
        "'a' + str(bool(x))",
        "['a', len(x)]",
        "''.join([])",
        "'{}'.format(len(x))",
    ],
)
def test_nothing_of_what_came_in_is_in_it(text: str) -> None:
    assert is_emptied(value(text))


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "str(x)",
        "'a' + x",
        "f'a{x}'",
        "x or ''",
        "'' or x",
        "'{}'.format(x)",
        "'%s' % x",
        "x[1:]",
        "x[:8]",
        "x.replace('a', '')",
        "['a', x]",
        "call(x)",
        "int(x)",
        "x.strip()",
        "x * 2",
        "' '.join(x)",
        "(x)",
    ],
)
def test_something_of_it_is(text: str) -> None:
    assert not is_emptied(value(text))


@pytest.mark.parametrize(
    ("pattern", "vain"),
    [
        ("''", True),
        ("r'(?!)'", True),
        ("r'^$'", True),
        ("r'[^\\s\\S]'", True),
        ("r'\\w+'", False),
        ("r'[0-9.]+'", False),
        ("r'('", False),
        ("name", False),
        ("b'x'", True),
        ("'" + "a" * 400 + "'", False),
    ],
)
def test_patterns_that_fit_nothing_are_known(pattern: str, vain: bool) -> None:  # noqa: FBT001
    assert matches_nothing(value(pattern)) is vain


@given(st.text("x()[]{}'\"%+*,:0 andorlenstr.format", max_size=40))
def test_any_text_is_judged(text: str) -> None:
    for node in walk(Syntax(f"x = {text}\n").root):
        assert is_constant(node) <= is_emptied(node)
