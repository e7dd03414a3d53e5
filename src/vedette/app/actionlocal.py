"""Does steps on this machine: programs of a short list, and what we do ourselves to files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vedette.app import actionfiles, actionquarantine
from vedette.app.actionadapters import Mandate, Trial
from vedette.app.actionevidence import Evidence
from vedette.app.actionplace import account
from vedette.app.clock import Clock
from vedette.core.actions import Action
from vedette.core.errors import VedetteError
from vedette.respond.actions.contract import Answer
from vedette.respond.actions.moves import Outcome
from vedette.respond.actions.planning import Wish
from vedette.sandbox.process import Ran
from vedette.sandbox.responding import Responding

OURS: Final = "vedette:"
_BY_HAND: Final = "vedette:by-hand"
_CHANGES_FILES: Final = frozenset({"vedette:hosts-add", "vedette:deny-add", "vedette:quarantine"})
_NONE_THERE: Final = 1
"""What pkill says when nobody was there to end."""
_NOTHING_LEADS_THERE: Final = ("Invalid argument", "unreachable", "prohibited", "Permission denied")


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """The adapter for this machine."""

    responding: Responding
    clock: Clock
    by_hand: bool = False
    """Whether somebody says that what a person has to do is done."""

    def says(self, wish: Wish) -> Answer | None:
        """Have nothing to add to a plan."""
        del wish
        return None

    def tries(self, action: Action) -> tuple[Trial, ...]:
        """See whether the programs are there, whether we may, and what is so already."""
        return tuple(self._tried(action, step) for step in range(len(action.plan.steps)))

    def in_place(self, action: Action, step: int) -> bool | None:
        """Whether a step is done."""
        return self._seen(action.plan.steps[step].check)

    def stands(self, action: Action, step: int) -> str:
        """Say how things stand before a step."""
        verb, *words = action.plan.steps[step].command
        if verb in {"vedette:hosts-add", "vedette:deny-add"}:
            return actionfiles.stood(Path(words[0]))
        return ""

    def carries_out(self, mandate: Mandate, action: Action, step: int) -> Outcome:
        """Do one step."""
        del mandate
        command = action.plan.steps[step].command
        return self._done(action, command, self.stands(action, step))

    def takes_back(self, mandate: Mandate, action: Action, step: int, before: str) -> Outcome:
        """Take one step back."""
        del mandate
        command = action.plan.steps[step].undo
        if not command:
            return Outcome(ok=True, said="there is nothing to take back")
        return self._done(action, command, before)

    def holds(self, action: Action) -> Outcome | None:
        """See whether the whole holds."""
        found = self._seen(action.plan.check)
        if found is None:
            return None
        return Outcome(ok=found, said="it was seen to hold" if found else "it was seen not to hold")

    def _tried(self, action: Action, step: int) -> Trial:
        """Say what one step needs that is not there."""
        try:
            if lacking := self._lacking(action.plan.steps[step].command):
                return Trial(ok=False, said=lacking)
            already = self.in_place(action, step)
        except VedetteError as error:
            return Trial(ok=False, said=str(error))
        return Trial(ok=True, said="it is so already" if already else "can be done", already=bool(already))

    def _lacking(self, command: Sequence[str]) -> str:
        verb = command[0]
        if verb in _CHANGES_FILES and not os.access(folder := Path(command[1]).parent, os.W_OK):
            return f"{folder} may not be changed: use sudo"
        if verb == _BY_HAND and not self.by_hand:
            return f"a person has to: {command[1]}; then run it with --done"
        if verb.startswith(OURS):
            return ""
        if verb not in self.responding.programs():
            return f"{verb} is not on this machine"
        return "" if os.geteuid() == 0 else f"{verb} needs the administrator's rights: use sudo"

    def _done(self, action: Action, command: Sequence[str], before: str) -> Outcome:
        verb, *words = command
        try:
            if verb == _BY_HAND:
                return Outcome(ok=self.by_hand, said="a person says that it is done" if self.by_hand else "")
            if verb == "vedette:keep-evidence":
                evidence = Evidence(responding=self.responding, clock=self.clock)
                return evidence.keep(Path(words[0]) / action.id, words[1:])
            if verb in _OURS:
                return _OURS[verb](words, before)
            return _outcome(verb, self.responding.program(command))
        except VedetteError as error:
            return Outcome(ok=False, said=f"{error} ({error.hint})")

    def _seen(self, check: Sequence[str]) -> bool | None:
        if not check:
            return None
        if check[0] in _LOOKS:
            return _LOOKS[check[0]](check[1:])
        return _read(check, self.responding.program(check))


def _outcome(program: str, ran: Ran) -> Outcome:
    ok = ran.code == 0 or (program == "pkill" and ran.code == _NONE_THERE)
    words = ran.words or ran.out[:400].decode("utf-8", "replace").strip()
    return Outcome(ok=ok, said=words if not ok or words else "done")


def _read(check: Sequence[str], ran: Ran) -> bool | None:
    """Understand what a program says that was asked how things are."""
    match check[0]:
        case "ip" if "get" in check:
            return ran.code != 0 and any(one in ran.words for one in _NOTHING_LEADS_THERE)
        case "ip":
            return _listed(ran.out) if ran.code == 0 else None
        case "nft":
            return True if ran.code == 0 else (False if "No such file" in ran.words else None)
        case "iptables" | "ip6tables":
            return ran.code == 0 if ran.code in {0, 1} else None
        case _:
            return None


def _listed(out: bytes) -> bool | None:
    try:
        return any(json.loads(out or b"[]"))
    except (ValueError, TypeError):
        return None


def _account(words: Sequence[str]) -> bool | None:
    there = account(Path(words[0]), words[1])
    return None if there is None else there.locked


def _expired(words: Sequence[str]) -> bool | None:
    there = account(Path(words[0]), words[1])
    return None if there is None else there.expires == "1"


def _no_processes(words: Sequence[str]) -> bool:
    return not any(_is_of(one, words[0]) for one in Path("/proc").glob("[0-9]*/status"))


def _is_of(status: Path, uid: str) -> bool:
    """Whether a process runs for somebody; one that ended and waits to be noticed does not."""
    try:
        text = status.read_text("utf-8", "replace")
    except OSError:
        return False
    lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    return lines["Uid"].split()[0] == uid and not lines["State"].strip().startswith("Z")


def _hosts(words: Sequence[str]) -> tuple[Path, actionfiles.Lines]:
    return Path(words[0]), actionfiles.hosts_lines(words[1])


def _deny(words: Sequence[str]) -> tuple[Path, actionfiles.Lines]:
    return Path(words[0]), actionfiles.deny_lines(words[1])


_OURS: Final[Mapping[str, Callable[[Sequence[str], str], Outcome]]] = {
    "vedette:hosts-add": lambda words, _: actionfiles.add(*_hosts(words)),
    "vedette:hosts-remove": lambda words, before: actionfiles.remove(*_hosts(words), before),
    "vedette:deny-add": lambda words, _: actionfiles.add(*_deny(words)),
    "vedette:deny-remove": lambda words, before: actionfiles.remove(*_deny(words), before),
    "vedette:quarantine": lambda words, _: actionquarantine.take(actionquarantine.Words(*words)),
    "vedette:release": lambda words, _: actionquarantine.give_back(actionquarantine.Words(*words)),
}
_LOOKS: Final[Mapping[str, Callable[[Sequence[str]], bool | None]]] = {
    "vedette:hosts-has": lambda words: actionfiles.has(*_hosts(words)),
    "vedette:deny-has": lambda words: actionfiles.has(*_deny(words)),
    "vedette:quarantined": lambda words: actionquarantine.is_away(actionquarantine.Words(*words)),
    "vedette:account-locked": _account,
    "vedette:account-expired": _expired,
    "vedette:no-processes": _no_processes,
}
