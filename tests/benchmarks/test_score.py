import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.score import Tally, at_least, mean, surest
from tests.benchmarks.notation import finding
from vedette.core.nouns import Confidence


def tally(*cases: tuple[bool, bool]) -> Tally:
    made = Tally()
    for real, flagged in cases:
        made.add(real=real, flagged=flagged)
    return made


def test_perfect_is_one_and_the_wrong_way_round_is_minus_one() -> None:
    assert tally((True, True), (False, False)).youden == 1
    assert tally((True, False), (False, True)).youden == -1


def test_flagging_everything_or_nothing_is_worth_nothing() -> None:
    assert tally((True, True), (False, True)).youden == 0
    assert tally((True, False), (False, False)).youden == 0
    assert Tally().youden == 0


def test_rates_are_shares_of_their_own_side() -> None:
    made = tally((True, True), (True, True), (True, True), (True, False), (False, True), (False, False))
    assert (made.tpr, made.fpr, made.youden) == (0.75, 0.5, 0.25)


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_youden_stays_within_its_bounds(cases: list[tuple[bool, bool]]) -> None:
    assert -1 <= tally(*cases).youden <= 1


def test_the_mean_of_nothing_is_nothing() -> None:
    assert mean([]) == 0
    assert mean([1.0, 0.0]) == 0.5


@pytest.mark.parametrize(("given_", "enough"), [("possible", False), ("likely", True), ("strong", True)])
def test_sure_enough(given_: str, enough: bool) -> None:  # noqa: FBT001
    assert at_least(finding("CWE-1", "a.py:1", confidence=given_), Confidence.LIKELY) is enough


def test_the_surest_finding_speaks() -> None:
    found = [finding("CWE-1", "a.py:1", confidence=one) for one in ("possible", "strong", "likely")]
    assert surest(found) is Confidence.STRONG
    assert surest([]) is None
