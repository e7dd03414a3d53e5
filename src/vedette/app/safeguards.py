"""Where people's own words go in is read what they look like; at most, one request waits for a person.

`texts` says which words of a request count: what the caller says themselves, never what they hand in to be
looked at, nor what a tool gave. Nothing here changes what answers, or how; the refusal says what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from vedette.access.nouns import Decision, Risk
from vedette.access.safeguards.held import (
    LET_THROUGH_FOR,
    WAITING_MAX,
    HeldText,
    HeldTexts,
    Thresholds,
    Wanted,
    bar,
)
from vedette.access.safeguards.held import what_follows as follows
from vedette.access.safeguards.nouns import NOTHING_SAID, Signals
from vedette.app import safeguard_answers as answers
from vedette.app import safeguard_requests as asked
from vedette.app.action_requests import Act
from vedette.app.asking import Request
from vedette.app.callers import Caller
from vedette.app.capability import Capability
from vedette.app.circumstances import request_digest
from vedette.app.clock import Clock
from vedette.app.desk_requests import AskDesk
from vedette.app.model_requests import UseModel
from vedette.app.narrate_requests import AnalyseEvents, ReadFields
from vedette.core.dialogue import Message, Speaker
from vedette.core.errors import BadInput

if TYPE_CHECKING:
    from vedette.app.gate import Handler, Work

_REMEMBERED: Final = 64
"""Texts whose numbers are kept for a moment: each is asked for several times in one request."""


def _last(messages: tuple[Message, ...]) -> str:
    """Return what the caller said last; what they quoted of models and tools is none of it."""
    return next((one.text for one in reversed(messages) if one.speaker is Speaker.USER), "")


_TEXTS: Final[Mapping[type[Request[Any]], Callable[[Any], str]]] = {
    UseModel: lambda request: _last(request.ask.messages),
    AskDesk: lambda request: _last(request.conversation),
    AnalyseEvents: lambda request: request.question,
    ReadFields: lambda request: "\n".join(one.says for one in request.fields),
    Act: lambda request: request.why,
}
"""By kind of request, the caller's own words in it. What is not named here has none."""


def texts(request: Request[Any]) -> str:
    """Return the caller's own words in a request, or nothing."""
    said = _TEXTS.get(type(request))
    return "" if said is None else said(request)


def signals_of(request: Request[Any]) -> Signals:
    """Return what the caller's own words look like, in numbers that decide nothing by themselves."""
    text = texts(request)
    return _read(text) if text else NOTHING_SAID


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str) -> Signals:
    from vedette.access.safeguards.reading import read  # noqa: PLC0415 - few requests have words in them

    return read(text).signals


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguards:
    """Says which requests wait for a person, and lets people say what becomes of them."""

    held: HeldTexts
    clock: Clock
    limits: Thresholds = field(default_factory=Thresholds)

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "safeguards.held": self.listed,
            "safeguards.open": self.opened,
            "safeguards.answer": self.answered,
        }

    # --- for the gate

    def waits(self, caller: Caller, capability: Capability[Any], request: Request[Any], now: float) -> str:
        """Say what one request waits for: `review`, `approval`, or nothing. Each stands alone."""
        if capability.risk is Risk.C0 or capability.redress:
            return ""
        said = follows(signals_of(request), capability.risk, self.limits)
        if not said:
            return ""
        digest = request_digest(capability.id, request)
        return "" if self.held.let_through(caller.subject.id, digest, now) else said

    def refused(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], decision: Decision
    ) -> dict[str, str]:
        """Put a request that waits before reviewers; return what the caller is to know of it."""
        now = self.clock.now().timestamp()
        if self.waits(caller, capability, request, now) != "review":
            return {}
        text, digest = texts(request), request_digest(capability.id, request)
        if self.held.full(caller.subject.id, digest):
            return {
                "held_answer": f"{WAITING_MAX} of your texts wait already: nobody is asked about this one"
            }
        wanted = Wanted(
            capability=capability.id,
            risk=capability.risk,
            request=digest,
            text=text,
            signals=_read(text),
            decision=decision.id,
        )
        return dict(_words(self.held.hold(caller.subject, wanted, now)))

    # --- for people

    def listed(self, request: asked.ListHeld, work: Work) -> answers.HeldListed:
        """List the caller's own; for reviewers, also what waits."""
        del request
        subject, now = work.caller.subject, self._now()
        found = {one.id: self._told(one, now) for one in self.held.of(subject.id)}
        if "reviewer" in subject.roles:
            actor = self.held.actor(subject)
            found |= {one.id: self._told(one, now, bar(one, actor)) for one in self.held.waiting()}
        return answers.HeldListed(held=tuple(found.values()))

    def opened(self, request: asked.OpenHeld, work: Work) -> answers.HeldOpened:
        """Open one for a reviewer who may decide about it.

        Raises:
            BadInput: there is none, or the caller may not decide it.

        """
        now = self._now()
        found = self._found(request.held)
        if why := bar(found, self.held.actor(work.caller.subject)):
            raise BadInput(f"this text is not yours to read: {why}", hint="leave it to another reviewer")
        return answers.HeldOpened(held=self._told(found, now), text=self.held.text(found.id, now))

    def answered(self, request: asked.AnswerHeld, work: Work) -> answers.HeldTold:
        """Let one through, or confirm it. What then becomes of the person, a person decides."""
        now = self._now()
        made = self.held.answer(
            work.caller.subject,
            self._found(request.held).id,
            let_through=request.let_through,
            reason=request.reason,
            now=now,
        )
        return self._told(made, now)

    def _found(self, ident: str) -> HeldText:
        found = self.held.find(ident)
        if found is None:
            raise BadInput(f"no text {ident[:80]!r} is held", hint="list them: vedette access held")
        return found

    def _told(self, one: HeldText, now: float, may: str = "") -> answers.HeldTold:
        said = one.answer
        return answers.HeldTold(
            held=one.id,
            decision=one.decision,
            person=one.asker.person,
            capability=one.capability,
            risk=one.risk.value,
            signals=one.signals.numbers(),
            made=one.made,
            state=state(one, now),
            reason=said.reason if said is not None else "",
            until=said.at + LET_THROUGH_FOR if said is not None and said.let_through else 0.0,
            agent=one.agent,
            may=may,
        )

    def _now(self) -> float:
        return self.clock.now().timestamp()


def state(one: HeldText, now: float) -> str:
    """Say how a request stands: waiting, let_through, over or confirmed."""
    said = one.answer
    if said is None:
        return "waiting"
    if not said.let_through:
        return "confirmed"
    return "let_through" if one.let_through(now) else "over"


def _words(one: HeldText) -> Iterator[tuple[str, str]]:
    """Say what a refusal tells of a text that waits."""
    yield "held", one.id
    yield "held_numbers", ", ".join(f"{name} {value}" for name, value in one.signals.numbers().items())
    said = one.answer
    if said is not None:
        yield "held_answer", f"a person looked, and confirmed: {said.reason}"
