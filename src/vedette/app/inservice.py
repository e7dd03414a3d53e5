"""What surrounds a request in a service: scope, touches, approvals, budgets, suspensions, the ledger."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.access.budgets import Budgets, Charge, Exceeded, Reservation
from vedette.access.documents import Documents
from vedette.access.monitor.nouns import Standing
from vedette.access.nouns import Decision, Kind, Risk
from vedette.access.policy.question import Question
from vedette.access.programme.actors import groups
from vedette.access.programme.approvals import Approvals, Pending
from vedette.access.programme.breakglass import BreakGlass
from vedette.access.safeguards.taints import Taints
from vedette.access.scope.assets import Assets
from vedette.access.scope.cover import State
from vedette.access.scope.targets import parse
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.claims import Human, require_human
from vedette.access.tokens.stepup import Action, StepUp
from vedette.app.asking import Request
from vedette.app.callers import Caller
from vedette.app.capability import Capability
from vedette.app.caps import caps, held, is_new
from vedette.app.circumstances import Held, action_digest, plain_question, request_digest
from vedette.app.clock import Clock
from vedette.app.safeguards import Safeguards
from vedette.app.watch import NotWatched, Watch
from vedette.core.errors import BadInput, Refused

RUN_MAX: Final = 6 * 3600.0
"""Seconds after which what was put aside for a run comes back by itself."""
_WISH: Final = "touch-wish"
_RISKS: Final = tuple(Risk)
_NEVER: Final = -1
_TOUCHED: Final = 3600
"""Seconds a touch is good for at most, whatever it is for."""
_MEASURES: Final = frozenset({"measure-paused", "measure-step-up"})


class Wish(Struct, frozen=True, kw_only=True):
    """An action somebody was told to touch their key for."""

    action: Action
    challenge: str
    """What the key signs, in hex."""
    words: str
    made: float = 0.0
    """Seconds since the epoch; it is forgotten after a day, used or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InService:
    """Asks everything a service knows."""

    documents: Documents
    assets: Assets
    stepup: StepUp
    approvals: Approvals
    glass: BreakGlass
    budgets: Budgets
    ledger_state: Callable[[], str]
    policy_age: Callable[[], int]
    """Seconds since the policy text was last found unchanged."""
    taints: Taints
    safeguards: Safeguards
    clock: Clock
    since: Callable[[str, float], float]
    """When the grant took effect that gives somebody their tier, as things are at a time."""
    rests: Callable[[str, float], str]
    """Why what somebody was given counts for nothing now; empty where it does, or nothing was given."""
    watch: Watch = field(default_factory=NotWatched)
    paused: frozenset[Risk] = field(default_factory=frozenset)
    """Classes the operator has paused."""

    def question(self, caller: Caller, capability: Capability[Any], request: Request[Any]) -> Question:
        """Return what is to be decided."""
        now = self._now()
        standing = self.watch.standing(caller, capability, request, now)
        known = self._shown(caller, capability, request, now) if _asks_more(capability, standing) else {}
        if capability.scoped:
            known |= self._scope(caller, capability.risk, request, now)
        subject = caller.subject
        auth_age = int(now - subject.auth_time) if subject.auth_time else _NEVER
        above = _RISKS.index(capability.risk) > _RISKS.index(caller.cap)
        return msgspec.structs.replace(
            plain_question(caller, capability),
            auth_age=auth_age,
            suspended=caller.suspended,
            paused=above or capability.risk in self.paused,
            ledger=self.ledger_state(),
            policy_age=self.policy_age(),
            measure=_measure(standing),
            held="review" if standing.review else self.safeguards.waits(caller, capability, request, now),
            tainted=caller.tainted or self.taints.of(caller.subject, now) is not None,
            **known,
        )

    def hold(self, caller: Caller, capability: Capability[Any], decision: Decision) -> Held | None:
        """Put the estimated cost aside on every account it counts against; a brief run uses it up at once."""
        del decision
        now = self._now()
        new = held(caller, capability) and is_new(self.since(caller.subject.id, now), now)
        accounts = caps(caller, capability, new=new)
        if not accounts:
            return _Free()
        if capability.brief or capability.at_once:
            charge = self.budgets.charge(accounts, capability.estimate, now=now)
            return None if isinstance(charge, Exceeded) else _Charged(self.budgets, charge)
        kept = self.budgets.reserve(accounts, capability.estimate, now=now, until=now + RUN_MAX)
        return None if isinstance(kept, Exceeded) else _Reserved(self.budgets, kept)

    def refused(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], decision: Decision
    ) -> dict[str, str]:
        """Make the challenge to touch a key for, and ask for approvals, where those would help."""
        codes = {one.code for one in decision.remedies}
        told = self._measured(caller, capability, request, decision)
        if "await_review" in codes:
            told |= self.safeguards.refused(caller, capability, request, decision)
        human = _human(caller)
        if human is None:
            return told
        if "apply_tier" in codes and (why := self.rests(caller.subject.id, self._now())):
            told["rests"] = why
        if "touch_key" in codes:
            told["touch"] = self._wish(human, caller, capability, request).challenge
        if "second_approval" in codes:
            told |= self._asked_others(caller, capability, request)
        return told

    def _asked_others(
        self, caller: Caller, capability: Capability[Any], request: Request[Any]
    ) -> dict[str, str]:
        """Ask others to agree; say why not, where too much of the caller's waits for others already."""
        digest = action_digest(caller, capability.id, request)
        words = _words(capability, request)
        try:
            return {"pending": self.approvals.ask(caller.subject, digest, what=words, now=self._now()).id}
        except Refused as full:
            return {"not_asked": f"{full}; {full.hint}"}

    def used(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], question: Question
    ) -> bool:
        """Use up the touch and the approvals of this one action; note what a program is about to read.

        Tell whether what the question counted was there still: of two requests at once, one gets it.
        """
        now = self._now()
        if capability.quotes:
            self.taints.read(caller.subject, capability.id, now)
        if not _asks_more(capability, self.watch.standing(caller, capability, request, now)):
            return True
        digest = action_digest(caller, capability.id, request)
        touched = self._spent(digest, now)
        agreed = self.approvals.spend(caller.subject.id, digest, now)
        return (touched or not 0 <= question.touch_age <= _TOUCHED) and (agreed or not question.approvals)

    def wish(self, challenge: str) -> Wish:
        """Return what a challenge is about.

        Raises:
            BadInput: nothing waits for it.

        """
        kept = self.documents.get(_WISH, f"challenge:{challenge}")
        found = None if kept is None else self._wished(kept.value.decode())
        if found is None:
            raise BadInput("nothing waits for this touch", hint="ask for what you want to do again")
        return found

    def _shown(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], now: float
    ) -> dict[str, Any]:
        """Return what was shown for exactly this action: a touch, approvals."""
        if caller.subject.kind is not Kind.PERSON:
            return {}
        digest = action_digest(caller, capability.id, request)
        known: dict[str, Any] = {}
        wish = self._wished(digest)
        age = self.stepup.age(wish.action, now) if wish is not None else None
        if age is not None:
            known["touch_age"] = int(age)
        pending = self.approvals.get(caller.subject.id, digest)
        return known | (_approving(pending, now) if pending is not None else {})

    def _measured(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], decision: Decision
    ) -> dict[str, str]:
        """Say which measure a refusal is due to, why there is one and when it ends."""
        if not _MEASURES & set(decision.reasons):
            return {}
        standing = self.watch.standing(caller, capability, request, self._now())
        measure = standing.paused or standing.step_up
        if measure is None:
            return {}
        return {
            "measure": measure.id,
            "measure_reason": measure.reason,
            "measure_ends": f"{measure.ends:.0f}",
        }

    def _scope(self, caller: Caller, risk: Risk, request: Request[Any], now: float) -> dict[str, Any]:
        target = parse(str(getattr(request, "target", "")))
        answer = self.assets.answer(caller.subject.org, target, now)
        known: dict[str, Any] = {"scope": answer.state.value, "criticality": answer.criticality}
        if risk is Risk.C4 and answer.state is State.PROVED:  # the only class the glass is before
            person = caller.subject.id
            uses = [self.glass.active(person, one, now) for one in answer.decided]
            known["break_glass"] = bool(uses) and all(use is not None for use in uses)
        return known

    def _wish(self, human: Human, caller: Caller, capability: Capability[Any], request: Request[Any]) -> Wish:
        digest = action_digest(caller, capability.id, request)
        action = Action(
            capability=capability.id,
            request=request_digest(capability.id, request),
            nonce=secrets.token_hex(16),
            subject=caller.subject.id,
        )
        challenge = self.stepup.challenge(human, action, self._now()).hex()
        made = Wish(action=action, challenge=challenge, words=_words(capability, request), made=self._now())
        self.documents.put(_WISH, digest, msgspec.json.encode(made))
        self.documents.put(_WISH, f"challenge:{challenge}", digest.encode())
        return made

    def _wished(self, digest: str) -> Wish | None:
        kept = self.documents.get(_WISH, digest)
        return None if kept is None else msgspec.json.decode(kept.value, type=Wish)

    def _spent(self, digest: str, now: float) -> bool:
        """Use up the touch for an action; tell whether there was one that is good for anything."""
        wish = self._wished(digest)
        if wish is None or self.stepup.age(wish.action, now) is None:
            return False
        try:
            self.stepup.spend(wish.action, now, max_age=_TOUCHED)
        except Unauthenticated:  # too old, or another request of the same was faster
            return False
        finally:
            self._forget(digest, wish)
        return True

    def _forget(self, digest: str, wish: Wish) -> None:
        self.documents.delete(_WISH, digest)
        self.documents.delete(_WISH, f"challenge:{wish.challenge}")

    def _now(self) -> float:
        return self.clock.now().timestamp()


@dataclass(frozen=True, slots=True)
class _Reserved:
    budgets: Budgets
    held: Reservation

    def settle(self, *, used: bool) -> None:
        """Charge it, or give it back."""
        if used:
            self.budgets.settle(self.held.id, self.held.amount)
        else:
            self.budgets.release(self.held.id)


@dataclass(frozen=True, slots=True)
class _Charged:
    budgets: Budgets
    charge: Charge

    def settle(self, *, used: bool) -> None:
        """Leave it at that, or give it back."""
        if not used:
            self.budgets.refund(self.charge)


class _Free:
    def settle(self, *, used: bool) -> None:
        """Keep no books."""


def _measure(standing: Standing) -> str:
    if standing.paused is not None:
        return "paused"
    return "step_up" if standing.step_up is not None else ""


def _asks_more(capability: Capability[Any], standing: Standing) -> bool:
    """Whether a touch or an approval could matter: not for what is one's own, nor below C2."""
    stated = capability.needs_step_up or capability.needs_second or standing.step_up is not None
    return stated or (capability.risk not in {Risk.C0, Risk.C1} and not capability.self_service)


def _approving(pending: Pending, now: float) -> dict[str, Any]:
    """Count who approved, as long as nobody objected and it is not over."""
    if pending.used or pending.expires <= now or not all(one.approve for one in pending.voices):
        return {}
    people = {one.actor.person: one.actor for one in pending.voices}
    return {
        "approvals": len(people),
        "approving_teams": groups(people.values()),
        "reviewer_among": any(one.reviewer for one in people.values()),
    }


def _human(caller: Caller) -> Human | None:
    if caller.claims is None or caller.subject.kind is not Kind.PERSON:
        return None
    return require_human(caller.claims)


def _words(capability: Capability[Any], request: Request[Any]) -> str:
    """Say what is asked for, so that a person can see what they confirm."""
    fields = {name: getattr(request, name) for name in getattr(request, "__dataclass_fields__", {})}
    said = ", ".join(f"{name}: {str(value)[:200]}" for name, value in fields.items() if value not in ("", ()))
    return f"{capability.does}; {said}"[:1500]
