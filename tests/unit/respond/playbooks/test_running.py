"""Following a playbook: what can be done next, after which outcomes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.respond.playbooks.authored import identifier, names, ours
from vedette.respond.playbooks.nouns import (
    ActionStep,
    Agent,
    Command,
    End,
    If,
    Nested,
    Parallel,
    Playbook,
    Start,
    Step,
    Switch,
    Variable,
    While,
)
from vedette.respond.playbooks.reading import read
from vedette.respond.playbooks.running import MOST_VISITS, Outcome, StepState, standing

WHO = identifier("group", "who")


def ident(kind: str, name: str) -> str:
    return identifier(kind, name)


def act(name: str, on_completion: str = "", on_success: str = "", on_failure: str = "") -> ActionStep:
    return ActionStep(
        name=name,
        commands=(Command(type="manual", command=name),),
        agent=WHO,
        on_completion=on_completion,
        on_success=on_success,
        on_failure=on_failure,
    )


A, B, C = (ident("action", name) for name in "abc")
END, INNER, OTHER = (ident("end", name) for name in ("end", "inner", "other"))
START, CHOICE = ident("start", "s"), ident("if-condition", "c")
LOOP, FORK = ident("while-condition", "w"), ident("parallel", "p")


def playbook(workflow: dict[str, Step], exception: str = "", **variables: Variable) -> Playbook:
    made = Playbook(
        type="playbook",
        spec_version="cacao-2.0",
        id=ident("playbook", "p"),
        name="P",
        created_by=ident("identity", "i"),
        created="2026-01-01T00:00:00.000Z",
        modified="2026-01-01T00:00:00.000Z",
        playbook_variables={f"__{name}__": one for name, one in variables.items()},
        workflow_start=START,
        workflow_exception=exception,
        workflow=workflow | {END: End()},
        agent_definitions={WHO: Agent(type="group", name="IT")},
    )
    return read(msgspec.json.encode(made))


def done(*keys: str) -> list[Outcome]:
    return [Outcome(key, StepState.DONE) for key in keys]


def ready(made: Playbook, outcomes: list[Outcome], **variables: str) -> list[str]:
    values = {f"__{name}__": value for name, value in variables.items()}
    return [one.step for one in standing(made, outcomes, values).ready]


LINE = playbook(
    {START: Start(on_completion=A), A: act("a", on_success=B, on_failure=C), B: act("b", on_completion=END),
     C: act("c", on_completion=END)}
)  # fmt: skip


def test_one_step_after_another() -> None:
    assert ready(LINE, []) == [A]
    assert ready(LINE, done(A)) == [B]
    assert standing(LINE, done(A, B), {}).ended


def test_a_failure_takes_the_other_way() -> None:
    assert ready(LINE, [Outcome(A, StepState.FAILED)]) == [C]
    assert ready(LINE, [Outcome(A, StepState.TIMED_OUT)]) == [C]
    assert ready(LINE, [Outcome(A, StepState.SKIPPED)]) == [B]


def test_what_fails_with_no_way_on_is_stuck_and_said() -> None:
    made = playbook({START: Start(on_completion=A), A: act("a", on_success=END)})
    stands = standing(made, [Outcome(A, StepState.FAILED)], {})
    assert stands.stuck == (A,)
    assert not stands.ended


def test_what_nobody_foresaw_goes_to_the_step_for_it() -> None:
    made = playbook(
        {START: Start(on_completion=A), A: act("a", on_success=END), B: act("b", on_success=END)}, exception=B
    )
    assert ready(made, [Outcome(A, StepState.FAILED)]) == [B]
    twice = standing(made, [Outcome(A, StepState.FAILED), Outcome(B, StepState.FAILED)], {})
    assert twice.stuck == (B,)


def test_who_has_begun_is_said() -> None:
    stands = standing(LINE, [Outcome(A, StepState.RUNNING, at="2026-01-01T00:00:00Z")], {})
    assert [(one.step, one.begun) for one in stands.ready] == [(A, "2026-01-01T00:00:00Z")]


CHOOSING = playbook(
    {START: Start(on_completion=CHOICE),
     CHOICE: If(condition="__x__:value = 'yes'", on_true=A, on_false=B, on_completion=C),
     A: act("a", on_completion=INNER), B: act("b", on_completion=OTHER), INNER: End(), OTHER: End(),
     C: act("c", on_completion=END)},
    x=Variable(type="string"),
)  # fmt: skip


def test_a_condition_asks_for_what_is_missing_and_decides_what_is_known() -> None:
    assert standing(CHOOSING, [], {}).ready[0].asks == ("__x__",)
    assert standing(CHOOSING, [], {"__x__": "yes"}).ready[0].decided == "true"
    assert standing(CHOOSING, [], {"__x__": "no"}).ready[0].decided == "false"


@pytest.mark.parametrize(("said", "branch"), [("true", A), ("false", B)])
def test_a_branch_comes_back_to_what_follows(said: str, branch: str) -> None:
    chosen = [Outcome(CHOICE, StepState.DONE, said)]
    assert ready(CHOOSING, chosen) == [branch]
    assert ready(CHOOSING, [*chosen, *done(branch)]) == [C]
    assert standing(CHOOSING, [*chosen, *done(branch, C)], {}).ended


def test_what_was_decided_stays_decided() -> None:
    chosen = [Outcome(CHOICE, StepState.DONE, "true"), *done(A)]
    assert ready(CHOOSING, chosen, x="no") == [C]


LOOPING = playbook(
    {START: Start(on_completion=LOOP),
     LOOP: While(condition="__m__:value = 'yes'", on_true=A, on_completion=B),
     A: act("a", on_completion=INNER), INNER: End(), B: act("b", on_completion=END)},
    m=Variable(type="string"),
)  # fmt: skip


def test_a_loop_goes_round_as_often_as_it_is_said() -> None:
    again, enough = Outcome(LOOP, StepState.DONE, "true"), Outcome(LOOP, StepState.DONE, "false")
    assert ready(LOOPING, [again]) == [A]
    assert ready(LOOPING, [again, *done(A)]) == [LOOP]
    assert ready(LOOPING, [again, *done(A), again]) == [A]
    assert ready(LOOPING, [again, *done(A), again, *done(A), enough]) == [B]


def test_branches_go_in_any_order_and_all_have_to() -> None:
    made = playbook(
        {START: Start(on_completion=FORK), FORK: Parallel(next_steps=(A, B), on_completion=C),
         A: act("a", on_completion=INNER), B: act("b", on_completion=OTHER), INNER: End(), OTHER: End(),
         C: act("c", on_completion=END)}
    )  # fmt: skip
    assert ready(made, []) == [A, B]
    assert ready(made, done(B)) == [A]
    assert ready(made, done(B, A)) == [C]


def test_a_switch_takes_the_case_that_is_said_or_the_default() -> None:
    which = ident("switch-condition", "w")
    nested = ident("playbook-action", "n")
    made = playbook(
        {START: Start(on_completion=which),
         which: Switch(switch="__k__:value", cases={"mail": A, "default": nested}, on_completion=END),
         A: act("a", on_completion=INNER), INNER: End(), OTHER: End(),
         nested: Nested(playbook_id=ident("playbook", "q"), on_completion=OTHER)},
        k=Variable(type="string"),
    )  # fmt: skip
    assert standing(made, [], {}).ready[0].asks == ("__k__",)
    assert standing(made, [], {"__k__": "mail"}).ready[0].decided == "mail"
    assert standing(made, [], {"__k__": "fax"}).ready[0].decided == "default"
    assert ready(made, [Outcome(which, StepState.DONE, "mail")]) == [A]
    assert ready(made, [Outcome(which, StepState.DONE, "default")]) == [nested]


def test_steps_that_lead_in_a_circle_are_followed_for_a_while_only() -> None:
    made = playbook(
        {START: Start(on_completion=FORK), FORK: Parallel(next_steps=(FORK, A), on_completion=FORK),
         A: act("a", on_completion=END)}
    )  # fmt: skip
    assert standing(made, [], {}).endless
    many = [Outcome(LOOP, StepState.DONE, "true"), *done(A)] * MOST_VISITS
    assert standing(LOOPING, many, {}).endless


steps = st.sampled_from(sorted(key for name in names() for key in ours(name).workflow))
outcomes = st.lists(
    st.builds(Outcome, steps, st.sampled_from(StepState), st.sampled_from(("", "true", "false"))), max_size=40
)


@given(st.sampled_from(names()), outcomes)
def test_whatever_is_written_down_one_can_go_on_or_it_is_over_or_stuck(
    name: str, said: list[Outcome]
) -> None:
    stands = standing(ours(name), said, {})
    assert bool(stands.ready or stands.stuck) is not stands.ended
    assert len({one.step for one in stands.ready}) == len(stands.ready)
