import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.actions import Action, ActionKind, ActionState, Plan, PlanStep
from vedette.core.attacks import Entity, EntityKind
from vedette.respond.actions.blast import judged
from vedette.respond.actions.moves import (
    ALREADY,
    Next,
    Outcome,
    Turn,
    begins,
    ended,
    following,
    left,
    moved,
)
from vedette.respond.actions.record import MAY_FOLLOW, after, folded, halves
from vedette.respond.actions.surroundings import Surroundings
from vedette.respond.events import ActionMoved, ActionProposed, ActionTried, Event, NoteAdded, What

AT = "2026-11-22T12:00:00Z"
TARGET = Entity(EntityKind.ADDRESS, "203.0.113.7")


def plan(steps: int) -> Plan:
    return Plan(
        kind=ActionKind.BLOCK_ADDRESS,
        target=TARGET,
        adapter="local",
        does="d",
        breaks="b",
        undoes="u",
        blast=judged(ActionKind.BLOCK_ADDRESS, TARGET, Surroundings())[0],
        steps=tuple(
            PlanStep(does=f"s{one}", command=("ip", "add", str(one)), undo=("ip", "del", f"a b{one}"))
            for one in range(steps)
        ),
    )


def took(action: Action, *whats: What) -> Action:
    for what in whats:
        changed = after(action, what, AT, "ben")
        assert changed is not None
        action = changed
    return action


def running(steps: int = 3) -> Action:
    return Action(id="s-1", plan=plan(steps), state=ActionState.RUNNING)


def did(action: Action, step: int, *, ok: bool = True, undoing: bool = False, stood: str = "") -> Action:
    turn = Next(turn=Turn.DO, step=step, undoing=undoing)
    return took(
        action,
        begins(action, turn, AT, stood),
        ended(action, turn, Outcome(ok=ok, said="x", before=stood), AT),
    )


def test_steps_are_done_in_order_and_then_it_is_checked() -> None:
    action = running(2)
    assert following(action) == Next(turn=Turn.DO, step=0)
    action = did(action, 0)
    assert following(action) == Next(turn=Turn.DO, step=1)
    assert following(did(action, 1)).turn is Turn.CHECK


def test_after_a_failure_what_was_begun_is_taken_back_in_reverse() -> None:
    action = did(did(running(), 0), 1, ok=False)
    turn = following(action)
    assert (turn.turn, turn.step) == (Turn.FAIL, 1)
    action = took(action, *moved(action, turn))
    assert action.state is ActionState.UNDOING
    assert "step 2 of 3 failed: x" in action.why
    assert following(action).step == 1, "also the one that failed: half of it may be done"
    action = did(action, 1, undoing=True)
    assert following(action).step == 0
    action = did(action, 0, undoing=True)
    turn = following(action)
    assert turn.turn is Turn.UNDONE
    assert took(action, *moved(action, turn)).state is ActionState.UNDONE


def test_what_cannot_be_taken_back_is_left_to_a_person_with_the_words_to_type() -> None:
    action = msgspec.structs.replace(did(did(running(2), 0), 1), state=ActionState.UNDOING)
    action = did(action, 1, ok=False, undoing=True)
    turn = following(action)
    assert turn.turn is Turn.STUCK
    stuck = took(action, *moved(action, turn))
    assert stuck.state is ActionState.STUCK
    assert "  ip del 'a b1'\n  ip del 'a b0'" in stuck.why
    again = took(stuck, ActionMoved(id="s-1", state=ActionState.UNDOING))
    assert following(again, since=len(again.done)) == Next(turn=Turn.UNDO, step=1, undoing=True)


def test_what_others_say_is_no_line_of_ours() -> None:
    action = msgspec.structs.replace(did(running(1), 0), state=ActionState.UNDOING)
    turn = Next(turn=Turn.STUCK, step=0, undoing=True, said="no\n  ip rule flush\r\n" + "x" * 9000)
    (what,) = moved(action, turn)
    assert isinstance(what, ActionMoved)
    assert what.why.count("\n") == 1
    assert len(what.why) < 3000


def test_what_was_so_before_is_nobodys_to_take_back_by_hand() -> None:
    action = did(did(running(2), 0, stood=ALREADY), 1)
    assert "b1" in left(action)
    assert "b0" not in left(action)


@pytest.mark.parametrize(
    ("undo", "words"),
    [
        (("vedette:hosts-remove", "/etc/hosts", "evil.example"), "delete the lines between the marks"),
        (("vedette:deny-remove", "/d/deny", "aa"), "delete the line that begins with aa"),
        (("vedette:release", "/srv/a b", "aa", "/q"), "copy /q/aa back to '/srv/a b'"),
    ],
)
def test_what_we_do_ourselves_is_said_so_that_a_person_can(undo: tuple[str, ...], words: str) -> None:
    step = PlanStep(does="s", command=("x",), undo=undo)
    action = running(1)
    action = msgspec.structs.replace(action, plan=msgspec.structs.replace(action.plan, steps=(step,)))
    assert words in left(did(action, 0))


def test_a_step_that_was_begun_and_not_ended_is_looked_at_first() -> None:
    action = did(running(), 0)
    action = took(action, begins(action, Next(turn=Turn.DO, step=1), AT, "as it was"))
    assert following(action) == Next(turn=Turn.LOOK, step=1)
    assert halves(action)[0].before == "as it was"


def test_nothing_is_done_in_a_state_of_rest() -> None:
    for state in ActionState:
        if state not in {ActionState.RUNNING, ActionState.UNDOING}:
            assert following(msgspec.structs.replace(running(), state=state)).turn is Turn.REST


@given(st.lists(st.booleans(), min_size=1, max_size=5), st.lists(st.booleans(), min_size=20, max_size=20))
def test_it_always_comes_to_rest_and_nothing_begun_is_forgotten(does: list[bool], undoes: list[bool]) -> None:
    action = running(len(does))
    back = iter(undoes)
    for _ in range(40):
        turn = following(action)
        if turn.turn in {Turn.CHECK, Turn.REST}:
            break
        if turn.turn is Turn.DO:
            action = did(action, turn.step, ok=does[turn.step])
        elif turn.turn is Turn.UNDO:
            action = did(action, turn.step, ok=next(back), undoing=True)
        else:
            action = took(action, *moved(action, turn))
    assert following(action).turn in {Turn.CHECK, Turn.REST}
    begun = {one.step for one in action.done if not one.undoing}
    undone = {one.step for one in action.done if one.undoing and one.ok and not one.begun}
    if action.state is ActionState.UNDONE:
        assert begun == undone
    elif action.state is ActionState.STUCK:
        assert begun - undone
        assert action.why.count("\n") == len(begun - undone)
    else:
        assert all(does)


def test_the_states_lead_only_where_they_may() -> None:
    assert MAY_FOLLOW.keys() == set(ActionState)
    ends = {state for state, then in MAY_FOLLOW.items() if not then}
    assert ends == {ActionState.UNDONE, ActionState.DROPPED}
    assert all(
        ActionState.RUNNING not in MAY_FOLLOW[one]
        for one in ActionState
        if "propos" not in one and one != "tried"
    )


def test_events_add_up_and_what_is_about_others_changes_nothing() -> None:
    def event(what: What, number: int) -> Event:
        return Event(id=f"{number:032x}", incident="i", at=AT, by="ben", decision="d", what=what)

    whats: list[What] = [
        NoteAdded(id="n", text="before"),
        ActionProposed(id="s-1", plan=plan(1)),
        ActionProposed(id="s-1", plan=plan(2)),
        ActionMoved(id="s-2", state=ActionState.DROPPED),
        ActionTried(id="s-1", said="can be done"),
        NoteAdded(id="s-1", text="of the same name"),
        ActionMoved(id="s-1", state=ActionState.RUNNING, ends="later"),
        ActionTried(id="s-1", said="too late"),
        ActionMoved(id="s-1", state=ActionState.DONE, why="w"),
    ]
    action = folded(event(one, number) for number, one in enumerate(whats))
    assert action is not None
    assert (action.state, action.why, action.ends, len(action.plan.steps)) == (
        ActionState.DONE,
        "w",
        "later",
        1,
    )
    assert (action.proposed_by, action.proposed_at) == ("ben", AT)
    assert folded([]) is None
