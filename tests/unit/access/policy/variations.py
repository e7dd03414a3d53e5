"""Many questions: near those that are allowed, at the edges of every number, in pairs and at random."""

from collections.abc import Iterator
from itertools import combinations, islice
from random import Random
from typing import Any

from tests.unit.access.policy.questions import ALLOWED, changed
from vedette.access.nouns import Kind, Risk, Tier
from vedette.access.policy.question import UNKNOWN_AGE, Question

BOTH = (False, True)
VALUES: dict[str, tuple[Any, ...]] = {
    "kind": tuple(Kind),
    "tier": tuple(Tier),
    "roles": ((), ("",), ("operator",), ("reviewer", "member")),
    "tools": ((), ("code.explain",), ("code.other", "code.more")),
    "risk": tuple(Risk),
    "role": ("", "operator", "reviewer"),
    "scope": ("unneeded", "proved", "missing", "expired", "foreign", "excluded"),
    "purpose": ("", "own_code", "incident_response"),
    "touch_age": (-1, 0, 900, 901, 3600, 3601),
    "auth_age": (-1, 0, 43200, 43201),
    "approvals": (0, 1, 2, 3),
    "approving_teams": (0, 1, 2),
    "criticality": (0, 3, 4, 5),
    "ledger": ("ok", "late", "down"),
    "policy_age": (-1, 0, 60, 61, UNKNOWN_AGE),
    "model": ("", "critical"),
    "measure": ("", "step_up", "paused"),
    "held": ("", "approval", "review"),
} | dict.fromkeys(
    (
        *("scoped", "static", "needs_purpose", "needs_step_up", "needs_second", "self_service", "human_only"),
        *(
            "ics",
            "public",
            "redress",
            "changes",
            "tainted",
            "suspended",
            "paused",
            "egress",
            "bound",
            "own_input",
            "reviewer_among",
            "break_glass",
        ),
        *("budget", "sandbox", "training"),
    ),
    BOTH,
)


def coherent(question: Question, changes: dict[str, Any]) -> Question:
    """Change a question, and what the change would contradict."""
    made = changed(question, **changes)
    if made.role and made.self_service:
        made = changed(made, **({"role": ""} if "self_service" in changes else {"self_service": False}))
    return made


def at_random(seed: int, count: int) -> Iterator[Question]:
    """Draw questions a few steps away from one that is allowed; every eighth from anywhere."""
    draw = Random(seed)  # noqa: S311  nothing secret: the same questions each time
    bases, names = list(ALLOWED.values()), list(VALUES)
    for number in range(count):
        steps = len(names) if number % 8 == 0 else draw.randint(1, 5)
        picked = draw.sample(names, steps)
        yield coherent(draw.choice(bases), {name: draw.choice(VALUES[name]) for name in picked})


def in_pairs(every: int = 1) -> Iterator[Question]:
    """Give allowed questions with every two things changed, to every value at an edge; or each so many-th."""
    made = (
        (base, {one: mine, other: yours})
        for one, other in combinations(VALUES, 2)
        for base in ALLOWED.values()
        for mine in VALUES[one]
        for yours in VALUES[other]
    )
    for base, changes in islice(made, 0, None, every):
        yield coherent(base, changes)


def one_by_one() -> Iterator[tuple[str, str, Question]]:
    """Give every allowed question with one thing changed; with the name of the question and the change."""
    for name, base in ALLOWED.items():
        for variable, values in VALUES.items():
            for value in values:
                made = coherent(base, {variable: value})
                if made != base:
                    yield name, f"{variable}={said(value)}", made


def said(value: object) -> str:
    """Write a value as it stands in the golden file."""
    if isinstance(value, tuple):
        return "+".join(one or "''" for one in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(getattr(value, "name", value)).lower() or "none"
