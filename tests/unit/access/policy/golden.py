"""The policy as a table people review: every tier against every class under each condition, with reasons.

`python -m tests.unit.access.policy.golden` writes it anew; what changed is in the diff, to be argued about.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.unit.access.policy.questions import ALLOWED, GLASS, OF_C4, PLAIN, changed
from tests.unit.access.policy.variations import one_by_one
from vedette.access.nouns import Decision, Kind, Risk, Tier
from vedette.access.policy.engine import Policy
from vedette.access.policy.question import Question

FILE = Path(__file__).parents[3] / "golden" / "policy-matrix.txt"
HEAD = """\
# What the policy says, case by case. Made by tests/unit/access/policy/golden.py from the policy text,
# and read by people: a change here is a change of who may do what. The first table is complete; of what
# comes after it, only what changes the answer is listed.
"""
MET = OF_C4 | {"approvals": 3, "egress": False, "scoped": False}
"""Everything any class asks for."""
WHO: dict[str, dict[str, Any]] = {tier.name: {"tier": tier} for tier in Tier} | {
    "agent of T3": {"kind": Kind.AGENT, "tier": Tier.T3},
    "service of T3": {"kind": Kind.SERVICE, "tier": Tier.T3},
    "owner": {"kind": Kind.OWNER, "tier": Tier.T0},
    "stranger": {"kind": Kind.STRANGER, "tier": Tier.T0},
}
CONDITIONS: dict[str, dict[str, Any]] = {
    "everything asked for is there": {},
    "own input, target not proved": {"own_input": True, "scope": "missing"},
    "own input, target not proved, static": {
        "own_input": True,
        "scope": "missing",
        "static": True,
        "sandbox": False,
    },
    "target not proved": {"scope": "missing"},
    "target not proved, static": {"scope": "missing", "static": True},
    "target not proved, exercise, no touch": {"scope": "missing", "training": True, "touch_age": -1},
    "target excluded": {"scope": "excluded"},
    "touched 16 minutes ago": {"touch_age": 960},
    "touched 61 minutes ago": {"touch_age": 3660},
    "no purpose": {"purpose": ""},
    "no sandbox": {"sandbox": False},
    "way out to the network": {"egress": True},
    "one approval": {"approvals": 1, "approving_teams": 1},
    "two approvals, of one team": {"approvals": 2, "approving_teams": 1},
    "two approvals, no reviewer": {"approvals": 2, "reviewer_among": False},
    "glass broken, incident": GLASS | {"purpose": "incident_response"},
    "glass broken, research": GLASS | {"purpose": "research"},
    "control systems": {"ics": True},
    "ledger late": {"ledger": "late"},
    "policy not looked at for 61 s": {"policy_age": 61},
    "login of yesterday": {"auth_age": 86400},
    "no budget": {"budget": False},
    "key not bound": {"bound": False},
    "suspended": {"suspended": True},
    "class paused": {"paused": True},
    "rests by a measure": {"measure": "paused"},
    "a measure asks for a touch, of 61 minutes ago": {"measure": "step_up", "touch_age": 3660},
    "a person looks at the text first": {"held": "review"},
    "the text needs an approval, none there": {"held": "approval", "approvals": 0, "approving_teams": 0},
    "proposed after reading from outside, changes something": {"tainted": True, "changes": True},
}


def cells() -> Iterator[tuple[str, str, str, Question]]:
    """Give every cell: condition, who, class, question."""
    for condition, changes in CONDITIONS.items():
        for who, subject in WHO.items():
            for risk in Risk:
                yield condition, who, risk.value, changed(PLAIN, **(MET | {"risk": risk} | changes | subject))


def everything() -> list[Question]:
    """Give each question the table answers, in its order."""
    return [
        *(question for *_, question in cells()),
        *ALLOWED.values(),
        *(question for *_, question in one_by_one()),
    ]


def table(policy: Policy) -> str:
    """Write the table."""
    return "\n".join([HEAD, *matrix(policy), *cases(policy)]) + "\n"


def matrix(policy: Policy) -> Iterator[str]:
    """Write who may use which class when all is well, and what each condition changes about it."""
    usual: dict[tuple[str, str], str] = {}
    for condition, rows in groupby(cells(), lambda cell: cell[0]):
        yield f"\n== {condition}\n"
        for _, who, risk, question in rows:
            said = answer(policy, question)
            if usual.get((who, risk)) != said:
                yield f"{who:14} {risk}  {said}"
            usual.setdefault((who, risk), said)


def cases(policy: Policy) -> Iterator[str]:
    """Write what is allowed, and which single change of the question changes the answer."""
    yield "\n\n# Cases that are allowed, and what changes the answer.\n"
    for name, rest in groupby(one_by_one(), lambda row: row[0]):
        usual = answer(policy, ALLOWED[name])
        yield f"\n== {name}\n\n{'':28} {usual}"
        for _, change, question in rest:
            if (said := answer(policy, question)) != usual:
                yield f"{change:28} {said}"


def answer(policy: Policy, question: Question) -> str:
    """Write an answer as it stands in the table."""
    decision = policy.decide(question, 0.0)
    return f"{outcome(decision)}  {' '.join(decision.reasons)}"


def outcome(decision: Decision) -> str:
    """Write a verdict so that the refusals stand out less than what is allowed."""
    return "ALLOW" if decision.allowed else "deny "


if __name__ == "__main__":
    FILE.write_text(table(Policy.load()), encoding="utf-8")
