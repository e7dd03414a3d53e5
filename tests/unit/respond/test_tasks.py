"""First tasks: the most urgent first, few, each once, and none that is there already."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.unit.respond.samples import NOW, attack, empty, finding, report
from vedette.core.attacks import TechniqueSeen
from vedette.core.incidents import Task
from vedette.respond.events import TaskAdded, What
from vedette.respond.tasks import LEAST, MOST, first_tasks, seconds_in

ONE = finding("1", "2026-03-03T08:00:00Z")


def tasks(whats: list[What]) -> list[Task]:
    return [one.task for one in whats if isinstance(one, TaskAdded)]


def test_the_most_urgent_comes_first_and_there_are_few() -> None:
    many = tuple(
        TechniqueSeen(id=name, name="", tactics=(), findings=())
        for name in ("T1110", "T1059.001", "T1003.001", "T1053.005", "T1070.001", "T1048", "T1071", "T1486")
    )
    made = tasks(list(first_tasks(report(ONE, attacks=(attack(ONE, techniques=many),)), empty(), NOW)))
    assert len(made) == MOST
    assert [one.due for one in made] == sorted(one.due for one in made)
    assert len({one.id for one in made}) == MOST
    assert all(one.check and one.owner for one in made)


def test_what_is_there_is_not_added_again() -> None:
    told = report(ONE, attacks=(attack(ONE),))
    made = tasks(list(first_tasks(told, empty(), NOW)))
    assert tasks(list(first_tasks(told, replace(empty(), tasks=tuple(made)), NOW))) == []


def test_where_there_are_many_a_further_report_adds_its_most_urgent() -> None:
    many = tuple(Task(id=str(one), text="x") for one in range(MOST))
    told = report(ONE, attacks=(attack(ONE),))
    made = tasks(list(first_tasks(told, replace(empty(), tasks=many), NOW)))
    assert [one.id for one in made] == [one.id for one in tasks(list(first_tasks(told, empty(), NOW)))][
        :LEAST
    ]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("PT15M", 900), ("P1D", 86_400), ("P1DT2H", 93_600), ("soon", 86_400), ("P", 86_400), ("PT", 86_400)],
)
def test_durations(written: str, seconds: int) -> None:
    assert seconds_in(written) == seconds
