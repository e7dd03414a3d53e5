"""Could I do this, and if not, what would it take? Asked of the gate, which does nothing and says."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import structs

from vedette.app import programme_answers as answers
from vedette.app.asking import Countable, Request
from vedette.app.callers import Caller
from vedette.app.gate import Gate, Handler, Work
from vedette.app.programme_requests import Explain


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed(Request[Countable]):
    """Stands for a request that was not made."""

    target: str = ""


def may(gate: Gate, caller: Caller, capability: str) -> bool:
    """Tell whether somebody could use a capability now, whatever for, without doing anything."""
    return capability in gate.handlers and gate.could(caller, capability, Supposed()).allowed


def explainer(gate: Gate) -> Handler:
    """Make what answers such questions by asking the same gate."""

    def explain(request: Explain, work: Work) -> answers.Explained:
        caller = structs.replace(work.caller, purpose=request.purpose) if request.purpose else work.caller
        decision = gate.could(caller, request.capability, Supposed(target=request.target))
        return answers.Explained(
            capability=request.capability,
            allowed=decision.allowed,
            reasons=decision.reasons,
            remedies=tuple(answers.RemedyTold(code=one.code, text=one.text) for one in decision.remedies),
            policy=decision.policy,
        )

    return explain
