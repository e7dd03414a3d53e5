"""The book of incidents: two write at once, others see nothing, what is kept is a copy of the events."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.app.incidenthouse import ANA, BEN, EVE, book
from vedette.access.nouns import Kind, Subject
from vedette.app import incidents
from vedette.app.incidents import IncidentBook, new_id, owner_of
from vedette.app.job_answers import Missing
from vedette.core.documents import Conflict
from vedette.core.errors import BadInput
from vedette.core.incidents import Status, Task
from vedette.respond.events import Event, NoteAdded, Opened, Retitled, StatusSet, TaskAdded
from vedette.respond.fold import folded
from vedette.store.incidents import Fold


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[IncidentBook]:
    with book(tmp_path) as made:
        yield made


def test_what_is_written_is_read_back_and_who_did_it_is_named(ours: IncidentBook) -> None:
    made = ours.begin(ANA, Opened(title="t"), [NoteAdded(id="n", text="x")])
    assert (made.version, made.added) == (2, 2)
    after = ours.append(BEN, made.incident.id, [StatusSet(status=Status.CONTAINED)])
    read = ours.load(ANA, made.incident.id)
    assert read == after.incident
    assert (read.status, read.opened_by, read.notes[0].by) == (Status.CONTAINED, "ana", "ana")
    assert [one.decision for one in ours.events(ANA, read.id)] == ["d1", "d1", "d2"]
    assert after.counts()["head"] == after.head


def test_others_see_nothing_of_it(ours: IncidentBook) -> None:
    ident = ours.begin(ANA, Opened(title="t")).incident.id
    for look in (ours.load, ours.events, ours.find):
        with pytest.raises(Missing):
            look(EVE, ident)
    with pytest.raises(Missing):
        ours.append(EVE, ident, [Retitled(title="mine")])
    assert ours.cards(EVE) == []
    assert [one.id for one in ours.cards(BEN)] == [ident]


def test_what_was_sent_before_is_written_once(ours: IncidentBook) -> None:
    ident = ours.begin(ANA, Opened(title="t")).incident.id
    one = new_id()
    assert ours.append(ANA, ident, [NoteAdded(id="n", text="x")], ids=[one]).added == 1
    assert ours.append(ANA, ident, [NoteAdded(id="n", text="x")], ids=[one]).added == 0
    with pytest.raises(Conflict):
        ours.append(ANA, ident, [NoteAdded(id="n", text="y")], ids=[one])


def test_who_changed_the_same_meanwhile_is_told(ours: IncidentBook) -> None:
    ident = ours.begin(ANA, Opened(title="t")).incident.id
    ours.append(BEN, ident, [Retitled(title="b")], expect=1)
    ours.append(ANA, ident, [StatusSet(status=Status.ANALYSED)], expect=1)
    with pytest.raises(Conflict, match="title was changed meanwhile: by ben"):
        ours.append(ANA, ident, [Retitled(title="a")], expect=1)


def test_what_is_kept_is_only_a_copy(ours: IncidentBook, monkeypatch: pytest.MonkeyPatch) -> None:
    ident = ours.begin(
        ANA, Opened(title="t"), [NoteAdded(id=str(one), text="x") for one in range(40)]
    ).incident.id
    assert ours.store.fold(ident, incidents._MADE_BY) is not None  # noqa: SLF001 - whether it was kept
    for one in range(5):
        ours.append(ANA, ident, [TaskAdded(task=Task(id=str(one), text="x"))])
    whole = folded(ours.events(ANA, ident), ident)
    assert ours.load(ANA, ident) == whole
    monkeypatch.setattr(incidents, "_MADE_BY", "a newer program")
    assert ours.load(ANA, ident) == whole
    ours.store.keep(ident, "a newer program", Fold(99, b"not ours", b"{}"))
    assert ours.load(ANA, ident) == whole
    assert ours.cards(ANA)[0].tasks == 5


def test_events_of_somebody_else_are_taken_as_they_are_and_once(ours: IncidentBook) -> None:
    ident = ours.begin(ANA, Opened(title="t")).incident.id
    event = Event(
        id=new_id(), incident="short", at="then", by="act", decision="d9", what=NoteAdded(id="n", text="x")
    )
    assert ours.mirror(ANA, ident, [event]).added == 1
    assert ours.mirror(ANA, ident, [event]).added == 0
    (_, kept) = ours.events(ANA, ident)
    assert (kept.at, kept.by, kept.decision, kept.id) == ("then", "act", "d9", event.id)
    assert ours.load(ANA, ident).odd == ()


def test_an_id_can_be_shortened_as_long_as_it_is_one(
    ours: IncidentBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = iter(["abc111111111", "abc222222222", "def000000000"])
    numbers = (f"{one:032x}" for one in range(9))
    monkeypatch.setattr(secrets, "token_hex", lambda size: next(marks if size == 6 else numbers))
    for _ in range(3):
        ours.begin(ANA, Opened(title="t"))
    assert ours.find(ANA, "ABC1") == "abc111111111"
    assert ours.find(ANA, "def000000000") == "def000000000"
    with pytest.raises(BadInput, match="several"):
        ours.find(ANA, "abc")
    for short in ("de", "abd", "", "def0000000001"):
        with pytest.raises(Missing):
            ours.find(ANA, short)


def test_the_newest_is_listed_first(ours: IncidentBook) -> None:
    for title in ("a", "b"):
        ours.begin(ANA, Opened(title=title))
    cards = ours.cards(ANA)
    assert [one.opened for one in cards] == sorted((one.opened for one in cards), reverse=True)
    assert {one.title for one in cards} == {"a", "b"}


def test_whose_incidents_somebody_works_with() -> None:
    assert owner_of(Subject(id="local:0", kind=Kind.OWNER)) == "home"
    assert owner_of(Subject(id="p1", kind=Kind.PERSON, org="clinic")) == "org:clinic"
    assert owner_of(Subject(id="p1", kind=Kind.PERSON)) == "person:p1"
