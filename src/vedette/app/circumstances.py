"""What surrounds a request when it is decided: scope, touches, approvals, budget, the state of the house.

`Circumstances` turns a request into the question the policy answers. `AtHome` is for the owner of a machine,
`service.InService` for everybody else.
"""

from __future__ import annotations

import hashlib
from typing import Any, Protocol

import msgspec

from vedette.access.nouns import Decision
from vedette.access.policy.question import Question
from vedette.app.asking import Request
from vedette.app.callers import Caller
from vedette.app.capability import Capability


class Held(Protocol):
    """A part of budgets put aside for one run."""

    def settle(self, *, used: bool) -> None:
        """Take it, or give it back when nothing came of the run."""
        ...


class Circumstances(Protocol):
    """Knows what the policy asks about beyond the caller and the capability."""

    def question(self, caller: Caller, capability: Capability[Any], request: Request[Any]) -> Question:
        """Return what is to be decided."""
        ...

    def hold(self, caller: Caller, capability: Capability[Any], decision: Decision) -> Held | None:
        """Put the estimated cost aside; None when some budget has not enough left."""
        ...

    def refused(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], decision: Decision
    ) -> dict[str, str]:
        """Prepare what the remedies need, such as a challenge for the key; return what to tell of it."""
        ...

    def used(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], question: Question
    ) -> bool:
        """Use up what was good for one run: a touch, approvals; tell whether what was counted was there."""
        ...


def request_digest(capability: str, request: Request[Any]) -> str:
    """Return the digest of what exactly is asked: any change of it is another request."""
    body = msgspec.json.encode(request, enc_hook=str, order="sorted")
    return hashlib.sha256(b"\0".join((b"vedette request v1", capability.encode(), body))).hexdigest()


def action_digest(caller: Caller, capability: str, request: Request[Any]) -> str:
    """Return the digest of one person doing one thing: what a touched key signs, and approvers agree to."""
    words = ("vedette action v1", caller.subject.id, capability, request_digest(capability, request))
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


class _Nothing:
    def settle(self, *, used: bool) -> None:
        """Keep no books."""


class AtHome:
    """The owner of a machine with their own files: no targets, no budgets, nobody else to ask."""

    def question(self, caller: Caller, capability: Capability[Any], request: Request[Any]) -> Question:
        """Return what is to be decided."""
        del request
        return plain_question(caller, capability)

    def hold(self, caller: Caller, capability: Capability[Any], decision: Decision) -> Held | None:
        """Put nothing aside."""
        del caller, capability, decision
        return _Nothing()

    def refused(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], decision: Decision
    ) -> dict[str, str]:
        """Prepare nothing."""
        del caller, capability, request, decision
        return {}

    def used(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], question: Question
    ) -> bool:
        """Use nothing up."""
        del caller, capability, request, question
        return True


def plain_question(caller: Caller, capability: Capability[Any]) -> Question:
    """Return the question with nothing shown beyond the caller: whoever knows more replaces fields of it."""
    return Question(
        subject=caller.subject,
        capability=capability.id,
        risk=capability.risk,
        role=capability.role,
        scoped=capability.scoped,
        static=capability.static,
        needs_purpose=capability.needs_purpose,
        needs_step_up=capability.needs_step_up,
        needs_second=capability.needs_second,
        self_service=capability.self_service,
        changes=capability.changes,
        human_only=capability.human_only,
        redress=capability.redress,
        bound=caller.bound,
        own_input=capability.own_input,
        scope="missing" if capability.scoped else "unneeded",
        purpose=caller.purpose,
        touch_age=-1,
        auth_age=-1,
        approvals=0,
        approving_teams=0,
        reviewer_among=False,
        break_glass=False,
        budget=True,
        sandbox=False,
        egress=False,
        training=False,
        criticality=0,
        ledger="ok",
        policy_age=0,
        suspended=False,
        paused=False,
        measure="",
        held="",
        tainted=caller.tainted,
        model=capability.model,
        ics=False,
    )
