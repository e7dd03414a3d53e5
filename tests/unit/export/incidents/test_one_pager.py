"""The executive's page says what happened, what to do and what is late, without names of people."""

from __future__ import annotations

from msgspec import structs

from tests.unit.export.incidents.samples import EXPLAINED, MADE_AT, RANSOMWARE, WEBSHELL
from vedette.core.incidents import Task
from vedette.export.incidents import Context, Form, ReportKind, written

CONTEXT = Context(made_at=MADE_AT, explanations=EXPLAINED)


def test_it_is_short_and_has_what_is_decided_on() -> None:
    text = written(RANSOMWARE, ReportKind.EXECUTIVE, Form.MARKDOWN, CONTEXT).decode()
    assert len(text.split()) < 350
    assert "Files were encrypted after a mail attachment was opened" in text
    assert "1. **Change the password of user 2.** (IT support, within 1 hour)" in text
    assert "National CSIRT: late by 1 h 30 min" in text
    assert "f1f1f1f1" not in text
    assert "Öztürk" not in text


def test_without_an_explanation_tasks_stand_for_what_to_do() -> None:
    tasks = tuple(Task(id=f"t{at}", text=f"Task {at}", order=at) for at in range(9))
    text = written(structs.replace(WEBSHELL, tasks=tasks), ReportKind.EXECUTIVE, Form.MARKDOWN, CONTEXT)
    assert b"1. Task 0\n2. Task 1" in written(
        structs.replace(WEBSHELL, tasks=tasks), ReportKind.EXECUTIVE, Form.MARKDOWN, Context(made_at=MADE_AT)
    )
    assert b"Task 0" not in text, "with one, its steps do"


def test_long_points_are_cut() -> None:
    task = Task(id="t", text="word " * 500)
    text = written(
        structs.replace(WEBSHELL, tasks=(task,)),
        ReportKind.EXECUTIVE,
        Form.MARKDOWN,
        Context(made_at=MADE_AT),
    ).decode()
    assert max(map(len, text.splitlines())) < 400
