"""What events add up to: never an error, however odd they are, and the same in whatever batches they come."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.actions import ActionKind, ActionState, Blast, Done, Plan
from vedette.core.attacks import Entity, EntityKind, Part
from vedette.core.clocks import Duty, DutyState
from vedette.core.incidents import (
    EntityState,
    Hypothesis,
    Incident,
    LineKind,
    Piece,
    Source,
    Status,
    Task,
    TaskState,
    TimelineLine,
    Watched,
)
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.levels import Severity
from vedette.respond import events as happened
from vedette.respond.draft import opened
from vedette.respond.events import Event, What
from vedette.respond.fold import _EFFECTS, carried_on, folded

ONE, DIGEST = "inc1", "sha256:" + "0" * 64
IDS = st.sampled_from(["a", "b", "c"])
TIMES = st.sampled_from(
    ["", "2026-03-01T08:00:00Z", "2026-03-01T08:00:00.5Z", "2026-02-28T23:59:59Z", "noon"]
)
TEXTS = st.sampled_from(["", "x", "é\u202e", "<b>"])
HOST = Entity(EntityKind.HOST, "ws01")
PLAN = Plan(
    kind=ActionKind.BLOCK_ADDRESS,
    target=Entity(EntityKind.ADDRESS, "192.0.2.1"),
    adapter="local",
    does="it blocks",
    breaks="nothing",
    undoes="it unblocks",
    blast=Blast.SMALL,
    steps=(),
)


def tasks() -> st.SearchStrategy[Task]:
    return st.builds(Task, id=IDS, text=TEXTS, order=st.integers(0, 3), state=st.sampled_from(TaskState))


def lines() -> st.SearchStrategy[TimelineLine]:
    return st.builds(
        TimelineLine, id=IDS, time=TIMES, text=TEXTS, kind=st.sampled_from(LineKind), doubt=TEXTS
    )


def watched(value: str) -> Watched:
    return Watched(
        indicator=Indicator(kind=IndicatorKind.DOMAIN, value=value, artefact=DIGEST, name="f", offset=0)
    )


def duty(ident: str) -> Duty:
    return Duty(id=ident, name="n", whom="w", law="l", trigger="t", state=DutyState.OPEN)


WHATS: st.SearchStrategy[What] = st.one_of(
    st.builds(happened.Opened, title=TEXTS),
    st.builds(
        happened.ReportTaken, source=st.just(Source(digest=DIGEST, engine="hunt", target="t", findings=0))
    ),
    st.builds(happened.Retitled, title=TEXTS),
    st.builds(happened.SeveritySet, severity=st.sampled_from(Severity)),
    st.builds(happened.StatusSet, status=st.sampled_from(Status)),
    st.builds(happened.LeadSet, lead=TEXTS),
    st.builds(happened.EntitySet, state=st.just(EntityState(entity=HOST, part=Part.VICTIM))),
    st.builds(happened.LineAdded, line=lines()),
    st.builds(happened.LineChanged, id=IDS, time=st.none() | TIMES, text=st.none() | TEXTS),
    st.builds(happened.LineDropped, id=IDS),
    st.builds(happened.HypothesisSet, hypothesis=st.builds(Hypothesis, id=IDS, text=TEXTS)),
    st.builds(happened.TaskAdded, task=tasks()),
    st.builds(
        happened.TaskChanged,
        id=IDS,
        owner=st.none() | TEXTS,
        state=st.none() | st.sampled_from(TaskState),
        order=st.none() | st.integers(0, 3),
    ),
    st.builds(happened.NoteAdded, id=IDS, text=TEXTS),
    st.builds(
        happened.PieceAdded,
        piece=st.builds(Piece, id=IDS, name=TEXTS, digest=st.just(DIGEST), size=st.just(1)),
    ),
    st.builds(happened.PieceHandled, piece=IDS, what=st.just("checked"), digest=st.just(DIGEST)),
    st.builds(happened.IndicatorSet, watched=IDS.map(watched)),
    st.builds(happened.ActionProposed, id=IDS, plan=st.just(PLAN)),
    st.builds(happened.ActionTried, id=IDS, said=TEXTS),
    st.builds(happened.ActionApproved, id=IDS, decision=TEXTS, by=TEXTS),
    st.builds(happened.ActionStep, id=IDS, done=st.builds(Done, step=st.just(0), ok=st.booleans(), at=TIMES)),
    st.builds(happened.ActionMoved, id=IDS, state=st.sampled_from(ActionState), ends=TIMES),
    st.builds(happened.DutySet, duty=IDS.map(duty)),
    st.builds(happened.Answered, question=IDS, answer=TEXTS),
    st.builds(happened.PlaybookStarted, id=IDS, digest=TEXTS),
    st.builds(happened.PlaybookStep, playbook=IDS, step=IDS, state=TEXTS),
    st.builds(happened.Linked, other=IDS, gone=st.booleans()),
    st.builds(happened.MilestoneSet, milestone=st.sampled_from(["began", "contained"]), at=TIMES),
    st.builds(happened.Newer, kind=TEXTS),
)
STREAMS = st.lists(
    st.tuples(WHATS, TIMES, st.sampled_from([ONE, ONE, ONE, "other"])).map(
        lambda one: Event(id="0" * 32, incident=one[2], at=one[1], by="ana", what=one[0])
    ),
    max_size=25,
)


def told(*whats: What, at: str = "2026-03-01T08:00:00Z") -> Incident:
    return folded([Event(id="0" * 32, incident=ONE, at=at, by="ana", what=one) for one in whats])


def at(moment: str, what: What) -> Event:
    return Event(id="0" * 32, incident=ONE, at=moment, by="ana", what=what)


def test_every_kind_of_event_has_an_effect() -> None:
    assert _EFFECTS.keys() == set(get_args(What))


@given(STREAMS, st.integers(0, 25))
def test_it_does_not_matter_how_events_are_batched(events: list[Event], cut: int) -> None:
    whole = folded(events, ONE)
    assert carried_on(folded(events[:cut], ONE), events[cut:]) == whole
    assert whole.version == len(events)


@given(STREAMS)
def test_what_is_frozen_is_opened_again_as_it_was(events: list[Event]) -> None:
    whole = folded(events, ONE)
    assert opened(whole).frozen() == whole


@pytest.mark.parametrize(
    "what",
    [
        happened.TaskChanged(id="no", owner="ben"),
        happened.LineChanged(id="no", text="x"),
        happened.LineDropped(id="no"),
        happened.PieceHandled(piece="no", what="checked", digest=DIGEST),
        happened.ActionStep(id="no", done=Done(step=0, ok=True, at="")),
        happened.PlaybookStep(playbook="no", step="s", state="done"),
    ],
)
def test_what_is_about_something_unknown_is_noted_and_changes_nothing(what: What) -> None:
    before, after = told(happened.Opened(title="t")), told(happened.Opened(title="t"), what)
    assert len(after.odd) == 1
    assert "no" in after.odd[0]
    assert after.tasks == before.tasks == ()
    assert (after.timeline, after.actions, after.locker, after.runs) == ((), (), (), ())


def test_what_a_newer_program_wrote_is_counted() -> None:
    assert told(happened.Opened(title="t"), happened.Newer(kind="dreamt")).newer == 1


def test_two_people_change_two_things_of_one_task() -> None:
    made = told(
        happened.TaskAdded(task=Task(id="a", text="pull the plug")),
        happened.TaskChanged(id="a", owner="ben"),
        happened.TaskChanged(id="a", due="2026-03-02T08:00:00Z"),
    )
    assert (made.tasks[0].owner, made.tasks[0].due) == ("ben", "2026-03-02T08:00:00Z")


def test_milestones_come_from_status_and_going_back_takes_them_away() -> None:
    events = [
        at("2026-03-01T08:00:00Z", happened.Opened(title="t")),
        at("2026-03-01T09:00:00Z", happened.StatusSet(status=Status.CONTAINED)),
        at("2026-03-01T10:00:00Z", happened.StatusSet(status=Status.ANALYSED)),
    ]
    reached = folded(events[:2]).milestones
    assert (reached.detected, reached.acknowledged, reached.contained) == (
        "2026-03-01T08:00:00Z",
        "2026-03-01T09:00:00Z",
        "2026-03-01T09:00:00Z",
    )
    back = folded(events).milestones
    assert (back.acknowledged, back.contained) == ("2026-03-01T09:00:00Z", "")


def test_it_began_with_the_earliest_attack_line_whose_time_is_sure() -> None:
    made = told(
        happened.LineAdded(line=TimelineLine(id="a", time="2026-02-01T00:00:00Z", text="x", doubt="no zone")),
        happened.LineAdded(line=TimelineLine(id="b", time="2026-02-27T00:00:00.5Z", text="x")),
        happened.LineAdded(line=TimelineLine(id="c", time="2026-02-27T00:00:00Z", text="x")),
        happened.LineAdded(
            line=TimelineLine(id="d", time="2026-01-01T00:00:00Z", text="x", kind=LineKind.CONTEXT)
        ),
    )
    assert made.milestones.began == "2026-02-27T00:00:00Z"
    assert [one.id for one in made.timeline] == ["d", "a", "c", "b"]


def test_who_knows_better_than_the_record_is_believed_until_they_take_it_back() -> None:
    said = happened.MilestoneSet(milestone="detected", at="2026-02-01T00:00:00Z", why="the phone rang")
    made: list[What] = [happened.Opened(title="t"), said]
    assert told(*made).milestones.detected == "2026-02-01T00:00:00Z"
    taken_back = happened.MilestoneSet(milestone="detected", at="")
    assert told(*made, taken_back).milestones.detected == "2026-03-01T08:00:00Z"


def test_an_action_keeps_all_that_was_done_and_said() -> None:
    made = told(
        happened.ActionProposed(id="a", plan=PLAN),
        happened.ActionTried(id="a", said="would add 192.0.2.1"),
        happened.ActionApproved(id="a", decision="d1", by="ben"),
        happened.ActionMoved(id="a", state=ActionState.RUNNING, ends="2026-03-01T09:00:00Z"),
        happened.ActionStep(id="a", done=Done(step=0, ok=True, at="2026-03-01T08:00:01Z")),
        happened.ActionTried(id="a", said="again"),
        happened.ActionMoved(id="a", state=ActionState.DONE),
    ).actions[0]
    assert (made.state, made.decisions, made.approved_by) == (ActionState.DONE, ("d1",), ("ben",))
    assert (len(made.done), made.tried, made.ends) == (1, "again", "2026-03-01T09:00:00Z")


def test_the_chain_of_custody_grows_with_each_handling() -> None:
    piece = Piece(id="p", name="disk.img", digest=DIGEST, size=3)
    made = told(
        happened.PieceAdded(piece=piece),
        happened.PieceHandled(piece="p", what="handed_over", to="the police", digest=DIGEST, why="case 7"),
    ).locker[0]
    assert [one.what for one in made.custody] == ["taken", "handed over to the police: case 7"]
