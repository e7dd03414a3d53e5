"""The ladder: nothing automatic past a pause, nothing without an end, and nothing adds up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.access.monitor.traces import NOON
from vedette.access.monitor.ladder import (
    BY_A_PERSON,
    BY_ITSELF,
    LONGEST_DECIDED,
    decided,
    measure,
    open_already,
    rests,
)
from vedette.access.monitor.nouns import Rule, Step
from vedette.access.monitor.thresholds import LONGEST_PAUSE
from vedette.access.monitor.wishes import Wish
from vedette.access.nouns import Risk
from vedette.core.errors import BadInput

WISH = Wish(
    rule=Rule.M3, step=Step.PAUSE, person="ana", org="clinic", reason="six", remedy="wait", lasts=3600.0
)
WISHES = st.builds(
    Wish,
    rule=st.sampled_from(Rule),
    step=st.sampled_from(Step),
    person=st.sampled_from(["", "ana"]),
    org=st.sampled_from(["", "clinic"]),
    risk=st.sampled_from(Risk),
    reason=st.text(),
    remedy=st.text(),
    lasts=st.floats(0, 1e12),
    about=st.lists(st.text(max_size=9), max_size=200).map(tuple),
)


@given(WISHES)
def test_no_rule_gets_past_a_pause_and_every_measure_ends(wish: Wish) -> None:
    made = measure(wish, NOON)
    assert made.step in BY_ITSELF or (made.rule is Rule.M5 and made.step is Step.END_SESSIONS)
    assert NOON < made.ends <= NOON + LONGEST_DECIDED
    if made.step is Step.PAUSE:
        assert made.ends <= NOON + LONGEST_PAUSE
    assert len(made.id) == 32
    assert made.by == ""
    assert len(made.about) <= 100
    assert made.holds(NOON)
    assert not made.holds(made.ends)


@given(WISHES)
def test_the_same_again_changes_nothing(wish: Wish) -> None:
    made = measure(wish, NOON)
    if wish.step is Step.END_SESSIONS:
        assert open_already(wish, (made,), NOON) is None
    elif made.step is wish.step:
        assert open_already(wish, (made,), NOON) == made
        assert open_already(wish, (made,), made.ends) is None


def test_what_is_harder_than_what_is_in_force_is_not_held_back_by_it() -> None:
    notice = measure(replace(WISH, step=Step.NOTICE), NOON)
    assert open_already(WISH, (notice,), NOON) is None


@pytest.mark.parametrize(
    ("risk", "capability", "of", "asked", "found"),
    [
        ("C2", "", "code.discover", "C2", True),
        ("C2", "", "model.critical", "C4", True),
        ("C2", "", "code.scan", "C1", False),
        ("C2", "code.discover", "code.discover", "C2", True),
        ("C2", "code.discover", "code.fix", "C2", False),
    ],
)
def test_it_holds_for_its_class_and_above_or_for_one_capability(
    risk: str, capability: str, of: str, asked: str, *, found: bool
) -> None:
    made = measure(replace(WISH, risk=Risk(risk), capability=capability), NOON)
    assert rests(made, of, Risk(asked)) is found


def human(**how: object) -> Wish:
    return replace(replace(WISH, rule=Rule.PERSON, org="", step=Step.SUSPEND), **how)


def test_a_person_may_suspend_with_a_reason_and_an_end() -> None:
    made = decided(human(), "rex", NOON)
    assert (made.step, made.by, made.ends, made.risk) == ("suspend", "rex", NOON + 3600, Risk.C0)


@pytest.mark.parametrize(
    "how",
    [
        {"person": ""},
        {"org": "clinic"},
        {"reason": "  "},
        {"lasts": 0.0},
        {"lasts": LONGEST_DECIDED + 1},
        {"step": Step.END_SESSIONS},
        {"step": Step.REVIEW},
    ],
)
def test_but_not_nobody_not_without_reason_and_not_for_ever(how: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        decided(human(**how), "rex", NOON)


def test_what_a_person_may_do_is_on_the_ladder() -> None:
    assert {Step.NOTICE, Step.STEP_UP, Step.PAUSE, Step.SUSPEND} == BY_A_PERSON
