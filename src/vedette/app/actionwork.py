"""Who does what is asked about actions: loaded when it is asked for."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from vedette.app import action_requests as asked
from vedette.app import actionways
from vedette.app.action_answers import (
    ActionsShown,
    ActionTold,
    ActionTriedOut,
    KindRow,
    KindsListed,
    Seen,
    TrialTold,
    says,
)
from vedette.app.actionadapters import Adapter, Mandate
from vedette.app.actionkeep import Hand, Kept
from vedette.app.actionlocal import Local
from vedette.app.actionplace import Place
from vedette.app.actionremote import OpenC2, Post, folder, key_of, webhook
from vedette.app.actionrun import Runner
from vedette.app.actionways import Way
from vedette.app.gate import Handler, Work
from vedette.core.actions import Action, ActionKind, ActionState, Blast, Plan
from vedette.core.errors import Refused, VedetteError
from vedette.respond.actions.catalogue import ROWS
from vedette.respond.actions.planning import Wish
from vedette.respond.actions.record import HALF_DONE
from vedette.respond.actions.targets import like

_HOLD: Final = frozenset({ActionState.DONE, ActionState.VERIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """All that can be asked about actions, over one folder."""

    kept: Kept
    place: Place
    allowed: Mapping[str, Blast]
    """What each capability may do at the most."""
    ways: Mapping[str, Way] | None = None
    """Those a service may use; None: whoever owns the machine says what is used."""

    def kinds(self, request: asked.ListKinds, work: Work) -> KindsListed:
        """List what can be done."""
        del request, work
        return KindsListed(
            kinds=tuple(
                KindRow(
                    kind=kind,
                    does=row.does.format(name=_example(kind)),
                    breaks=row.breaks.format(name=_example(kind)),
                    undoes=row.undoes.format(name=_example(kind)),
                    blast=row.blast,
                    minutes=row.minutes,
                    like=like(kind),
                )
                for kind, row in ROWS.items()
            )
        )

    def plan(self, request: asked.PlanAction, work: Work) -> ActionTold:
        """Plan, and keep the plan."""
        wish = Wish(
            kind=request.kind,
            target=request.target,
            adapter=request.adapter,
            parameters=request.parameters,
            minutes=request.minutes,
        )
        if self.ways is not None:
            wish = _through(self.ways, wish, work.caller.subject.org)
        action = self._runner().propose(_hand(work), wish, request.incident)
        return self._told(action)

    def show(self, request: asked.ShowActions, work: Work) -> ActionsShown:
        """Show one, or all of a sort."""
        runner = self._runner()
        found = [self.kept.action(request.action)] if request.action else self._all(request.which, work)
        return ActionsShown(
            actions=tuple(
                Seen(
                    action=one,
                    incident=self.kept.incident(one.id),
                    looks=runner.looks(one) if request.look else (),
                )
                for one in found
            )
        )

    def _all(self, which: str, work: Work) -> list[Action]:
        """Return those of a sort, the oldest first; one that cannot be read hides none of the others."""
        found = []
        for name in self.kept.ids():
            try:
                found.append(self.kept.action(name))
            except VedetteError as error:
                work.job.say(f"{name} is left out: {error}")
        now = self.kept.clock.now()
        wanted = [one for one in found if _WHICH[which](one, now)]
        return sorted(wanted, key=lambda one: (one.proposed_at, one.id))

    def tries(self, request: asked.TryAction, work: Work) -> ActionTriedOut:
        """See what it would meet."""
        runner = self._runner(by_hand=request.done_by_hand)
        action, trials = runner.tries(_hand(work), request.action)
        told = tuple(TrialTold(ok=one.ok, said=one.said, already=one.already) for one in trials)
        return ActionTriedOut(action=action, trials=told)

    def act(self, capability: str, request: asked.Act, work: Work) -> ActionTold:
        """Do it, take it back, or decide against it, by the gate's leave for that capability."""
        mandate = Mandate.of(work)
        action = self.kept.action(request.action)
        self._within(capability, action)
        if self.ways is not None:
            _as_agreed(self.ways, request, action.plan, work.caller.subject.org)
        runner = self._runner(by_hand=request.done_by_hand)
        match request.does:
            case "run":
                self.kept.mirrored(action.id)
                action = runner.run(mandate, action.id, request.digest)
            case "undo":
                action = runner.undo(mandate, action.id, request.digest, request.why)
            case "drop":
                action = runner.drop(_hand(work), action.id)
        try:
            self.kept.mirrored(action.id)
        except VedetteError as error:  # what was done was done: the incident gets it the next time
            work.job.say(f"the incident was not told: {error}")
        return self._told(action)

    def handler(self, capability: str) -> Handler:
        """Return what does the work of one capability."""
        if capability in self.allowed:
            return functools.partial(self.act, capability)
        return _NAMED[capability](self)

    def _told(self, action: Action) -> ActionTold:
        return ActionTold(
            action=action, incident=self.kept.incident(action.id), record=self.kept.seal(action.id)
        )

    def _within(self, capability: str, action: Action) -> None:
        """Refuse under one capability what another is for."""
        if self.allowed[capability] is not action.plan.blast:
            raise Refused(
                f"{action.id} is {action.plan.blast.value}: {capability} is not for that",
                hint="ask for the capability of its class",
            )

    def _runner(self, *, by_hand: bool = False) -> Runner:
        return Runner(kept=self.kept, place=self.place, adapter=functools.partial(self._adapter, by_hand))

    def _adapter(self, by_hand: bool, plan: Plan) -> Adapter:  # noqa: FBT001 - bound by name above
        responding = self.place.responding
        where = plan.parameters.get("at", "")
        match plan.adapter:
            case "local":
                return Local(responding=responding, clock=self.kept.clock, by_hand=by_hand)
            case "folder":
                return folder(responding, Path(where), plan.kind.value)
            case "webhook":
                return webhook(self._post(plan))
            case _:
                return OpenC2(self._post(plan))

    def _post(self, plan: Plan) -> Post:
        named = plan.parameters.get("key", "")
        way = (self.ways or {}).get(plan.parameters.get("way", ""))
        key = key_of(named if way is None else way.key)
        return Post(url=plan.parameters.get("at", ""), key=key, now=self.kept.clock.now)


_NAMED: Final[Mapping[str, Callable[[Actions], Handler]]] = {
    "action.kinds": lambda actions: actions.kinds,
    "action.plan": lambda actions: actions.plan,
    "action.show": lambda actions: actions.show,
    "action.try": lambda actions: actions.tries,
}


def _through(ways: Mapping[str, Way], wish: Wish, org: str) -> Wish:
    """Put in where a way leads; nothing of that is the caller's to say."""
    way = actionways.chosen(ways, wish.adapter, org)
    if strange := wish.parameters.keys() - {"keep"}:
        raise Refused(
            f"{min(strange)[:40]} is not yours to say here", hint="the operator sets up ways to act"
        )
    parameters = {**wish.parameters, "at": way.at, "way": wish.adapter}
    return msgspec.structs.replace(wish, adapter=way.adapter, parameters=parameters)


def _as_agreed(ways: Mapping[str, Way], request: asked.Act, plan: Plan, org: str) -> None:
    """Refuse what is not, word for word, what the asset's owner proved and others agreed to."""
    way = actionways.chosen(ways, plan.parameters.get("way", ""), org)
    if request.target != way.target:
        raise Refused(f"it is done on {way.target}, not on {request.target[:80]!r}", hint="name that asset")
    if request.digest != plan.digest or request.says != says(plan):
        raise Refused(
            "that is not what the plan says", hint="send its digest and its words as they were shown"
        )


def _hand(work: Work) -> Hand:
    return Hand(by=work.caller.subject.id, decision=work.decision.id)


def _due(action: Action, now: datetime) -> bool:
    if action.state not in _HOLD or not action.ends:
        return False
    return datetime.fromisoformat(action.ends) <= now


_WHICH: Final[Mapping[str, Callable[[Action, datetime], bool]]] = {
    "all": lambda _, __: True,
    "half-done": lambda action, _: action.state in HALF_DONE,
    "due": _due,
}


def _example(kind: ActionKind) -> str:
    """Return the first of the targets that are given as examples."""
    return re.split(r",| or | \(", like(kind))[0]
