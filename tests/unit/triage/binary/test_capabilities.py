"""Every row fires on its own cases and not on their look-alikes."""

from __future__ import annotations

import pytest

from vedette.triage.binary.capabilities import (
    Capability,
    Case,
    Scope,
    capabilities,
    classes,
    detector,
    fired,
    fires,
    found_in,
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
        exports=frozenset(case.exports.split()),
        kind=row.kinds[0] if row.kinds else "",
    )


@pytest.mark.parametrize(("row", "case"), PAIRS, ids=[f"{row.id}-{case.fires}" for row, case in PAIRS])
def test_a_row_fires_where_it_must_and_nowhere_else(row: Capability, case: Case) -> None:
    assert fires(row, scope(row, case)) == case.fires


@pytest.mark.parametrize(("row", "case"), PAIRS, ids=[f"{row.id}-{case.fires}" for row, case in PAIRS])
def test_rows_are_found_by_what_they_need_first(row: Capability, case: Case) -> None:
    made = scope(row, case)
    assert fired(made) == [number for number, one in enumerate(capabilities()) if fires(one, made)]


@pytest.mark.parametrize("row", capabilities(), ids=lambda row: row.id)
def test_a_row_shows_both_sides_and_asks_for_something(row: Capability) -> None:
    assert {case.fires for case in row.cases} == {True, False}
    assert row.calls or row.strings or row.shapes or row.exports
    assert row.kind.value
    used = {name for case in row.cases for name in case.calls.split()}
    assert {name for name in used if name in vocabulary()}.issuperset(used & vocabulary())


def test_ids_are_told_apart() -> None:
    ids = [row.id for row in capabilities()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("row", [one for one in capabilities() if one.kinds], ids=lambda row: row.id)
def test_a_row_for_some_kinds_does_not_fire_on_others(row: Capability) -> None:
    (case, *_) = [one for one in row.cases if one.fires]
    made = scope(row, case)
    made.kind = "something else"
    assert not fires(row, made)


def test_every_case_of_a_row_is_made_of_what_rows_know() -> None:
    """A name nobody asks for would make a case hold for the wrong reason."""
    for row, case in PAIRS:
        asked = {name for group in row.calls for name in group} | set(row.unless)
        assert not case.fires or set(case.calls.split()) & asked or not row.calls, (row.id, case)


def test_the_detector_sees_whatever_some_pattern_finds() -> None:
    for row in capabilities():
        for case in row.cases:
            for text in case.strings:
                seen = detector().search(text.encode()) is not None
                assert seen == bool(found_in(text)) or text.startswith("class "), text


def test_a_string_may_fulfil_several_patterns() -> None:
    assert len(found_in("vboxservice.exe")) > 1


def test_classes_lie_in_memory_with_their_first_parts_turned() -> None:
    shell_link = bytes.fromhex("0114020000000000c000000000000046")
    assert classes()[shell_link] == "class shell link"
    asked = {one for row in capabilities() for one in row.strings if one.startswith("class ")}
    assert asked <= set(classes().values())


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
