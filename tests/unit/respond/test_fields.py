"""Two people may change two things at once: what an event changes has a name, what it adds has none."""

from __future__ import annotations

import pytest

from vedette.core.attacks import Entity, EntityKind, Part
from vedette.core.incidents import EntityState, Status, Task
from vedette.respond import events as happened
from vedette.respond.events import What
from vedette.respond.fields import field_of


@pytest.mark.parametrize(
    ("what", "field"),
    [
        (happened.Retitled(title="x"), "title"),
        (happened.StatusSet(status=Status.CLOSED), "status"),
        (happened.TaskChanged(id="t1", owner="ben"), "task t1"),
        (happened.LineDropped(id="l1"), "line l1"),
        (
            happened.EntitySet(state=EntityState(entity=Entity(EntityKind.HOST, "ws01"), part=Part.VICTIM)),
            "host ws01",
        ),
        (happened.TaskAdded(task=Task(id="t1", text="x")), ""),
        (happened.NoteAdded(id="n1", text="x"), ""),
        (happened.Newer(kind="x"), ""),
        (happened.Answered(question="q\0" * 200, answer="x"), f"answer to {'q' * 190}"),
    ],
)
def test_what_is_changed(what: What, field: str) -> None:
    assert field_of(what) == field
