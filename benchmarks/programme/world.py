"""A service without doors: the real gate, policy, scope, budgets, cases and watch, at a time that is set.

Left out are what costs a year too much: signatures of tokens and touches, and the disk. What a stolen token
is worth is tried apart, with signatures (`stolen`).
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.programme.shelf import Shelf
from vedette.access.budgets import Memory as Budgets
from vedette.access.identity.members import Agent
from vedette.access.monitor import thresholds
from vedette.access.monitor.measures import Measures
from vedette.access.monitor.nouns import Measure, Step
from vedette.access.nouns import Purpose, Risk
from vedette.access.policy.engine import Policy
from vedette.access.policy.question import Question
from vedette.access.tokens.challenges import ACR_AGENT, ACR_PASSKEY
from vedette.access.tokens.claims import Actor, Claims, Confirmation, require_human
from vedette.access.tokens.revocations import Ended
from vedette.access.tokens.stepup import StepUp
from vedette.app import wiring
from vedette.app.asking import Request
from vedette.app.callers import Caller
from vedette.app.capability import Capability
from vedette.app.clock import Clock
from vedette.app.gate import Denied, Gate, Work
from vedette.app.inservice import InService
from vedette.app.parts import Parts, Serving
from vedette.app.record import Remembered
from vedette.app.watching import Around, Watched

BEGIN: Final = datetime(2027, 1, 4, tzinfo=UTC).timestamp()
DAY: Final = 86_400.0
SESSION: Final = 12 * 3600.0


@dataclass(frozen=True, slots=True)
class Done:
    """An answer."""

    def counts(self) -> Mapping[str, int | str]:
        """Count nothing."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class On(Request[Done]):
    """Something done on a target."""

    target: str
    number: int = 0
    """Makes each request another one: a touch is for just this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own(Request[Done]):
    """Something done with what the caller hands in."""

    number: int = 0


def _row(ident: str, risk: Risk, request: type[Request[Any]], **more: Any) -> Capability[Any]:  # noqa: ANN401
    scoped = request is On
    return Capability(
        id=ident,
        does="work",
        reads="what is named",
        risk=risk,
        request=request,
        cost_unit="runs",
        scoped=scoped,
        own_input=not scoped,
        brief=True,
        **more,
    )


CAPABILITIES: Final = {
    one.id: one
    for one in (
        _row("code.scan", Risk.C1, Own),
        _row("code.discover", Risk.C2, On),
        _row("host.validate", Risk.C3, On),
        _row("host.probe", Risk.C4, On),
    )
}
"""One of each class: what a member does most, and what could leave their own house."""


class Sandboxed(InService):
    """A service whose runs of C3 and above go into the sandbox, as the policy asks."""

    def question(self, caller: Caller, capability: Capability[Any], request: Request[Any]) -> Question:
        """Return what is to be decided."""
        return msgspec.structs.replace(super().question(caller, capability, request), sandbox=True)


@dataclass
class Recorded(Remembered):
    """A record that counts, and keeps no entry."""

    measured_by: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__init__()

    def measured(self, measure: Measure) -> None:
        """Count a measure."""
        self.measured_by[f"{measure.rule.value} {measure.step.value}"] += 1

    def lifted(self, measure: Measure, now: float) -> None:
        """Count the end of one."""
        del measure, now
        self.measured_by["lifted"] += 1


@dataclass
class World:
    """Everything, and the time."""

    folder: Path
    now: float = BEGIN
    packets: Counter[str] = field(default_factory=Counter)
    """Runs that reached a target, by target: the counting sink."""

    def __post_init__(self) -> None:
        environ = {"VEDETTE_DATA_DIR": str(self.folder / "d"), "VEDETTE_CACHE_DIR": str(self.folder / "c")}
        self.clock = Clock(now=lambda: datetime.fromtimestamp(self.now, UTC), seconds=lambda: self.now)
        chosen = Serving(settings=wiring.chosen(environ), url="https://programme.example", clock=self.clock)
        shelf = Shelf()
        made = Parts.made(chosen, shelf, shelf)
        touched = StepUp(shelf, lambda person, _challenge, _answer, _now: f"key of {person}")
        self.parts = dataclasses.replace(made, stepup=touched)
        self.parts.founding.begin(self.now)
        self.record = Recorded()
        self.measures = Measures(shelf)
        self.watch = Watched(
            documents=shelf,
            measures=self.measures,
            limits=thresholds.load(),
            around=Around(
                record=self.record,
                digest=lambda target, _now: target,
                end_sessions=self._end_sessions,
                claimed=self.parts.assets.noted,
            ),
        )
        around = Sandboxed(
            documents=shelf,
            assets=self.parts.assets,
            stepup=touched,
            approvals=self.parts.approvals,
            glass=self.parts.glass,
            budgets=Budgets(),
            ledger_state=lambda: "ok",
            policy_age=lambda: 0,
            taints=self.parts.taints,
            safeguards=self.parts.safeguards(),
            since=self.parts.tiers.since,
            rests=self.parts.applications.rests,
            clock=self.clock,
            watch=self.watch,
        )
        self.around = around
        self.gate = Gate(
            capabilities=CAPABILITIES,
            handlers={one.id: self._handle for one in CAPABILITIES.values()},
            policy=Policy.load(),
            circumstances=around,
            record=self.record,
            clock=self.clock,
            watch=self.watch,
        )

    def reach(self, when: float) -> None:
        """Let it be later, to the microsecond as clocks count."""
        self.now = max(self.now, when)
        self.now = self.clock.now().timestamp()

    def ask(self, caller: Caller, capability: str, request: Request[Any]) -> Denied | None:
        """Ask the gate; return the refusal, if it is one."""
        self.record.entries.clear()
        try:
            self.gate.run(caller, capability, request)
        except Denied as refused:
            return refused
        return None

    def touch(self, caller: Caller, challenge: str) -> None:
        """Have a person touch their key for one action."""
        wish = self.around.wish(challenge)
        if caller.claims is not None:
            self.parts.stepup.confirm(
                require_human(caller.claims), wish.action, b"", self.clock.now().timestamp()
            )

    def claims(self, person: str, org: str, key: str, purpose: Purpose) -> Claims:
        """Sign somebody in with a key."""
        return Claims(
            sub=person,
            sid=f"{person}.{key}.{self.now:.0f}",
            cnf=Confirmation(jkt=key),
            started=self.now,
            purpose=purpose,
            org=org,
            auth_time=self.now,
            acr=ACR_PASSKEY,
            until=self.now + SESSION,
        )

    def program(self, claims: Claims, agent: Agent) -> Claims:
        """Return what a program's own token says, for which its person exchanged a part of theirs."""
        return msgspec.structs.replace(
            claims,
            cnf=Confirmation(jkt=agent.key),
            act=Actor(sub=agent.id),
            tools=agent.tools,
            auth_time=0.0,
            acr=ACR_AGENT,
        )

    def caller(self, claims: Claims, network: str) -> Caller:
        """Return who asks, as a request with a good token and proof shows it.

        Raises:
            Unauthenticated: the session was ended, or nobody is behind it any more.

        """
        self.parts.revocations.check(claims, self.now)
        asker = self.parts.subjects.subject_for(claims, self.now)
        suspended = asker.suspended or self.watch.suspended(claims.sub, claims.org, self.now)
        return Caller(
            subject=asker.subject,
            bound=True,
            purpose=claims.purpose,
            cap=asker.cap,
            suspended=suspended,
            claims=claims,
            network=network,
        )

    def paused(self, person: str) -> bool:
        """Tell whether a class rests for somebody now."""
        return any(one.step is Step.PAUSE for one in self.measures.about(person, "", self.now))

    def _handle(self, request: Any, work: Work) -> Done:  # noqa: ANN401 - On or Own
        del work
        if isinstance(request, On):
            self.packets[request.target] += 1
        return Done()

    def _end_sessions(self, person: str, now: float) -> None:
        self.parts.revocations.revoke(Ended.PERSON, person, now)
