"""Ages between the same constants of a text are one age; no decision comes out otherwise for it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.access.policy.questions import OF_C2, OF_C3, OF_C4, PLAIN, changed
from vedette.access.policy.ages import Marks, alike, marks
from vedette.access.policy.cedar import cedarpy
from vedette.access.policy.engine import Policy
from vedette.access.policy.question import Question

NOW = 1_770_000_000.0
AGES = st.one_of(
    st.sampled_from([-1, 0, 1, 59, 60, 61, 899, 900, 901, 3599, 3600, 3601, 43199, 43200, 43201]),
    st.integers(-(1 << 70), 1 << 70),
)


def of(condition: str) -> Marks:
    text = f"permit(principal, action, resource) when {{ {condition} }};"
    return marks(json.loads(cedarpy.policies_to_json_str(text)))


@pytest.fixture(scope="module")
def policies() -> tuple[Policy, Policy]:
    """Ours, and ours that takes each age for another."""
    ours = replace(Policy.load(), clock=lambda: 0.0)  # no busy machine makes one of the two late
    return ours, replace(ours, _marks={}, _known={})


@given(st.sampled_from([PLAIN, *(changed(PLAIN, **one) for one in (OF_C2, OF_C3, OF_C4))]), AGES, AGES, AGES)
def test_no_decision_comes_out_otherwise(
    policies: tuple[Policy, Policy], question: Question, auth: int, touch: int, policy: int
) -> None:
    asked = changed(question, auth_age=auth, touch_age=touch, policy_age=policy)
    ours, exact = (one.decide(asked, NOW) for one in policies)
    assert (ours.verdict, ours.reasons) == (exact.verdict, exact.reasons)
    assert policies[0].decide(asked, NOW).reasons == exact.reasons, "nor the second time"


@given(st.lists(st.integers(-5, 5), max_size=4).map(lambda some: tuple(sorted(set(some)))), st.data())
def test_no_comparison_tells_what_is_alike_apart(constants: tuple[int, ...], data: st.DataObject) -> None:
    age = data.draw(st.integers(-8, 8))
    same = alike(age, constants)
    for one in constants:
        assert (age < one, age == one, age > one) == (same < one, same == one, same > one)


def test_what_is_no_age_stays_what_it_is() -> None:
    assert alike(True, (0, 60)) is True  # noqa: FBT003 - a truth in place of a number
    assert alike(5.0, (0, 60)) == 5.0
    assert alike("5", (0, 60)) == "5"
    assert alike(1 << 70, (0, 60)) == 1 << 70


def test_ours_looks_at_ages_only_so(policies: tuple[Policy, Policy]) -> None:
    found = policies[0]._marks  # noqa: SLF001
    assert found == {"auth_age": (0, 43200), "touch_age": (0, 900, 3600), "policy_age": (0, 60)}


@pytest.mark.parametrize(
    "condition", ["7 < context.auth_age", "context.auth_age >= 7", "7 == context.auth_age"]
)
def test_a_constant_may_stand_on_either_side(condition: str) -> None:
    assert of(condition)["auth_age"] == (7,)


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        ("context.auth_age > context.touch_age", {"policy_age"}),
        ("context.auth_age + 1 > 5", {"touch_age", "policy_age"}),
        ("context.auth_age * 2 > 5 && context.auth_age > 3", {"touch_age", "policy_age"}),
        ("[1, 2].contains(context.policy_age)", {"auth_age", "touch_age"}),
        (
            "if context.touch_age == 5 then context.auth_age == 1 else false",
            {"auth_age", "touch_age", "policy_age"},
        ),
        ("context has auth_age", set()),
        ("{a: context}.a.auth_age > 5", set()),
        ("(if true then context else context).auth_age > 5", set()),
    ],
)
def test_an_age_that_is_looked_at_in_another_way_is_left_as_it_is(condition: str, left: set[str]) -> None:
    assert set(of(condition)) == left


def test_of_what_is_no_policy_set_or_has_templates_nothing_is_said() -> None:
    template = "permit(principal == ?principal, action, resource) when { context.auth_age > 5 };"
    assert marks(json.loads(cedarpy.policies_to_json_str(template))) == {}
    assert marks([]) == marks(None) == {}
