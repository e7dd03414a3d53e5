"""Shares and their intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.app.evaluation.scores import scored, wilson
from vedette.core.evaluations import Arm, Kind, Outcome, Trial


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (0, 0, 0.0, 1.0),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_the_interval_is_wilsons(right: int, of: int, low: float, high: float) -> None:
    """Checked against the values R's binom.confint(method = "wilson") gives."""
    share = wilson(right, of)
    assert share.low == pytest.approx(low, abs=2e-4)
    assert share.high == pytest.approx(high, abs=2e-4)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_within_its_interval(right: int, more: int) -> None:
    share = wilson(right, right + more)
    assert 0 <= share.low <= share.high <= 1
    if right + more:
        assert share.low - 1e-4 <= share.value <= share.high + 1e-4


def tried(
    case: str, outcome: Outcome, *, truth: bool | None = True, repeat: int = 0, lost: bool = False
) -> Trial:
    return Trial(
        case=case,
        kind=Kind.TRIAGE,
        arm=Arm.BOTH,
        repeat=repeat,
        outcome=outcome,
        truth=truth,
        lost=lost,
        tokens=5,
    )


def test_what_is_inconclusive_counts_against_the_arm() -> None:
    (score,) = scored(
        [
            tried("a", Outcome.RIGHT),
            tried("a", Outcome.INCONCLUSIVE, repeat=1),
            tried("b", Outcome.RIGHT, truth=False),
            tried("c", Outcome.WRONG, truth=False, lost=True),
        ]
    )
    assert (score.cases, score.trials, score.right, score.wrong, score.inconclusive) == (3, 4, 2, 1, 1)
    assert (score.share, score.recall, score.false_alarms) == (0.5, 0.5, 0.5)
    assert (score.lost, score.unstable, score.tokens) == (1, 1, 20)


def test_each_arm_and_kind_has_a_score_of_its_own() -> None:
    one = tried("a", Outcome.RIGHT, truth=None)
    other = Trial(case="a", kind=Kind.QUESTIONS, arm=Arm.ENGINES, repeat=0, outcome=Outcome.WRONG)
    assert {(score.kind, score.arm, score.right) for score in scored([one, other])} == {
        (Kind.TRIAGE, Arm.BOTH, 1),
        (Kind.QUESTIONS, Arm.ENGINES, 0),
    }
    assert scored([]) == ()
