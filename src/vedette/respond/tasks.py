"""The first tasks of an incident: what its techniques ask for, in the order it should be done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.incidents import Incident, Task
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Report
from vedette.knowledge.consequences import consequence
from vedette.respond import events as happened
from vedette.respond.events import What
from vedette.respond.instants import seconds_of, written
from vedette.respond.timeline import ident

MOST: Final = 12
"""More first tasks than this nobody begins with."""
LEAST: Final = 3
"""So many a further report adds, however many there are: what is new may be what matters."""
_TECHNIQUES_MOST: Final = 60
_DURATION: Final = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?")
_BAD: Final = tuple(Severity)


def first_tasks(report: Report, incident: Incident, now: str) -> Iterator[What]:
    """Yield the tasks a report gives an incident beyond those it has, the most urgent first."""
    found = {task.id: (urgent, task) for urgent, task in _tasks(report, now)}
    room = max(LEAST, MOST - len(incident.tasks))
    known = {one.id for one in incident.tasks}
    for _, task in sorted(found.values(), key=lambda one: one[0]):
        if task.id not in known and room > 0:
            room -= 1
            yield happened.TaskAdded(task=task)


def seconds_in(duration: str) -> int:
    """Return the seconds of an ISO 8601 duration of days, hours and minutes; a day where it is none."""
    found = _DURATION.fullmatch(duration)
    if found is None or not any(found.groups()):
        return 86_400
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return days * 86_400 + hours * 3_600 + minutes * 60


def _tasks(report: Report, now: str) -> Iterator[tuple[int, Task]]:
    began = seconds_of(now)
    for technique, tactics in _techniques(report).items():
        for step in consequence(technique, tactics).then:
            seconds = seconds_in(step.within)
            yield (
                seconds,
                Task(
                    id=ident("step", step.id),
                    text=step.do,
                    owner=step.who,
                    due=written(began + seconds) if began is not None else "",
                    check=step.check,
                    step=step.id,
                ),
            )
    if not report.attacks:
        yield from _remedies(report, began)


def _techniques(report: Report) -> dict[str, tuple[str, ...]]:
    """Return what the attacks used; without attacks, what grave findings show."""
    told = {one.id: one.tactics for attack in report.attacks for one in attack.techniques}
    if not report.attacks:
        grave = (one for one in report.findings if _BAD.index(one.severity) >= _BAD.index(Severity.HIGH))
        told = {name: () for one in grave if one.seen is not None for name in one.techniques}
    return dict(list(told.items())[:_TECHNIQUES_MOST])


def _remedies(report: Report, began: float | None) -> Iterator[tuple[int, Task]]:
    """Yield what the worst findings say is to be done, where nothing better is known."""
    worst = sorted(report.findings, key=lambda one: -_BAD.index(one.severity))
    for one in worst[:200]:
        if one.remedy and one.confidence is not Confidence.POSSIBLE:
            seconds = 86_400
            due = written(began + seconds) if began is not None else ""
            yield seconds, Task(id=ident("remedy", one.remedy), text=one.remedy[:1_000], due=due)
