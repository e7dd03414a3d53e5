"""Every row fires on its own cases and not on their look-alikes."""

from __future__ import annotations

import pytest

from vedette.triage.binary.capabilities import (
    Capability,
    Case,
    Scope,
    capabilities,
    fires,
    found_in,
    patterns,
    plain,
    vocabulary,
)

PAIRS = [(row, case) for row in capabilities() for case in row.cases]


def scope(row: Capability, case: Case) -> Scope:
    name, _, value = case.arguments.partition(" ")
    return Scope(
        calls=set(case.calls.split()),
        strings={pattern for text in case.strings for pattern in found_in(text)},
        shapes={shape for shape in row.shapes if shape in case.shapes},
        arguments={name: {value}} if name else {},
    )


@pytest.mark.parametrize(("row", "case"), PAIRS, ids=[f"{row.id}-{case.fires}" for row, case in PAIRS])
def test_a_row_fires_where_it_must_and_nowhere_else(row: Capability, case: Case) -> None:
    assert fires(row, scope(row, case)) == case.fires


@pytest.mark.parametrize("row", capabilities(), ids=lambda row: row.id)
def test_a_row_shows_both_sides_and_asks_for_something(row: Capability) -> None:
    assert {case.fires for case in row.cases} == {True, False}
    assert row.calls or row.strings or row.shapes
    assert row.kind.value
    used = {name for case in row.cases for name in case.calls.split()}
    assert {name for name in used if name in vocabulary()}.issuperset(used & vocabulary())


def test_ids_are_told_apart() -> None:
    ids = [row.id for row in capabilities()]
    assert len(ids) == len(set(ids))


def test_all_patterns_together_find_what_each_finds_alone() -> None:
    whole, each = patterns()
    for row in capabilities():
        for case in row.cases:
            for text in case.strings:
                together = {each[match.lastindex - 1] for match in whole.finditer(text.encode())}
                assert bool(together) == bool(found_in(text)), text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("RegSetValueExW", "RegSetValueEx"),
        ("fopen64", "fopen"),
        ("__fprintf_chk", "fprintf"),
        ("_system", "system"),
        ("readlink@GLIBC_2.2.5", "readlink"),
        ("somethingA", "somethingA"),
    ],
)
def test_names_are_told_without_what_differs_between_builds(name: str, told: str) -> None:
    assert plain(name) == told
