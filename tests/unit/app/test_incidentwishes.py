"""What people type in short is made exact, and what they did not say stays as it was."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from msgspec.structs import replace

from tests.unit.respond.samples import HOST, empty
from vedette.app.incident_requests import EntityWish, HypothesisWish, IndicatorWish, Wish
from vedette.app.incidentwishes import exact
from vedette.core.attacks import EntityKind, Part
from vedette.core.errors import BadInput
from vedette.core.incidents import (
    Belief,
    EntityState,
    Hypothesis,
    Incident,
    Standing,
    Status,
    Task,
    TimelineLine,
)
from vedette.core.indicators import IndicatorKind
from vedette.respond import events as happened

ID = "ab" * 16
SHORT = hashlib.sha256(ID.encode()).hexdigest()[:12]
INCIDENT = replace(
    empty(),
    tasks=(Task(id="t111", text="a", order=1), Task(id="t222", text="b", order=2)),
    timeline=(TimelineLine(id="l111", time="", text="x"), TimelineLine(id="l112", time="", text="y")),
    entities=(EntityState(entity=HOST, part=Part.VICTIM, aliases=("10.0.0.1",), why="seen"),),
    hypotheses=(Hypothesis(id="h111", text="by mail", speaks_for=("f1",)),),
)


def meant(wish: Wish, incident: Incident = INCIDENT) -> Any:  # noqa: ANN401 - whatever it came to
    (one,) = exact(incident, wish, ID, lambda short: f"{short}-whole")
    assert one.id == ID
    return one.what


def test_a_task_is_named_by_its_number_its_id_or_how_that_begins() -> None:
    for named in ("2", "02", "t222", "t22"):
        assert meant(happened.TaskChanged(id=named, owner="ben")).id == "t222"
    for named in ("3", "0", "t", "t", "x222"):
        with pytest.raises(BadInput, match="not one task"):
            meant(happened.TaskChanged(id=named))


def test_a_line_is_named_by_how_its_id_begins() -> None:
    assert meant(happened.LineDropped(id="l112")).id == "l112"
    with pytest.raises(BadInput, match="not one line"):
        meant(happened.LineChanged(id="l11"))


def test_of_an_entity_what_is_not_said_stays() -> None:
    state = meant(
        EntityWish(kind=EntityKind.HOST, name="WS01", standing=Standing.CONTAINED, aliases=("b",))
    ).state
    assert (state.part, state.standing, state.aliases, state.why) == (
        Part.VICTIM,
        Standing.CONTAINED,
        ("10.0.0.1", "b"),
        "seen",
    )
    new = meant(EntityWish(kind=EntityKind.FILE, name="C:\\A.exe")).state
    assert (new.entity.name, new.part, new.standing) == ("C:\\A.exe", Part.INVOLVED, Standing.SUSPECTED)


def test_a_hypothesis_there_is_is_changed_and_another_is_new() -> None:
    known = meant(HypothesisWish(text="h11", belief=Belief.REFUTED, speaks_against=("f2",))).hypothesis
    assert (known.id, known.text, known.belief, known.speaks_for) == (
        "h111",
        "by mail",
        Belief.REFUTED,
        ("f1",),
    )
    new = meant(HypothesisWish(text="by phone")).hypothesis
    assert (new.id, new.belief) == (SHORT, Belief.OPEN)


def test_a_defanged_indicator_is_the_same_one() -> None:
    wish = IndicatorWish(kind=IndicatorKind.URL, value="hxxp[://]bad[.]example/x", confirmed=True)
    watched = meant(wish).watched
    assert (watched.indicator.value, watched.confirmed) == ("http://bad.example/x", True)
    again = meant(
        IndicatorWish(kind=IndicatorKind.URL, value="http://bad.example/x"),
        replace(INCIDENT, watched=(watched,)),
    )
    assert (again.watched.indicator, again.watched.confirmed) == (watched.indicator, False)


def test_who_leads_has_taken_it_on_once() -> None:
    first, second = exact(INCIDENT, happened.LeadSet(lead="ana"), ID, str)
    assert isinstance(second.what, happened.StatusSet)
    assert second.id != first.id
    assert exact(INCIDENT, happened.LeadSet(lead="ana"), ID, str)[1].id == second.id, (
        "the same when sent again"
    )
    assert len(exact(replace(INCIDENT, status=Status.CONTAINED), happened.LeadSet(lead="ana"), ID, str)) == 1
    assert len(exact(INCIDENT, happened.LeadSet(lead=""), ID, str)) == 1


def test_a_link_leads_to_what_is_found() -> None:
    assert meant(happened.Linked(other="4f2")).other == "4f2-whole"


def test_what_is_new_gets_an_id_that_is_the_same_when_sent_again() -> None:
    assert meant(happened.NoteAdded(id="", text="x")).id == SHORT
    assert meant(happened.NoteAdded(id="mine", text="x")).id == "mine"
    assert meant(happened.TaskAdded(task=Task(id="", text="x"))).task.id == SHORT
    assert meant(happened.LineAdded(line=TimelineLine(id="", time="", text="x"))).line.id == SHORT


def test_ids_that_begin_alike_do_not_become_one() -> None:
    first, second = (
        exact(INCIDENT, happened.NoteAdded(id="", text="x"), f"{one:032x}", str)[0].what for one in (1, 2)
    )
    assert first != second


def test_times_are_put_in_utc_and_one_without_a_zone_is_refused() -> None:
    line = TimelineLine(id="", time="2026-03-01T09:00:00+01:00", text="x")
    assert meant(happened.LineAdded(line=line)).line.time == "2026-03-01T08:00:00Z"
    for wish in (
        happened.LineAdded(line=replace(line, time="2026-03-01T09:00:00")),
        happened.TaskChanged(id="1", due="tomorrow"),
        happened.MilestoneSet(milestone="began", at="noon"),
    ):
        with pytest.raises(BadInput, match="no moment with a zone"):
            meant(wish)
    assert meant(happened.MilestoneSet(milestone="began", at="")).at == ""
    assert meant(happened.TaskChanged(id="1")).due is None
