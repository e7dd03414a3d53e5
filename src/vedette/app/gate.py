"""The one way in: decide, put budget aside, write it down, run, settle, write down the end, give a receipt.

Every door goes through `Gate.run`. Nothing runs that was not decided, and nothing is decided off the record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec

from vedette.access.nouns import Decision, Risk
from vedette.access.policy.engine import Policy
from vedette.access.policy.question import Question
from vedette.app.asking import Countable, Request
from vedette.app.callers import Caller
from vedette.app.capability import Capability
from vedette.app.circumstances import Circumstances, Held
from vedette.app.clock import Clock
from vedette.app.jobs import Cancelled, Job
from vedette.app.record import Ended, Record, Writing, Written
from vedette.app.steps import Steps, driven, worked
from vedette.app.watch import NotWatched, Watch
from vedette.core.errors import BadInput, Refused, VedetteError

R = TypeVar("R", bound=Countable)
Handler: TypeAlias = Callable[[Any, "Work"], Countable]
"""Does the work of one capability. Takes the request that capability names."""


class Work(msgspec.Struct, frozen=True):
    """What a handler is told besides its request: for whom, by which decision, and whom to tell progress."""

    job: Job
    caller: Caller
    decision: Decision


class Denied(Refused):
    """The decision was no. Carries the decision, so that every door can say why and what would help."""

    def __init__(self, capability: str, decision: Decision, told: Mapping[str, str]) -> None:
        why = ", ".join(decision.reasons)
        hint = "; ".join(one.text for one in decision.remedies) or "nothing would change this"
        super().__init__(f"{capability}: not allowed ({why}); decision {decision.id}", hint=hint)
        self.capability = capability
        self.decision = decision
        self.told = told
        """What the remedies need, such as the challenge to touch a key for."""


class Receipt(msgspec.Struct, frozen=True):
    """Proof that a run is on the record."""

    decision: str
    capability: str
    decided: Written
    """The entry that says it was allowed."""
    ended: Written
    """The entry that says how it ended."""


class Result(msgspec.Struct, Generic[R], frozen=True):
    """The answer, and its receipt."""

    value: R
    receipt: Receipt


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """Knows what can be asked for, who does it, who decides, and where it is written down."""

    capabilities: Mapping[str, Capability[Any]]
    handlers: Mapping[str, Handler]
    policy: Policy
    circumstances: Circumstances
    record: Record
    clock: Clock
    watch: Watch = msgspec.field(default_factory=NotWatched)

    def run(self, caller: Caller, capability: str, request: Request[R], job: Job | None = None) -> Result[R]:
        """Do what is asked, if it may be done; wait for the disk, and for whoever does the work.

        Raises:
            Denied: the decision was no; reasons and remedies are in it.
            Refused: a touch or approvals it counted on were used up at the same moment.
            BadInput: the request is not one of that capability.
            Unavailable: the record cannot be written, and nothing runs unrecorded.

        """
        return driven(self.steps(caller, capability, request, job))

    def steps(
        self, caller: Caller, capability: str, request: Request[R], job: Job | None = None
    ) -> Steps[Result[R]]:
        """Do the same, and hand out whatever has to be waited for: whoever drives this waits as it likes.

        Raises:
            Denied, Refused, BadInput, Unavailable: as `run`.

        """
        known = self._known(capability, request)
        question, decision, held = self._decide(caller, known, request)
        decided = yield self.record.decided(caller.subject, known, request, decision)
        self.watch.seen(caller, known, request, decision, question)
        if not decision.allowed or held is None:
            told = self.circumstances.refused(caller, known, request, decision)
            raise Denied(known.id, decision, told)
        work = Work(job or Job(), caller, decision)
        if not self.circumstances.used(caller, known, request, question):
            held.settle(used=False)
            yield self._ended(known, work, Ended("failed", self.clock.seconds(), Refused.__name__, {}))
            raise Refused("what was shown for this was used by the same request meanwhile", hint="ask again")
        value, ended = yield from self._recorded(known, request, work, held)
        return Result(value, Receipt(decision.id, known.id, decided, ended))

    def could(self, caller: Caller, capability: str, supposed: Request[Any]) -> Decision:
        """Say whether something could be done, without doing it, writing it down or using anything up.

        `supposed` stands for the request: only its `target` counts, if it has one.
        """
        known = self.capabilities.get(capability) or _unknown(type(supposed))
        return self._answer(self.circumstances.question(caller, known, supposed), supposed)

    def _known(self, capability: str, request: Request[Any]) -> Capability[Any]:
        """Return the capability; what nobody knows is decided too, and answered as what is not allowed."""
        known = self.capabilities.get(capability)
        if known is None:
            return _unknown(type(request))
        if not isinstance(request, known.request):
            raise BadInput(
                f"{capability} does not take a {type(request).__name__}", hint="this is a mistake in the door"
            )
        return known

    def _decide(
        self, caller: Caller, known: Capability[Any], request: Request[Any]
    ) -> tuple[Question, Decision, Held | None]:
        """Decide, and put budget aside if it is yes; where that is spent, decide again knowing it."""
        question = self.circumstances.question(caller, known, request)
        decision = self._answer(question, request)
        if not decision.allowed:
            return question, decision, None
        held = self.circumstances.hold(caller, known, decision)
        if held is None:
            question = msgspec.structs.replace(question, budget=False)
            decision = self._answer(question, request)
        return question, decision, held

    def _answer(self, question: Question, request: Request[Any]) -> Decision:
        target = getattr(request, "target", "")
        now = self.clock.now().timestamp()
        decision = self.policy.decide(question, now)
        if decision.allowed or decision.remedies:
            return decision
        from vedette.access.policy.remedies import explain  # noqa: PLC0415  few are refused

        return explain(self.policy, question, now, str(target))

    def _recorded(
        self, known: Capability[Any], request: Request[R], work: Work, held: Held
    ) -> Steps[tuple[R, Written]]:
        """Run, settle, and write down how it ended, however it ended."""
        began = self.clock.seconds()
        try:
            value: Any = yield from worked(self.handlers[known.id], request, work, brief=known.brief)
        except GeneratorExit:  # nobody takes this any further: the process ends
            raise
        except BaseException as error:
            held.settle(used=False)
            if isinstance(error, VedetteError):
                error.decision = work.decision
            how = "stopped" if isinstance(error, KeyboardInterrupt | Cancelled) else "failed"
            yield self._ended(known, work, Ended(how, began, type(error).__name__, {}))
            raise
        held.settle(used=True)
        ended = yield self._ended(known, work, Ended("done", began, "", value.counts()))
        return value, ended

    def _ended(self, known: Capability[Any], work: Work, ended: Ended) -> Writing:
        seconds = round(self.clock.seconds() - ended.seconds, 3)
        return self.record.ended(work.caller.subject, known, work.decision, ended._replace(seconds=seconds))


def _unknown(request: type[Request[Any]]) -> Capability[Any]:
    return Capability(
        id="unknown", does="nothing", reads="nothing", risk=Risk.CX, request=request, cost_unit="runs"
    )


__all__ = ["Denied", "Gate", "Handler", "Receipt", "Result", "Work"]
