from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.patching import Target
from vedette.agents.patching.ladder import approved, rung
from vedette.core.patches import Gate, Outcome, Rung, Trial

ORDER, RUNGS = tuple(Gate), tuple(Rung)
PASSED, FAILED, NOT_RUN = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_RUN


def trials(*outcomes: Outcome) -> tuple[Trial, ...]:
    return tuple(
        Trial(gate=gate, outcome=outcome, why="") for gate, outcome in zip(ORDER, outcomes, strict=False)
    )


@pytest.mark.parametrize(
    ("outcomes", "reached"),
    [
        ((), Rung.DRAFTED),
        ((FAILED,), Rung.DRAFTED),
        ((PASSED, FAILED), Rung.APPLIES),
        ((PASSED, PASSED, FAILED), Rung.APPLIES),
        ((PASSED, PASSED, PASSED), Rung.SCANNER_CLEAN),
        ((PASSED, PASSED, PASSED, NOT_RUN, NOT_RUN, NOT_RUN, NOT_RUN), Rung.SCANNER_CLEAN),
        ((PASSED, PASSED, PASSED, PASSED, NOT_RUN, NOT_RUN), Rung.ATTACK_BLOCKED),
        ((PASSED, PASSED, PASSED, NOT_RUN, PASSED, NOT_RUN), Rung.TESTS_PASS),
        ((PASSED, PASSED, PASSED, PASSED, FAILED), Rung.ATTACK_BLOCKED),
        ((PASSED, PASSED, PASSED, NOT_RUN, NOT_RUN, PASSED, FAILED), Rung.DIFFERENTIAL),
    ],
)
def test_the_rung_is_worked_out_of_what_the_gates_said(outcomes: tuple[Outcome, ...], reached: Rung) -> None:
    assert rung(trials(*outcomes)) is reached


@given(st.lists(st.sampled_from(Outcome), max_size=len(ORDER)))
def test_no_rung_is_reached_past_a_failure_or_without_a_pass(outcomes: list[Outcome]) -> None:
    made = trials(*outcomes)
    reached = rung(made)
    assert reached is not Rung.HUMAN_APPROVED, "no machine gives that one"
    failed = next((n for n, one in enumerate(outcomes) if one is FAILED), len(ORDER))
    gates = {
        Rung.APPLIES: 0,
        Rung.SCANNER_CLEAN: 2,
        Rung.ATTACK_BLOCKED: 3,
        Rung.TESTS_PASS: 4,
        Rung.DIFFERENTIAL: 5,
    }
    if reached is not Rung.DRAFTED:
        assert gates[reached] < failed
        assert outcomes[gates[reached]] is PASSED


@given(st.lists(st.sampled_from(Outcome), max_size=len(ORDER)), st.integers(0, 6))
def test_one_more_failure_never_lifts_a_patch(outcomes: list[Outcome], at: int) -> None:
    worse = [FAILED if n == at else one for n, one in enumerate(outcomes)]
    assert RUNGS.index(rung(trials(*worse))) <= RUNGS.index(rung(trials(*outcomes)))


def test_only_what_no_gate_stopped_can_be_approved() -> None:
    target = Target({"app.py": "def calc(text):\n    return eval(text)\n"})
    good = target.tried("code-injection", ("app.py", "    return eval(text)\n", "    return int(text)\n"))
    assert approved(good).rung is Rung.HUMAN_APPROVED
    bad = target.tried("code-injection", ("app.py", "    return eval(text)\n", "    return None\n"))
    with pytest.raises(ValueError, match="cannot be approved"):
        approved(bad)
