"""What a capability is: one thing Vedette can be asked to do, what it reads, how risky it is."""

from __future__ import annotations

from typing import Generic, TypeVar

from msgspec import Struct

from vedette.access.nouns import Risk
from vedette.app.asking import Countable, Request

R = TypeVar("R", bound=Countable)


class Capability(Struct, Generic[R], frozen=True, kw_only=True):
    """One thing that can be asked for."""

    id: str
    does: str
    reads: str
    """What of the caller's it looks at."""
    risk: Risk
    request: type[Request[R]]
    cost_unit: str
    """What a run is counted in."""
    estimate: int = 1
    """What is put aside of the budget before a run, in that unit; the run itself says what it came to."""
    role: str = ""
    """Whoever runs the programme for others needs it: operator, reviewer."""
    scoped: bool = False
    """Whether it names somebody's target, which has to be proved."""
    static: bool = False
    """Whether it only judges something hostile, which needs no scope."""
    own_input: bool = True
    """Whether it looks at nothing but what the caller hands in or has."""
    needs_purpose: bool = False
    needs_step_up: bool = False
    """Whether a person has to touch their key for just this action."""
    needs_second: bool = False
    """Whether others have to approve first."""
    self_service: bool = False
    """Whether it is about the caller's own account and rights."""
    redress: bool = False
    """Whether somebody suspended may still do it: see why, appeal, leave."""
    changes: bool = False
    """Whether it changes something that outlasts the answer it gives: then no program that read something
    from outside may do it."""
    quotes: bool = False
    """Whether its answer may carry words somebody else wrote: of code, logs, files, reports, catalogues."""
    human_only: bool = False
    """Whether no agent may do it."""
    model: str = ""
    """`critical`: the most capable model does the work, which the policy keeps for the highest tier."""
    at_once: bool = False
    """Whether it is charged at once though it may take long: of what dies with the server, it was used."""
    brief: bool = False
    """Whether it only looks something up: done among others, and charged at once, not held and settled."""
