"""Carries actions out: each step on the record before it begins and after it ended; back again if one fails.

The only place that lets an adapter change something, and it does so only with the gate's leave in hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from vedette.app import actionevidence
from vedette.app.actionadapters import Adapter, Mandate, Trial
from vedette.app.actionkeep import Hand, Kept
from vedette.app.actionplace import Place
from vedette.core.actions import Action, ActionState, Plan
from vedette.core.errors import BadInput, Refused, VedetteError
from vedette.respond.actions import moves, planning
from vedette.respond.actions.moves import Next, Outcome, Turn
from vedette.respond.actions.planning import Wish
from vedette.respond.actions.record import MAY_FOLLOW
from vedette.respond.actions.targets import checked
from vedette.respond.events import (
    ActionApproved,
    ActionMoved,
    ActionProposed,
    ActionTried,
    PieceAdded,
    What,
)

_S: Final = ActionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Carries out the actions of one folder."""

    kept: Kept
    place: Place
    adapter: Callable[[Plan], Adapter]

    def propose(self, hand: Hand, wish: Wish, incident: str) -> Action:
        """Make a plan and keep it; nothing is changed.

        Raises:
            BadInput: it cannot be planned.

        """
        with self.kept.alone():
            whole = self.kept.mirror(incident, ()) if incident else ""  # there has to be one
            plan = self._planned(wish)
            name = self._free(plan)
            self.kept.append(name, whole, hand, ActionProposed(id=name, plan=plan))
            return self.kept.action(name)

    def tries(self, hand: Hand, name: str) -> tuple[Action, tuple[Trial, ...]]:
        """See what running it would meet; nothing is changed.

        Raises:
            BadInput: there is no such action.

        """
        with self.kept.alone():
            action = self.kept.action(name)
            trials = self._trials(action)
            if action.state in {_S.PROPOSED, _S.TRIED}:
                said = "; ".join(one.said for one in trials)
                self._append(action, hand, ActionTried(id=name, said=said))
            return self.kept.action(name), trials

    def run(self, mandate: Mandate, name: str, digest: str) -> Action:
        """Do all of it, or take back what was done; `digest` is of the plan that was agreed to.

        Raises:
            BadInput: it cannot be run as it stands.
            Refused: its target is never touched, or the plan is not the one that was agreed to.

        """
        with self.kept.alone():
            action = self.kept.action(name)
            _agreed(action.plan, digest)
            hand = Hand(by=mandate.by, decision=mandate.decision)
            if action.state is _S.RUNNING:  # found so after a break
                self._append(action, hand, ActionApproved(id=name, decision=mandate.decision, by=mandate.by))
            else:
                self._begin(mandate, action)
            return self._drive(mandate, name)

    def undo(self, mandate: Mandate, name: str, digest: str, why: str = "") -> Action:
        """Take back what was done.

        Raises:
            BadInput: there is nothing to take back.
            Refused: the plan is not the one that was agreed to.

        """
        with self.kept.alone():
            action = self.kept.action(name)
            _agreed(action.plan, digest)
            _may(action, _S.UNDOING)
            if not any(step.undo for step in action.plan.steps):
                raise BadInput(f"{name} cannot be taken back: {action.plan.undoes}", hint="vedette act show")
            approved = ActionApproved(id=name, decision=mandate.decision, by=mandate.by)
            going = ActionMoved(id=name, state=_S.UNDOING, why=why)
            hand = Hand(by=mandate.by, decision=mandate.decision)
            moved = () if action.state is _S.UNDOING else (going,)
            self._append(action, hand, approved, *moved)
            return self._drive(mandate, name, why)

    def drop(self, hand: Hand, name: str) -> Action:
        """Decide against a plan.

        Raises:
            BadInput: it was run already.

        """
        with self.kept.alone():
            action = self.kept.action(name)
            _may(action, _S.DROPPED)
            self._append(action, hand, ActionMoved(id=name, state=_S.DROPPED, why="decided against"))
            return self.kept.action(name)

    def looks(self, action: Action) -> tuple[str, ...]:
        """Say how things really are with each step of an action; nothing is changed."""
        adapter = self.adapter(action.plan)
        words = {True: "in place", False: "not in place", None: "cannot be seen"}
        return tuple(
            f"step {number + 1}: {words[_seen(adapter, action, number)]}"
            for number in range(len(action.plan.steps))
        )

    def _planned(self, wish: Wish) -> Plan:
        around = self.place.around(wish.kind, checked(wish.kind, wish.target), wish.parameters)
        bare = planning.plan(wish, around)
        said = self.adapter(bare).says(wish)
        return bare if said is None else planning.plan(wish, around, said)

    def _free(self, plan: Plan) -> str:
        number = 1
        while self.kept.has(name := planning.action_id(plan, number)):
            if self.kept.waits(name):
                raise BadInput(f"the same is planned already: {name}", hint=f"vedette act show {name}")
            number += 1
        return name

    def _begin(self, mandate: Mandate, action: Action) -> None:
        _may(action, _S.RUNNING)
        trials = self._trials(action)
        if not_ok := [one.said for one in trials if not one.ok]:
            raise BadInput(
                f"{action.id} cannot be run: {'; '.join(not_ok)}", hint=f"vedette act try {action.id}"
            )
        approved = ActionApproved(id=action.id, decision=mandate.decision, by=mandate.by)
        moved = ActionMoved(id=action.id, state=_S.RUNNING)
        self._append(action, Hand(by=mandate.by, decision=mandate.decision), approved, moved)

    def _trials(self, action: Action) -> tuple[Trial, ...]:
        try:
            return self._hindrances(action) or self.adapter(action.plan).tries(action)
        except Refused:
            raise
        except VedetteError as error:
            return (Trial(ok=False, said=str(error)),)

    def _hindrances(self, action: Action) -> tuple[Trial, ...]:
        """Make the plan again, as things are now: what is not the same was not agreed to."""
        plan = action.plan
        wish = Wish(
            kind=plan.kind,
            target=plan.target.name,
            adapter=plan.adapter,
            parameters=plan.parameters,
            minutes=plan.minutes,
        )
        try:
            now = self._planned(wish)
        except VedetteError as error:
            return (Trial(ok=False, said=str(error)),)
        if now.spared or plan.spared:
            raise Refused(
                f"{plan.target.name} is never touched: {now.spared or plan.spared}",
                hint="if that is wrong, change the list of what is spared, and plan anew",
            )
        changed = planning.digest(plan) != plan.digest or now.digest != plan.digest
        words = "things have changed since it was planned: plan it anew"
        return (Trial(ok=False, said=words),) if changed else ()

    def _drive(self, mandate: Mandate, name: str, why: str = "") -> Action:
        """Look at what a break left, then go on until there is nothing more to do."""
        hand = Hand(by=mandate.by, decision=mandate.decision)
        action = self.kept.action(name)
        while (turn := moves.following(action)).turn is Turn.LOOK:
            self._append(action, hand, self._found(action, turn))
            action = self.kept.action(name)
        since = len(action.done)
        while (turn := moves.following(action, since)).turn is not Turn.REST:
            self._take(mandate, hand, action, turn, why)
            action = self.kept.action(name)
        return action

    def _take(self, mandate: Mandate, hand: Hand, action: Action, turn: Next, why: str) -> None:
        match turn.turn:
            case Turn.DO | Turn.UNDO:
                self._step(mandate, hand, action, turn)
            case Turn.CHECK:
                self._append(action, hand, *self._checked(action))
            case _:
                self._append(action, hand, *moves.moved(action, turn, why))

    def _step(self, mandate: Mandate, hand: Hand, action: Action, turn: Next) -> None:
        adapter = self.adapter(action.plan)
        there = _seen(adapter, action, turn.step)
        stood = moves.before(action, turn.step) if turn.undoing else adapter.stands(action, turn.step)
        outcome = _needless(turn, there, stood)
        if outcome is None:
            self._append(action, hand, moves.begins(action, turn, self.kept.at(), stood))
            outcome = _tried(adapter, mandate, self.kept.action(action.id), turn)
        self._append(
            action, hand, moves.ended(action, turn, outcome, self.kept.at()), *self._pieces(action, turn)
        )

    def _pieces(self, action: Action, turn: Next) -> tuple[What, ...]:
        verb, *words = action.plan.steps[turn.step].command
        if turn.undoing or verb != "vedette:keep-evidence":
            return ()
        folder = Path(words[0]) / action.id
        return tuple(PieceAdded(piece=one) for one in actionevidence.pieces(folder, action.id))

    def _found(self, action: Action, turn: Next) -> What:
        """Write down how a step is found that was begun before a break."""
        there = _seen(self.adapter(action.plan), action, turn.step)
        ok = there is not None and there is not turn.undoing
        words = {True: "found in place", False: "found not in place", None: "cannot be seen"}[there]
        stood = moves.before(action, turn.step)
        outcome = Outcome(ok=ok, said=f"{words} after a break", before="" if turn.undoing else stood)
        return moves.ended(action, turn, outcome, self.kept.at())

    def _checked(self, action: Action) -> tuple[What, ...]:
        minutes = action.plan.minutes
        ends = (
            (self.kept.clock.now() + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
            if minutes
            else ""
        )
        done = ActionMoved(id=action.id, state=_S.DONE, ends=ends)
        try:
            held = self.adapter(action.plan).holds(action)
        except VedetteError as error:
            held = Outcome(ok=False, said=str(error))
        if held is None:
            return (
                ActionMoved(id=action.id, state=_S.DONE, ends=ends, why="whether it holds cannot be seen"),
            )
        if not held.ok:
            return (ActionMoved(id=action.id, state=_S.DONE, ends=ends, why=held.said),)
        return (done, ActionMoved(id=action.id, state=_S.VERIFIED, why=held.said))

    def _append(self, action: Action, hand: Hand, *whats: What) -> None:
        if whats:
            self.kept.append(action.id, self.kept.incident(action.id), hand, *whats)


def _needless(turn: Next, there: bool | None, stood: str) -> Outcome | None:  # noqa: FBT001 - three states
    """Say what came of a step that need not be done: it is so already, or was so before us and stays."""
    if turn.undoing and stood == moves.ALREADY:
        return Outcome(ok=True, said="it was so before, and stays so")
    if not turn.undoing and there:
        return Outcome(ok=True, said="it is so already", before=moves.ALREADY)
    return None


def _tried(adapter: Adapter, mandate: Mandate, action: Action, turn: Next) -> Outcome:
    """Do one step; what goes wrong is an outcome too, and whether it is done is looked at, not believed."""
    stood = moves.before(action, turn.step)
    try:
        if turn.undoing:
            came = adapter.takes_back(mandate, action, turn.step, stood)
        else:
            came = adapter.carries_out(mandate, action, turn.step)
    except VedetteError as error:
        came = Outcome(ok=False, said=f"{error} ({error.hint})")
    there = _seen(adapter, action, turn.step)
    ok = came.ok if there is None else there is not turn.undoing
    said = came.said if ok is came.ok else f"{came.said}; it was seen to be {'' if there else 'not '}in place"
    return Outcome(ok=ok, said=said, before=came.before or ("" if turn.undoing else stood))


def _seen(adapter: Adapter, action: Action, step: int) -> bool | None:
    try:
        return adapter.in_place(action, step)
    except VedetteError:
        return None


def _agreed(plan: Plan, digest: str) -> None:
    if not digest or not plan.digest.startswith(digest) or planning.digest(plan) != plan.digest:
        raise Refused("the plan is not the one that was agreed to", hint="look at it again: vedette act show")


def _may(action: Action, state: ActionState) -> None:
    if state not in MAY_FOLLOW[action.state]:
        raise BadInput(
            f"{action.id} is {action.state.value}, and so cannot be {_WORDS[state]}",
            hint=f"vedette act show {action.id}",
        )


_WORDS: Final = {_S.RUNNING: "run", _S.UNDOING: "taken back", _S.DROPPED: "dropped"}
