"""Which named model serves a request: the one that was asked for, or, only where the caller said so, a lower.

Selecting is not granting: each try is a decision of the gate, on the record. Nothing is changed in silence:
who answered is in the answer, and the effect ends with this one request.
"""

from __future__ import annotations

from typing import Final

from vedette.app.callers import Caller
from vedette.app.gate import Denied, Gate, Result
from vedette.app.jobs import Job
from vedette.app.model_answers import Spoken
from vedette.app.model_requests import UseModel
from vedette.app.steps import Steps
from vedette.models.profiles import below, profile

_WAITS: Final = frozenset({"text-held", "text-approval"})
"""Reasons that are about the words, and would be the same of any model."""


def served(
    gate: Gate, caller: Caller, wanted: str, request: UseModel, job: Job | None = None
) -> Steps[Result[Spoken]]:
    """Have the model that was asked for answer.

    Raises:
        Denied: this caller may not use it; reasons and remedies are in it.
        BadInput: there is no such model.
        Unavailable: nothing stands behind it, or what does is not answering.

    """
    return (yield from gate.steps(caller, profile(wanted).capability, request, job))


def served_or_lower(
    gate: Gate, caller: Caller, wanted: str, request: UseModel, job: Job | None = None
) -> Steps[Result[Spoken]]:
    """Have the model that was asked for answer, or the strongest lower one this caller may use.

    Raises:
        Denied: the first refusal, where no lower model may be used either, or a person is to look first.
        BadInput, Unavailable: as `served`.

    """
    refused: Denied | None = None
    for one in (profile(wanted), *below(wanted)):
        try:
            return (yield from gate.steps(caller, one.capability, request, job))
        except Denied as denied:
            refused = refused or denied
            if _WAITS & set(denied.decision.reasons):  # a person is to look: no other model answers instead
                raise
    if refused is None:  # a profile is always tried, and either answers or is refused
        raise AssertionError(wanted)
    raise refused
