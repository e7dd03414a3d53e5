"""Questions to begin from: one that is allowed for each kind of thing, and ways to change one."""

from typing import Any

import msgspec

from vedette.access.nouns import Kind, Risk, Subject, Tier
from vedette.access.policy.question import Question

IN_SUBJECT = {"kind", "tier", "roles", "tools", "agent"}


def changed(question: Question, **changes: Any) -> Question:  # noqa: ANN401  any field of either
    """The same, but for what is named; tier, kind, roles, tools and agent are the subject's."""
    mine = {name: value for name, value in changes.items() if name in IN_SUBJECT}
    if mine.get("kind") is Kind.AGENT:
        mine = {"agent": "agent-1", "tools": (question.capability,)} | mine
    elif "kind" in mine:
        mine = {"agent": "", "tools": ()} | mine
    rest = {name: value for name, value in changes.items() if name not in IN_SUBJECT}
    subject = msgspec.structs.replace(question.subject, **mine)
    return msgspec.structs.replace(question, subject=subject, **rest)


PLAIN = Question(
    subject=Subject(id="person-1", kind=Kind.PERSON, tier=Tier.T1, key="thumbprint"),
    capability="code.explain",
    risk=Risk.C0,
    role="",
    scoped=False,
    static=False,
    needs_purpose=False,
    needs_step_up=False,
    needs_second=False,
    self_service=False,
    changes=False,
    human_only=False,
    ics=False,
    model="",
    suspended=False,
    paused=False,
    measure="",
    held="",
    tainted=False,
    egress=False,
    criticality=0,
    bound=True,
    scope="unneeded",
    auth_age=600,
    budget=True,
    ledger="ok",
    policy_age=5,
)
OF_C2 = {"risk": Risk.C2, "scoped": True, "scope": "proved", "purpose": "own_code"}
OF_C3 = OF_C2 | {"risk": Risk.C3, "tier": Tier.T2, "touch_age": 60, "sandbox": True}
OF_C4 = OF_C3 | {
    "risk": Risk.C4,
    "tier": Tier.T3,
    "approvals": 2,
    "approving_teams": 2,
    "reviewer_among": True,
    "egress": True,
}
GLASS = {"approvals": 0, "approving_teams": 0, "reviewer_among": False, "break_glass": True}

CHANGES: dict[str, dict[str, Any]] = {
    "explain": {},
    "review of own code": {"risk": Risk.C1, "tier": Tier.T0, "own_input": True},
    "review": {"risk": Risk.C1},
    "static malware analysis": OF_C2 | {"static": True, "scoped": False, "scope": "unneeded"},
    "discovery on a proved target": OF_C2,
    "exercise": OF_C3 | {"tier": Tier.T1, "training": True, "scope": "unneeded", "touch_age": -1},
    "fuzzing by a professional": OF_C3 | {"touch_age": 1800},
    "fuzzing by a team": OF_C3 | {"tier": Tier.T3},
    "fuzzing by an agent": OF_C3 | {"kind": Kind.AGENT},
    "validation on a host": OF_C4,
    "validation on a critical host": OF_C4 | {"criticality": 4, "approvals": 3},
    "control systems": OF_C4 | {"tier": Tier.T4, "ics": True, "model": "critical"},
    "glass broken": OF_C4 | GLASS | {"purpose": "incident_response"},
    "glass broken on a critical host": OF_C4
    | GLASS
    | {"purpose": "incident_response", "criticality": 5, "approvals": 1, "approving_teams": 1},
    "nightly discovery of a service": OF_C2 | {"kind": Kind.SERVICE, "auth_age": -1},
    "owner scans": {"kind": Kind.OWNER, "tier": Tier.T0, "auth_age": -1},
    "owner scans a folder": OF_C2
    | {"kind": Kind.OWNER, "tier": Tier.T0, "auth_age": -1, "own_input": True, "scope": "missing"},
    "owner takes malware apart": OF_C3
    | {"kind": Kind.OWNER, "tier": Tier.T0, "auth_age": -1, "own_input": True, "touch_age": -1},
    "owner reads malware": OF_C3
    | {"kind": Kind.OWNER, "tier": Tier.T0, "own_input": True, "sandbox": False, "static": True},
    "owner operates": {"kind": Kind.OWNER, "tier": Tier.T0, "auth_age": -1, "role": "operator"},
    "operator pauses a class": {
        "risk": Risk.C2,
        "role": "operator",
        "roles": ("operator",),
        "purpose": "operations",
    },
    "reviewer approves": {
        "risk": Risk.C1,
        "role": "reviewer",
        "roles": ("member", "reviewer"),
        "human_only": True,
        "needs_step_up": True,
        "touch_age": 10,
    },
    "operator changes the policy": {
        "risk": Risk.C1,
        "role": "operator",
        "roles": ("operator",),
        "needs_second": True,
        "approvals": 1,
        "approving_teams": 1,
        "needs_purpose": True,
        "purpose": "operations",
    },
    "proof of scope": {"risk": Risk.C1, "self_service": True, "human_only": True},
    "agent asks what is left": {"kind": Kind.AGENT, "self_service": True},
    "appeal of somebody suspended": {"self_service": True, "suspended": True, "redress": True},
    "appeal against a measure": {
        "self_service": True,
        "redress": True,
        "measure": "paused",
        "changes": True,
    },
    "appeal where a touch is asked for": {"self_service": True, "redress": True, "measure": "step_up"},
    "appeal in words a person looks at": {"self_service": True, "redress": True, "held": "review"},
    "appeal in words that need agreement": {"self_service": True, "redress": True, "held": "approval"},
    "leaving, after reading": {
        "kind": Kind.AGENT,
        "self_service": True,
        "redress": True,
        "changes": True,
        "tainted": True,
    },
    "touched after a measure": OF_C2 | {"measure": "step_up", "touch_age": 60},
    "a text somebody agreed to": OF_C3 | {"held": "approval", "approvals": 1, "approving_teams": 1},
    "a change by an agent": OF_C2 | {"kind": Kind.AGENT, "changes": True},
    "an agent that read looks further": OF_C2 | {"kind": Kind.AGENT, "tainted": True},
    "owner proves scope": {"kind": Kind.OWNER, "risk": Risk.C1, "self_service": True, "human_only": True},
    "stranger logs in": {
        "kind": Kind.STRANGER,
        "tier": Tier.T0,
        "bound": False,
        "self_service": True,
        "public": True,
    },
}
ALLOWED: dict[str, Question] = {name: changed(PLAIN, **changes) for name, changes in CHANGES.items()}
"""Each is allowed as it stands."""
