import pytest

from tests.unit.hunt.patterns.made import START, login, process, said
from vedette.core.errors import BadInput
from vedette.hunt.event import Event
from vedette.hunt.patterns.logins.newcomers import Newcomers


def learnt(events: list[Event]) -> Newcomers:
    before, after = Newcomers(), Newcomers()
    assert said(before, events) == []
    after.restore(before.save())
    return after


USUAL = [login(START + number, "anna", "10.0.0.5", good=True, host="srv1") for number in range(60)]


def test_without_a_baseline_it_only_learns() -> None:
    assert said(Newcomers(), [*USUAL, login(START, "anna", "203.0.113.9", good=True, host="other")]) == []


def test_with_one_it_says_what_is_new_for_whom() -> None:
    found = said(learnt(USUAL), [login(START, "anna", "203.0.113.9", good=True, host="vault")])
    assert [(one.rule, one.actors[0].name) for one in found] == [
        ("pattern:newcomers-address", "anna"),
        ("pattern:newcomers-host", "anna"),
    ]
    assert found[1].targets[0].name == "vault"
    assert found[1].numbers["times_in_baseline"] == 60


def test_what_it_had_is_not_new_nor_is_a_neighbour() -> None:
    assert said(learnt(USUAL), [login(START, "anna", "10.0.0.77", good=True, host="srv2")]) == []


def test_who_varies_has_no_habit() -> None:
    varied = [
        login(START, "anna", "10.0.0.5", good=True, host=(f"h-{chr(97 + number % 8)}"))
        for number in range(80)
    ]
    assert said(learnt(varied), [login(START, "anna", "10.0.0.5", good=True, host="vault")]) == []


def test_what_three_begin_together_is_a_change() -> None:
    people = ("anna", "bert", "cleo")
    usual = [login(START, user, "10.0.0.5", good=True, host="srv") for user in people for _ in range(60)]
    assert (
        said(learnt(usual), [login(START, user, "10.0.0.5", good=True, host=("new-one")) for user in people])
        == []
    )


def test_a_program_starts_one_it_never_started() -> None:
    usual = [process("C:\\Windows\\explorer.exe", "C:\\Windows\\notepad.exe") for _ in range(220)]
    (found,) = said(learnt(usual), [process("C:\\Windows\\explorer.exe", "C:\\Temp\\odd.exe")])
    assert found.rule == "pattern:newcomers-child"
    assert found.actors[0].name == "explorer.exe"


def test_a_baseline_of_something_else_is_refused() -> None:
    with pytest.raises(BadInput):
        Newcomers().restore(b"")
