"""What a condition teaches, and what it costs."""

from __future__ import annotations

import pytest

from tests.unit.code.taint.probe import reaches


def test_whichever_part_held_what_all_check_is_checked() -> None:
    assert reaches("""
        x = SOURCE()
        if x == 'a' or x == 'b' or x in ('c', 'd'):
            SINK(x)
        if x == 'a' or other() or x == 'b':
            SINK(x)
        if not (x != 'a' and x != 'b' and x != 'c'):
            SINK(x)
        if other() and x == 'a' and third():
            SINK(x)
    """) == [6]


@pytest.mark.parametrize("count", [30, 3000])
def test_a_long_condition_is_understood_from_its_parts(count: int) -> None:
    tests = " and ".join(f"y{n}" for n in range(count))
    assert reaches(f"x = SOURCE()\nif x == 'a' and {tests}:\n    SINK(x)\nSINK(x)\n") == [5]


def test_nested_conditions_end() -> None:
    test = "x == 'a'"
    for level in range(60):
        test = f"({test} {('and', 'or')[level % 2]} y{level})"
    assert reaches(f"x = SOURCE()\nif {test}:\n    SINK(x)\n") == [4]


def test_what_a_chain_gives_is_any_of_its_parts() -> None:
    assert reaches("""
        SINK(None or '' or SOURCE())
        SINK(y or z or SOURCE() or 'd')
        SINK('a' or SOURCE())
        SINK(y and z and SOURCE())
        SINK(SOURCE() and y and 'z')
    """) == [2, 3, 5]
