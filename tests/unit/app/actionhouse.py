"""The owner's gate with actions behind it, over a folder, at a time the test sets; nothing is a stand-in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from tests.toys import NOON, OWNER
from vedette.access.policy.engine import Policy
from vedette.app.action_answers import ActionTriedOut
from vedette.app.action_capabilities import AT_HOME
from vedette.app.action_requests import Act, PlanAction, ShowActions, TryAction
from vedette.app.actionkeep import Kept
from vedette.app.actionplace import Place
from vedette.app.actiontable import CHANGE_NOTHING
from vedette.app.actionwork import Actions
from vedette.app.capabilities import CAPABILITIES
from vedette.app.circumstances import AtHome
from vedette.app.clock import Clock
from vedette.app.gate import Gate
from vedette.app.record import Remembered
from vedette.core.actions import Action, ActionKind
from vedette.sandbox.responding import Responding

POLICY = Policy.load()
CAPABILITY = {"n": "action.read", "s": "action.small", "w": "action.wide", "c": "action.alone"}


@dataclass
class Home:
    """One user's actions."""

    folder: Path
    now: float = field(default_factory=NOON.timestamp)
    responding: Responding = field(default_factory=Responding)

    def __post_init__(self) -> None:
        clock = Clock(now=lambda: datetime.fromtimestamp(self.now, UTC), seconds=lambda: 0.0)
        self.kept = Kept(folder=self.folder / "actions", clock=clock)
        place = Place(folder=self.kept.folder, responding=self.responding, environ={})
        self.actions = Actions(kept=self.kept, place=place, allowed=AT_HOME)
        names = (*CHANGE_NOTHING, *AT_HOME)
        self.record = Remembered()
        self.gate = Gate(
            capabilities={name: CAPABILITIES[name] for name in names},
            handlers={name: self.actions.handler(name) for name in names},
            policy=POLICY,
            circumstances=AtHome(),
            record=self.record,
            clock=clock,
        )

    def plan(self, kind: ActionKind, target: str, *, incident: str = "", **more: str) -> Action:
        """Plan on this machine, or as `adapter` says; `minutes` as a word."""
        asked = PlanAction(
            kind=kind,
            target=target,
            adapter=more.pop("adapter", "local"),
            minutes=int(more.pop("minutes")) if "minutes" in more else None,
            parameters=more,
            incident=incident,
        )
        return self.gate.run(OWNER, "action.plan", asked).value.action

    def tries(self, action: Action) -> ActionTriedOut:
        return self.gate.run(OWNER, "action.try", TryAction(action=action.id)).value

    def run(self, action: Action, **more: bool) -> Action:
        return self.act(action, "run", **more)

    def undo(self, action: Action) -> Action:
        return self.act(action, "undo")

    def act(self, action: Action, does: Literal["run", "undo", "drop"], **more: bool) -> Action:
        """Do it under the capability of its class."""
        asked = Act(action=action.id, digest=action.plan.digest, does=does, **more)  # type: ignore[arg-type]
        return self.gate.run(OWNER, CAPABILITY[action.id[0]], asked).value.action

    def shown(self, which: Literal["all", "half-done", "due"] = "all") -> list[str]:
        found = self.gate.run(OWNER, "action.show", ShowActions(which=which)).value
        return [one.action.id for one in found.actions]

    def again(self) -> Home:
        """Start anew over the same folder, as after a break."""
        return Home(self.folder, self.now, self.responding)


def users(root: Path, shadow: str = "ana:$6$salt$hash:19000:0:99999:7:::") -> Path:
    """Make a system of its own with one account."""
    etc = root / "etc"
    etc.mkdir(parents=True)
    (etc / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\nana:x:1001:1001::/home/ana:/bin/sh\n")
    (etc / "shadow").write_text(f"root:*:19000:0:99999:7:::\n{shadow}\n")
    (etc / "group").write_text("root:x:0:\nana:x:1001:\n")
    (etc / "shadow").chmod(0o640)
    return root
