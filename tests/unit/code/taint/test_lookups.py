"""The same thing looked up again after a check, as long as nothing in between can change it."""

from __future__ import annotations

import pytest

from tests.unit.code.taint.probe import reaches


@pytest.mark.parametrize(
    "again", ["probe.SOURCE['x']", "probe.SOURCE.get('x')", "probe.SOURCE.get('x', 'b')"]
)
@pytest.mark.parametrize("first", ["probe.SOURCE['x']", "probe.SOURCE.get('x')"])
def test_what_is_looked_up_again_was_checked(first: str, again: str) -> None:
    assert reaches(f"""
        import probe
        if {first} in ('a', 'b'):
            SINK({again})
        else:
            SINK({again})
        SINK({again})
    """) == [6, 7]


def test_a_way_that_ends_leaves_what_was_checked() -> None:
    assert reaches("""
        import probe
        def f(case):
            if probe.SOURCE['x'] not in ('a', 'b'):
                raise ValueError
            SINK(probe.SOURCE['x'])
            SINK(probe.SOURCE['y'])
        def is_known(name):
            return name in ('a', 'b')
        def g():
            if is_known(probe.SOURCE['x']):
                SINK(probe.SOURCE['x'])
    """) == [7]


@pytest.mark.parametrize(
    "other",
    [
        "probe.SOURCE['y']",
        "probe.SOURCE",
        "probe.SOURCE[x]",
        "probe.SOURCE.get(x)",
        "probe.SOURCE.get('x', probe.SOURCE)",
        "probe.SOURCE.pop('x')",
        "whole['x']",
    ],
)
def test_another_look_up_was_not(other: str) -> None:
    assert reaches(f"""
        import probe
        from probe import SOURCE as whole
        if probe.SOURCE['x'] in ('a', 'b'):
            SINK({other})
    """) == [5]


@pytest.mark.parametrize(
    "between",
    [
        "probe.SOURCE = other()",
        "probe.SOURCE['x'] = other()",
        "probe.SOURCE['x'] += 'c'",
        "probe.SOURCE.update(other)",
        "del probe.SOURCE['x']",
        "del probe.SOURCE",
        "change(probe.SOURCE)",
        "change(probe)",
        "change(it=probe.SOURCE)",
        "probe = other()",
        "same.update(other)",
        "same['x'] = other()",
        "change(same)",
        "probe.refresh()",
        "for probe.SOURCE['x'] in other: pass",
        "if other: probe.SOURCE = other()",
    ],
)
def test_what_may_have_changed_in_between_is_not_known(between: str) -> None:
    again = "SOURCE" if between == "probe = other()" else "probe.SOURCE"
    assert reaches(f"""
        import probe
        same = probe.SOURCE
        if probe.SOURCE['x'] in ('a', 'b'):
            {between}
            SINK({again}['x'])
    """) == [6]


def test_what_only_reads_changes_nothing() -> None:
    assert (
        reaches("""
        import probe
        if probe.SOURCE['x'] in ('a', 'b'):
            found = {}
            found['x'] = probe.SOURCE['y']
            found.update(other)
            log('seen', probe.SOURCE['x'], probe.SOURCE.get('y'))
            SINK(probe.SOURCE['x'])
    """)
        == []
    )
