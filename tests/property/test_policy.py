"""What holds of the policy whatever is asked, and a second telling of the same rules that agrees with it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.access.policy.oracle import oracle
from tests.unit.access.policy.questions import ALLOWED, changed
from tests.unit.access.policy.variations import VALUES, at_random, coherent, in_pairs
from vedette.access.nouns import Kind, Risk, Tier, Verdict
from vedette.access.policy.engine import BAD_QUESTION, PDP_ERROR, Policy
from vedette.access.policy.question import Question
from vedette.access.policy.remedies import explain

POLICY = Policy.load()
ANY_CHANGES = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(all_) for name, all_ in VALUES.items()}
)
FEW_CHANGES = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(VALUES[name]))
    ),
    max_size=3,
).map(dict)


def made(base: Question, changes: dict[str, Any]) -> Question:
    return coherent(base, changes)


QUESTIONS = st.builds(made, st.sampled_from(list(ALLOWED.values())), st.one_of(FEW_CHANGES, ANY_CHANGES))


def allowed(question: Question) -> bool:
    return POLICY.decide(question, 0.0).allowed


def disagreements(questions: list[Question]) -> list[Question]:
    return [question for question in questions if allowed(question) != oracle(question)]


def test_the_oracle_agrees_on_questions_drawn_at_random() -> None:
    asked = list(at_random(1, 1500))
    assert disagreements(asked) == []
    share = sum(map(oracle, asked)) / len(asked)
    assert 0.2 < share < 0.8, "questions of one answer only would show little"


def test_the_oracle_agrees_where_two_things_are_at_an_edge() -> None:
    assert disagreements(list(in_pairs(every=120))) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_oracle_agrees_on_a_hundred_thousand_questions() -> None:
    assert disagreements(list(at_random(2, 100_000))) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_oracle_agrees_on_every_pair_at_every_edge() -> None:
    assert disagreements(list(in_pairs())) == []


@given(QUESTIONS)
def test_every_answer_has_a_reason_that_can_be_looked_up(question: Question) -> None:
    decision = POLICY.decide(question, 0.0)
    effects = {POLICY.rules[reason].effect for reason in decision.reasons if reason in POLICY.rules}
    assert decision.reasons
    assert not {PDP_ERROR, BAD_QUESTION} & set(decision.reasons)
    assert effects <= {"permit" if decision.verdict is Verdict.ALLOW else "forbid"}


@given(QUESTIONS)
def test_nobody_is_ever_allowed_what_nobody_gets(question: Question) -> None:
    asked = changed(question, risk=Risk.CX)
    assert not allowed(asked)
    assert explain(POLICY, asked, 0.0).remedies[0].code == "none"


@given(QUESTIONS, st.integers(0, 3), st.integers(0, 3), st.booleans())
def test_more_approvals_never_take_anything_away(
    question: Question,
    persons: int,
    teams: int,
    reviewer: bool,  # noqa: FBT001  drawn
) -> None:
    more = changed(
        question,
        approvals=question.approvals + persons,
        approving_teams=question.approving_teams + teams,
        reviewer_among=question.reviewer_among or reviewer,
    )
    assert allowed(more) or not allowed(question)


@given(QUESTIONS)
def test_an_agent_never_gets_more_than_its_person(question: Question) -> None:
    agent, person = changed(question, kind=Kind.AGENT), changed(question, kind=Kind.PERSON)
    assert allowed(person) or not allowed(agent)


@given(QUESTIONS, st.sampled_from(Tier))
def test_a_higher_tier_takes_nothing_away_from_who_just_touched_a_key(question: Question, tier: Tier) -> None:
    touched = changed(question, touch_age=0)
    higher = changed(touched, tier=max(tier, question.subject.tier))
    assert allowed(higher) or not allowed(touched)


@given(QUESTIONS)
def test_a_stranger_only_comes_to_the_door(question: Question) -> None:
    stranger = changed(question, kind=Kind.STRANGER)
    assert not allowed(stranger) or (question.public and question.self_service)


@given(QUESTIONS)
def test_a_key_somebody_else_holds_opens_nothing(question: Question) -> None:
    known = changed(question, kind=Kind.PERSON) if question.subject.kind is Kind.STRANGER else question
    assert not allowed(changed(known, bound=False))


@given(QUESTIONS)
def test_a_remedy_is_none_or_leads_somewhere(question: Question) -> None:
    decision = explain(POLICY, question, 0.0)
    codes = [remedy.code for remedy in decision.remedies]
    assert bool(codes) is not decision.allowed
    assert len(codes) == len(set(codes))
    assert "none" not in codes or codes == ["none"]
