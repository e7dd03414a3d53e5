"""May this caller do this? A pure function from question to decision, with reasons; without checks, no."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from vedette.app.capability import Capability, Risk


class Standing(StrEnum):
    """Who somebody has shown to be."""

    LOCAL_OWNER = "local-owner"
    """Whoever runs this on their own machine, with their own files."""
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who asks."""

    id: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Allow:
    """Go ahead."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deny:
    """No; why, and what would change it."""

    reasons: tuple[str, ...]
    remedy: str


Decision: TypeAlias = Allow | Deny
Check: TypeAlias = Callable[[Principal, Capability[Any]], Decision]


def decide(caller: Principal, capability: Capability[Any] | None, checks: Sequence[Check]) -> Decision:
    """Allow only if there are checks and all of them do."""
    if capability is None:
        return Deny(("there is no such capability",), "see the list in app/capability.py")
    if not checks:
        return Deny(("no check is configured, and without one nothing is allowed",), "configure a policy")
    answers = [check(caller, capability) for check in checks]
    denials = [answer for answer in answers if isinstance(answer, Deny)]
    if denials:
        return Deny(tuple(why for one in denials for why in one.reasons), denials[0].remedy)
    return Allow(tuple(why for one in answers for why in one.reasons))


def owner_may_look(caller: Principal, capability: Capability[Any]) -> Decision:
    """Let the owner of the machine do what only reads what is theirs already."""
    if caller.standing is not Standing.LOCAL_OWNER:
        return Deny(
            ("only the owner of this machine may use it so far",), "run it as yourself, on your machine"
        )
    if capability.risk is not Risk.C0:
        return Deny(
            (f"{capability.id} is of class {capability.risk}, which needs a policy",), "configure a policy"
        )
    return Allow(("the owner of this machine looks at what they can read anyway",))
