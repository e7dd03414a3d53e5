"""A scan with a language model's help: who may have it, what stands behind it, what it costs.

The same question over the same target is one run: asked again after a kill it goes on where it was, asked
again after its end it costs nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from vedette.access.nouns import Subject
from vedette.agents.hunter.hunting import Quarry
from vedette.agents.hunter.interest import survey
from vedette.agents.hunter.properties import Trying
from vedette.app.agentdrive import drive
from vedette.app.agentdrivebudget import Accounts, Allowance, Budget, Free, Unit
from vedette.app.agentdrivejournal import Journal
from vedette.app.assist_answers import Assisted
from vedette.app.assist_requests import Assist
from vedette.app.assistrun import estimate, helping, laid_over, readable, write_offers
from vedette.app.fixtarget import FixTarget, rule_texts
from vedette.app.gate import Denied, Gate, Handler, Work
from vedette.app.model_requests import ListProfiles
from vedette.app.modeluse import Attached, BackEnds
from vedette.app.scan import Looked, Overlaid, run
from vedette.app.tools import Tools
from vedette.code import load_knowledge
from vedette.core.assistance import Assistance
from vedette.core.budgets import Budgets, Cap
from vedette.core.dialogue import ModelRole
from vedette.core.errors import Unavailable
from vedette.core.executions import Sandbox
from vedette.models.profiles import NO_MODEL, Profile, profile
from vedette.sandbox.jail.toolchain import interpreter

_BILLION: Final = 1_000_000_000
_REQUESTS: Final = 100
_TOKENS: Final = 200_000
_KEPT: Final = 30 * 86_400
"""Seconds a journal is kept."""
_USED: Final = (ModelRole.DRAFTER, ModelRole.JUDGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistPlace:
    """Does the work of `code.assist`."""

    tools: Tools
    folder: Path
    """Where journals of runs are kept."""
    back_ends: Callable[[], BackEnds]
    budgets: Callable[[], Budgets]
    sandbox: Callable[[], Sandbox]
    gates: list[Gate] = field(default_factory=list)
    """The one gate, once there is one: put here by whoever makes it."""

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work."""
        return {"code.assist": self.assist}

    def assist(self, request: Assist, work: Work) -> Assisted:
        """Scan, and lay what a model has to say over the report.

        Raises:
            Denied: the caller may not use that named model.
            Unavailable: nothing stands behind it, or what is told to it would leave where it may not.
            BadInput: there is no such named model, or the run is under way elsewhere.

        """
        self._allowed(profile(request.profile), work)
        run_ = _Run(self, request, work, self._attached(request.profile))
        scanned = run(self.tools, request.scan, work.job, run_.overlay)
        return Assisted(scanned=scanned, offered=run_.offered, trace=str(run_.trace))

    def _allowed(self, wanted: Profile, work: Work) -> None:
        """Ask the gate whether this caller may use this named model: choosing one is not being granted it."""
        decision = self.gates[0].could(work.caller, wanted.capability, ListProfiles())
        if not decision.allowed:
            raise Denied(wanted.capability, decision, {})

    def _attached(self, name: str) -> Attached:
        attached = None if name == NO_MODEL else self.back_ends().serving(name)
        if attached is None:
            raise Unavailable(
                f"{name}: no language model stands behind it here",
                hint="scan without --assist, or attach one: vedette models --help",
            )
        if not attached.profile.may_leave and not attached.stays:
            raise Unavailable(
                f"{name}: what it is told stays here, and {attached.name} is elsewhere",
                hint="attach a model on a machine of your own, and say so in models.toml",
            )
        return attached


class _Run:
    """One assisted scan under way."""

    def __init__(self, place: AssistPlace, request: Assist, work: Work, attached: Attached) -> None:
        self._place, self._request, self._work, self._attached = place, request, work, attached
        granted = attached.roles & frozenset(attached.profile.roles)
        self._roles = frozenset(one for one in _USED if one in granted)
        self.offered: tuple[str, ...] = ()
        self.trace = Path()

    def overlay(self, looked: Looked) -> Overlaid:
        """Run the agents over what was scanned, and lay what they say over it."""
        texts = readable(looked.acquired.opened.files)
        rules = rule_texts(self._request.scan.rules)
        knowledge = load_knowledge(list(rules), looked.cache)
        quarry = Quarry(
            survey=survey(texts, knowledge, Path(self._request.target).resolve().name),
            knowledge=knowledge,
            digests={one.path: one.digest for one in looked.acquired.opened.files},
            trying=self._trying(),
            units=self._request.units,
        )
        budget = self._budget()
        self._estimated(quarry, looked, texts, budget)
        self.trace = self._place.folder / f"{self._key(looked)}.jsonl"
        if self._request.afresh:
            self.trace.unlink(missing_ok=True)
        _forget(self._place.folder, self._place.tools.clock.now().timestamp() - _KEPT)
        steps = helping(quarry, looked.findings, texts, self._roles)
        with Journal(self.trace) as journal:
            driven = drive(steps, self._doer(looked, rules), journal, budget, self._work.job)
        if self._request.offer is not None:
            self.offered = write_offers(driven.value.hunted.offers, self._request.offer)
        return laid_over(looked, driven, self._about())

    def _estimated(self, quarry: Quarry, looked: Looked, texts: Mapping[str, str], budget: Budget) -> None:
        made = estimate(quarry, looked.findings, texts, self._roles, self._attached.model.size)
        allowed = budget.allowance
        self._work.job.say(
            f"{self._attached.profile.name} ({self._attached.model.name}): {made.requests} requests, at most "
            f"{made.most_requests}; {made.tokens:,} tokens or more. "
            f"Allowed: {allowed.requests} requests and {allowed.tokens:,} tokens"
        )
        for words in self._unfit():
            self._work.job.say(words)

    def _unfit(self) -> tuple[str, ...]:
        return tuple(
            f"{self._attached.model.name} was not granted the role {one} here, so nobody {does}"
            for one, does in ((ModelRole.DRAFTER, "hunts"), (ModelRole.JUDGE, "ranks findings"))
            if one not in self._roles
        )

    def _trying(self) -> Trying:
        """Say where code of the target is run, if any of it may be."""
        target = Path(self._request.target)
        if not self._request.run or not target.is_dir():
            return Trying()
        with_ = interpreter()
        return Trying(tree=str(target.resolve()), python=with_.python, readable=tuple(with_.readable))

    def _doer(self, looked: Looked, rules: tuple[tuple[str, str], ...]) -> FixTarget:
        return FixTarget(
            acquired=looked.acquired,
            analyser=looked.analyser,
            cache=looked.cache,
            sandbox=self._place.sandbox() if self._request.run else None,
            job=self._work.job,
            load_again=self._place.tools,
            rules=rules,
            models=dict.fromkeys(self._roles, self._attached.model),
        )

    def _budget(self) -> Budget:
        wish, daily = self._request, self._attached.profile.budget
        money = int(daily.money * _BILLION)
        allowance = Allowance(
            requests=min(wish.requests if wish.requests is not None else _REQUESTS, daily.requests),
            tokens=min(wish.tokens if wish.tokens is not None else _TOKENS, daily.tokens),
            seconds=wish.seconds,
            money=money,
        )
        caps = _caps(self._work.caller.subject, self._attached.profile, money)
        accounts = Accounts(self._place.budgets(), caps)
        return Budget(allowance, self._attached.price or Free(), accounts, self._place.tools.clock)

    def _key(self, looked: Looked) -> str:
        """Name the run by all that decides what is asked in it; with more budget it goes on."""
        wish = msgspec.structs.replace(
            self._request, afresh=False, offer=None, requests=None, tokens=None, seconds=0.0, units=0
        )
        parts = (
            msgspec.json.encode(wish, enc_hook=str),
            looked.acquired.opened.digest().encode(),
            looked.analyser.digest.encode(),
            self._attached.model.name.encode(),
            *sorted(one.encode() for one in self._roles),
        )
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]

    def _about(self) -> Assistance:
        return Assistance(
            profile=self._attached.profile.name,
            model=self._attached.model.name,
            roles=tuple(one for one in _USED if one in self._roles),
            notes=self._unfit(),
        )


def _forget(folder: Path, before: float) -> None:
    """Take away journals nobody wrote to for long: they hold pieces of what was looked at."""
    for one in folder.glob("*.jsonl"):
        if one.stat().st_mtime < before:
            one.unlink(missing_ok=True)


def _caps(subject: Subject, of: Profile, money: int) -> dict[Unit, tuple[Cap, ...]]:
    """Return the accounts all of a person's questions to one named model count against."""
    limits = {Unit.REQUESTS: of.budget.requests, Unit.TOKENS: of.budget.tokens, Unit.MONEY: money}
    return {
        unit: (Cap(account=f"model-{unit}:{of.name}:{subject.id}", limit=limit),)
        for unit, limit in limits.items()
    }
