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


def called(row: Capability, case: Case) -> str:
    return f"{row.id}, case {row.cases.index(case)}"


def test_a_row_fires_where_it_must_and_nowhere_else() -> None:
    wrong = [called(row, case) for row, case in PAIRS if fires(row, scope(row, case)) != case.fires]
    assert PAIRS
    assert not wrong


def test_rows_are_found_by_what_they_need_first() -> None:
    wrong = []
    for row, case in PAIRS:
        made = scope(row, case)
        all_of_them = [number for number, one in enumerate(capabilities()) if fires(one, made)]
        if fired(made) != all_of_them:
            wrong.append(called(row, case))
    assert not wrong


def test_a_row_shows_both_sides_and_asks_for_something() -> None:
    rows = capabilities()
    assert not [row.id for row in rows if {case.fires for case in row.cases} != {True, False}]
    assert not [row.id for row in rows if not (row.calls or row.strings or row.shapes or row.exports)]
    assert not [row.id for row in rows if not row.kind.value]


def test_ids_are_told_apart() -> None:
    ids = [row.id for row in capabilities()]
    assert len(ids) == len(set(ids))


def test_a_row_for_some_kinds_does_not_fire_on_others() -> None:
    wrong = []
    for row in [one for one in capabilities() if one.kinds]:
        (case, *_) = [one for one in row.cases if one.fires]
        made = scope(row, case)
        made.kind = "something else"
        if fires(row, made):
            wrong.append(row.id)
    assert not wrong


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
