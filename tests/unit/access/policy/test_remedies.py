"""A refusal says what would change it, and that is true."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.examples import few
from tests.unit.access.policy.questions import ALLOWED, PLAIN, changed
from tests.unit.access.policy.variations import at_random
from vedette.access.nouns import Kind, Purpose, Risk, Tier
from vedette.access.policy.engine import Policy
from vedette.access.policy.question import Question
from vedette.access.policy.remedies import explain

DISCOVERY = ALLOWED["discovery on a proved target"]
VALIDATION = ALLOWED["validation on a host"]
NOBODY: dict[str, Any] = {"approvals": 0, "approving_teams": 0, "reviewer_among": False}


@pytest.fixture(scope="module")
def policy() -> Policy:
    """Ours, which no busy machine makes late."""
    return replace(Policy.load(), clock=lambda: 0.0)


@pytest.mark.parametrize(
    ("question", "remedies"),
    [
        (changed(DISCOVERY, scope="missing"), ["Prove that you control example.org."]),
        (
            changed(DISCOVERY, scope="expired"),
            ["Prove again that you control example.org: the proof has expired."],
        ),
        (
            changed(DISCOVERY, scope="foreign"),
            ["Prove that you control example.org; what is proved so far belongs to somebody else."],
        ),
        (changed(DISCOVERY, scope="unneeded"), ["Name a target and prove that you control it."]),
        (changed(DISCOVERY, auth_age=90000), ["Log in again with your passkey."]),
        (changed(DISCOVERY, tier=Tier.T0), ["Apply for tier T1 (verified)."]),
        (
            changed(DISCOVERY, ledger="late"),
            ["Wait until the ledger takes entries again; the operator sees why it does not."],
        ),
        (
            changed(DISCOVERY, budget=False),
            ["Wait until the budget is renewed, or ask the operator for more."],
        ),
        (changed(DISCOVERY, paused=True), ["Ask the operator when class C2 is open again: it is paused."]),
        (
            changed(DISCOVERY, measure="paused"),
            ["Wait until the measure ends, or appeal against it by its id."],
        ),
        (changed(DISCOVERY, measure="step_up"), ["Touch your key for exactly this action."]),
        (
            changed(DISCOVERY, held="review"),
            ["Wait until a person has looked at this one request, or appeal by the id of this decision."],
        ),
        (changed(DISCOVERY, held="approval"), ["Ask one more person to approve."]),
        (
            changed(DISCOVERY, tainted=True, changes=True),
            ["Ask for it yourself: a program that read something from outside changes nothing."],
        ),
        (changed(DISCOVERY, suspended=True), ["Appeal against the suspension, or wait until it ends."]),
        (changed(DISCOVERY, bound=False), ["Sign the request with the key your token is bound to."]),
        (changed(DISCOVERY, model="critical"), ["Use another model than the most capable one."]),
        (changed(VALIDATION, touch_age=901), ["Touch your key for exactly this action."]),
        (changed(VALIDATION, sandbox=False), ["Run it in the sandbox."]),
        (
            changed(VALIDATION, **NOBODY),
            ["Ask 2 more people to approve, of two teams, a reviewer among them."],
        ),
        (changed(VALIDATION, approving_teams=1), ["Ask one more person to approve, of another team."]),
        (
            changed(VALIDATION, reviewer_among=False),
            ["Ask one more person to approve, a reviewer among them."],
        ),
        (changed(VALIDATION, criticality=5), ["Ask one more person to approve."]),
        (
            changed(ALLOWED["fuzzing by a team"], egress=True, touch_age=-1),
            ["Run it without a way to the network.", "Touch your key for exactly this action."],
        ),
        (
            changed(ALLOWED["control systems"], tier=Tier.T2),
            ["Apply for tier T4 (responder of an essential service)."],
        ),
        (
            changed(ALLOWED["glass broken"], purpose="research"),
            ["State the purpose incident_response: only for that the glass is broken."],
        ),
        (
            changed(ALLOWED["glass broken"], kind=Kind.AGENT),
            [
                "Leave the glass whole, and ask for approvals.",
                "Ask 2 more people to approve, of two teams, a reviewer among them.",
            ],
        ),
        (
            changed(ALLOWED["fuzzing by an agent"], tools=()),
            ["Use a token that names code.explain: the person you act for can issue one."],
        ),
        (
            changed(ALLOWED["reviewer approves"], kind=Kind.AGENT, roles=()),
            ["A person has to do this themselves.", "Ask an operator for the role reviewer."],
        ),
        (
            changed(ALLOWED["owner takes malware apart"], own_input=False, sandbox=False),
            ["Hand in what is to be looked at, instead of naming it.", "Run it in the sandbox."],
        ),
        (
            changed(DISCOVERY, kind=Kind.STRANGER, bound=False, purpose=""),
            [
                "Log in; if you have no account, enrol.",
                "Apply for tier T1 (verified).",
                f"State what it is for, one of: {', '.join(Purpose)}.",
            ],
        ),
    ],
)
def test_a_refusal_says_what_to_do(policy: Policy, question: Question, remedies: list[str]) -> None:
    decision = explain(policy, question, 0.0, "example.org")
    assert not decision.allowed
    assert [remedy.text for remedy in decision.remedies] == remedies


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (changed(PLAIN, risk=Risk.CX), "Class CX is done for nobody."),
        (
            changed(PLAIN, scope="excluded"),
            "A target somebody excluded is left alone, whatever else was proved.",
        ),
        (
            changed(ALLOWED["owner takes malware apart"], risk=Risk.C4),
            "No rule permits this (C4, as owner), whatever is shown.",
        ),
        (
            changed(ALLOWED["reviewer approves"], kind=Kind.OWNER),
            "No rule permits this (C1, as owner), whatever is shown.",
        ),
    ],
)
def test_what_nothing_helps_against_is_said_to_be_so(policy: Policy, question: Question, words: str) -> None:
    (remedy,) = explain(policy, question, 0.0).remedies
    assert (remedy.code, remedy.text) == ("none", words)


def test_what_is_allowed_needs_no_remedy(policy: Policy) -> None:
    assert explain(policy, PLAIN, 0.0).remedies == ()


def test_an_engine_that_fails_is_not_asked_for_remedies() -> None:
    stopped = Policy.load()
    stopped.stop()
    (remedy,) = explain(stopped, PLAIN, 0.0).remedies
    assert remedy.code == "none"


def test_a_target_is_shown_short_and_without_signs_nobody_sees(policy: Policy) -> None:
    (remedy,) = explain(
        policy, changed(DISCOVERY, scope="missing"), 0.0, "a\x1b[2J\u202e{role}" + "b" * 999
    ).remedies
    assert remedy.text == f"Prove that you control a?[2J?{{role}}{'b' * 188}."


DEEDS: dict[str, dict[str, Any]] = {
    "in_person": {"kind": Kind.PERSON},
    "log_in": {"kind": Kind.PERSON, "tier": Tier.T0, "bound": True, "auth_age": 1},
    "appeal": {"suspended": False},
    "appeal_measure": {"measure": ""},
    "await_review": {"held": ""},
    "ask_yourself": {"tainted": False},
    "ask_unpause": {"paused": False},
    "wait_ledger": {"ledger": "ok"},
    "wait_policy": {"policy_age": 1},
    "wait": {"budget": True},
    "keep_glass": {"break_glass": False},
    "prove_scope": {"scope": "proved"},
    "other_model": {"model": ""},
    "hand_in": {"own_input": True},
    "close_network": {"egress": False},
    "use_sandbox": {"sandbox": True},
    "log_in_again": {"auth_age": 1},
    "touch_key": {"touch_age": 1},
    "bind_key": {"bound": True},
}
"""What somebody does who follows a remedy."""


def done(question: Question, code: str, text: str) -> Question:
    persons = 1 if "one more" in text else 2 if "2 more" in text else 3
    teams = max(question.approving_teams, 2 if "team" in text else 1)
    worded: dict[str, dict[str, Any]] = {
        "apply_tier": {"tier": next((tier for tier in Tier if tier.name in text), Tier.T0)},
        "ask_role": {"roles": (*question.subject.roles, question.role)},
        "name_tool": {"tools": (*question.subject.tools, question.capability)},
        "state_purpose": {"purpose": "incident_response" if "the glass" in text else "research"},
        "second_approval": {
            "approvals": question.approvals + persons,
            "approving_teams": teams,
            "reviewer_among": question.reviewer_among or "reviewer" in text,
        },
    }
    return changed(question, **(DEEDS | worded)[code])


@pytest.mark.parametrize("seed", few(range(4), of=4))
def test_whoever_does_all_of_it_is_allowed_and_all_of_it_is_needed(policy: Policy, seed: int) -> None:
    refused = [one for one in at_random(seed, 150) if not policy.decide(one, 0.0).allowed]
    hopeless = 0
    for question in refused:
        remedies = explain(policy, question, 0.0).remedies
        assert remedies
        hopeless += remedies[0].code == "none"
        followed = question
        for remedy in remedies if remedies[0].code != "none" else ():
            assert not policy.decide(followed, 0.0).allowed
            followed = done(followed, remedy.code, remedy.text)
        assert policy.decide(followed, 0.0).allowed or remedies[0].code == "none"
    assert hopeless < len(refused) / 2
