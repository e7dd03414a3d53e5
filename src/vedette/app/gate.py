"""The one way in: decide, record the decision, run, record how it ended, hand over the answer with a receipt.

Every door goes through `Gate.run`. What is behind it (policy, ledger) may grow; the call stays.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec

from vedette.app.capability import Capability
from vedette.app.clock import Clock
from vedette.app.decide import Check, Decision, Deny, Principal, decide
from vedette.app.jobs import Cancelled, Job
from vedette.app.record import Entry, Record, Stage
from vedette.app.requests import Countable, Request
from vedette.core.digest import sha256
from vedette.core.errors import BadInput, Refused

R = TypeVar("R", bound=Countable)
Handler: TypeAlias = Callable[[Any, Job], Countable]
"""Does the work of one capability. Takes the request that capability names."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a run is on the record."""

    run: str
    capability: str
    decided: str
    """Digest of the entry that says it was allowed."""
    ended: str
    """Digest of the entry that says how it ended."""


@dataclass(frozen=True, slots=True)
class Result(Generic[R]):
    """The answer, and its receipt."""

    value: R
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Knows what can be asked for, who does it, what is checked before, and where it is written down."""

    capabilities: Mapping[str, Capability[Any]]
    handlers: Mapping[str, Handler]
    checks: Sequence[Check]
    record: Record
    clock: Clock

    def run(
        self, caller: Principal, capability: str, request: Request[R], job: Job | None = None
    ) -> Result[R]:
        """Do what is asked, if it may be done.

        Raises:
            Refused: the decision was no; the reasons are in the message.
            BadInput: the request is not one of that capability.
            Unavailable: the record cannot be written, and nothing runs unrecorded.

        """
        known = self.capabilities.get(capability)
        decision = decide(caller, known, self.checks)
        entry = self._entry(caller, capability, request, decision)
        decided = self.record.append(entry)
        if isinstance(decision, Deny):
            raise Refused(f"{capability}: {'; '.join(decision.reasons)}", hint=decision.remedy)
        value, ended = self._recorded(entry, request, job or Job())
        return Result(value, Receipt(entry.run, capability, decided, ended))

    def _entry(self, caller: Principal, capability: str, request: Request[R], decision: Decision) -> Entry:
        return Entry(
            run=secrets.token_hex(8),
            when=self.clock.now(),
            stage=Stage.DECIDED,
            caller=caller.id,
            capability=capability,
            request=_digest(request),
            allowed=not isinstance(decision, Deny),
            reasons=decision.reasons,
        )

    def _recorded(self, entry: Entry, request: Request[R], job: Job) -> tuple[R, str]:
        """Run, and write down how it ended, however it ended."""
        began = self.clock.seconds()
        try:
            value = self._do(entry.capability, request, job)
        except BaseException as error:
            how = "stopped" if isinstance(error, KeyboardInterrupt | Cancelled) else "failed"
            self._ended(entry, began, how, type(error).__name__, {})
            raise
        return value, self._ended(entry, began, "done", "", value.counts())

    def _do(self, capability: str, request: Request[R], job: Job) -> R:
        if not isinstance(request, self.capabilities[capability].request):
            raise BadInput(
                f"{capability} does not take a {type(request).__name__}", hint="this is a mistake in the door"
            )
        value: Any = self.handlers[capability](request, job)
        return value  # type: ignore[no-any-return]  # the table pairs requests with answers; a test holds it to that

    def _ended(
        self, entry: Entry, began: float, how: str, error: str, counts: Mapping[str, int | str]
    ) -> str:
        return self.record.append(
            msgspec.structs.replace(
                entry,
                stage=Stage.ENDED,
                when=self.clock.now(),
                ended=how,
                error=error,
                seconds=round(self.clock.seconds() - began, 3),
                counts=counts,
            )
        )


def _digest(request: Request[Any]) -> str:
    return sha256(msgspec.json.encode(request, enc_hook=str))
