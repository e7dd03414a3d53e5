"""What the policy is asked: who wants to do what, and how things stand at that moment.

Comes from the gate, or as JSON from somebody who wants to know beforehand; goes to the engine. Whatever is
not stated counts against the one who asks.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, NoReturn

import msgspec
from msgspec import Struct

from vedette.access.nouns import Kind, Purpose, Risk, Subject, Tier
from vedette.core.errors import BadInput, LimitHit

SCOPES: Final = frozenset({"unneeded", "proved", "missing", "expired", "foreign", "excluded"})
LEDGERS: Final = frozenset({"ok", "late", "down"})
ROLES: Final = frozenset({"", "operator", "reviewer", "member"})
MODELS: Final = frozenset({"", "critical"})
TIERS: Final = frozenset(Tier)
MEASURES: Final = frozenset({"", "step_up", "paused"})
HELDS: Final = frozenset({"", "approval", "review"})
PURPOSES: Final = frozenset({"", *Purpose})

MOST_BYTES: Final = 64 * 1024
"""Of a question in JSON: 256 tools of 200 characters fit."""
MOST_NAMES: Final = 256
"""Tools or roles one question may carry."""
LONGEST_NAME: Final = 200
NEVER: Final = -1
"""The age of something that did not happen."""
UNKNOWN_AGE: Final = 2**31
"""The age in seconds of a policy nobody has checked."""


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """May this subject use this capability, now? Ages are in whole seconds."""

    subject: Subject

    capability: str
    """Id in the table of capabilities; what follows up to `ics` is what that table declares."""
    risk: Risk
    role: str
    """The role needed to use it, or empty for what is nobody's office: operator, reviewer, member."""
    scoped: bool
    """Whether it names a target that has to be proved."""
    static: bool
    """Whether it is static malware analysis or triage, which needs no proof of scope in C2."""
    needs_purpose: bool
    needs_step_up: bool
    needs_second: bool
    self_service: bool
    """Whether it is about one's own account, applications, appeals or proofs."""
    changes: bool
    """Whether it changes something beyond the answer it gives."""
    human_only: bool
    """Whether no agent and no service may do it: approve, prove scope, touch a key."""
    ics: bool
    """Whether it concerns industrial control systems."""
    model: str
    """`critical` when the most capable model would do the work, or empty."""

    suspended: bool
    paused: bool
    """Whether the operator has paused this class."""
    measure: str
    """In force for this caller and this class: `step_up` or `paused`, or empty."""
    held: str
    """For what the text says: until one person agrees (`approval`), or has looked (`review`); or empty."""
    tainted: bool
    """Whether a program proposed it after it read something from outside."""
    egress: bool
    """Whether the run could reach a network."""
    criticality: int
    """Of the target, from 0 to 5."""

    public: bool = False
    """Whether it is one of the things open to strangers; declared, as is the next."""
    redress: bool = False
    """Whether somebody suspended may do it: see why, appeal, leave."""
    bound: bool = False
    """Whether the request is signed with the key its token is bound to; true for the local owner."""
    own_input: bool = False
    """Whether it looks at nothing but what the caller handed in."""
    scope: str = "missing"
    """unneeded, proved, missing, expired, foreign or excluded."""
    purpose: str = ""
    touch_age: int = NEVER
    """Since a passkey was touched for exactly this action."""
    auth_age: int = NEVER
    """Since a passkey was touched for anything."""
    approvals: int = 0
    """Distinct persons who approved, the one who asks not counted."""
    approving_teams: int = 0
    reviewer_among: bool = False
    break_glass: bool = False
    """Whether a break-glass is open for exactly this."""
    budget: bool = False
    """Whether enough is left."""
    sandbox: bool = False
    training: bool = False
    """Whether this is an exercise of ours, on material of ours."""
    ledger: str = "down"
    policy_age: int = UNKNOWN_AGE
    """Since the policy text was last found unchanged."""


_FAULTS: Final[tuple[tuple[str, Callable[[Question], bool]], ...]] = (
    ("no such state of scope", lambda q: q.scope not in SCOPES),
    ("no such state of the ledger", lambda q: q.ledger not in LEDGERS),
    ("no such role", lambda q: q.role not in ROLES),
    ("no such model", lambda q: q.model not in MODELS),
    ("no such measure", lambda q: q.measure not in MEASURES),
    ("nothing is held like that", lambda q: q.held not in HELDS),
    ("no such purpose", lambda q: q.purpose not in PURPOSES),
    ("no such tier", lambda q: q.subject.tier not in TIERS),
    ("no such criticality", lambda q: not 0 <= q.criticality <= 5),  # noqa: PLR2004  the scale of an asset
    ("fewer than none approved", lambda q: min(q.approvals, q.approving_teams) < 0),
    (
        "an agent is named where none acts, or the other way round",
        lambda q: _is_agent(q) != bool(q.subject.agent),
    ),
    ("nothing is an office and one's own affair", lambda q: bool(q.role) and q.self_service),
    ("too many tools or roles", lambda q: max(len(q.subject.tools), len(q.subject.roles)) > MOST_NAMES),
    ("a name is too long", lambda q: max(map(len, _names(q))) > LONGEST_NAME),
)


def fault(question: Question) -> str:
    """Say what about a question makes no sense, or nothing."""
    return next((words for words, holds in _FAULTS if holds(question)), "")


def _is_agent(question: Question) -> bool:
    return question.subject.kind is Kind.AGENT


def _names(question: Question) -> tuple[str, ...]:
    subject = question.subject
    return (question.capability, subject.id, subject.agent, *subject.tools, *subject.roles)


def question_from_json(data: bytes) -> Question:
    """Read a question somebody sent.

    Raises:
        LimitHit: it is larger than any question is.
        BadInput: it is not JSON, says something twice, says what no question says, or makes no sense.

    """
    if len(data) > MOST_BYTES:
        raise LimitHit(f"question: {len(data)} bytes, more than {MOST_BYTES}", hint="name fewer tools")
    try:
        said = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_number)
        _only_known(said)
        question = msgspec.convert(said, Question)
    except (ValueError, RecursionError, OverflowError) as error:
        raise _unusable(str(error)) from error
    if words := fault(question):
        raise _unusable(words)
    return question


def _unusable(why: str) -> BadInput:
    return BadInput(f"question: {why}", hint="see docs/policy.md for what a question says")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("something is said twice")
    return said


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _only_known(said: object) -> None:
    """Refuse words about the subject that nobody would read; about the rest msgspec does."""
    subject = said.get("subject") if isinstance(said, dict) else None
    if isinstance(subject, dict) and (unknown := subject.keys() - set(Subject.__struct_fields__)):
        raise ValueError(f"a subject has no {min(unknown)!r}")
