"""Odd processes: programs that start what they should not, seldom, or with words that hide.

Formula: the weight of the pair of parent and child (`roles.py`: office to shell, web server or database to
shell, a system process under another parent ...), plus 0.2 where the pair is rare (at most three times, on
at most two hosts) and another 0.2 where the parent starts at least 100 others for each such child, minus
0.4 where it is common (20 times or five hosts), plus the command's own score (`wording.py`), at most 1.
From 1 on it is a signal. ATT&CK T1059, T1204, T1505, T1218, T1047; the figures are ours.

Controls: a pair many hosts have, or one has all the time, is how things are set up; no pair is enough
alone; encoded text alone is what management tools send; a service host that starts a scheduled script is
no danger at all.

Order of files does not matter. Bounds: 50,000 pairs of programs, 5,000 cases by host; the rarest pairs
stay, the least odd cases go first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import PROCESS_START
from vedette.hunt.event import Event
from vedette.hunt.patterns.bounded import Shelf, reread, written
from vedette.hunt.patterns.places import Fields, Spot, kept, places
from vedette.hunt.patterns.processes.roles import ROLES, Danger, base, danger
from vedette.hunt.patterns.processes.wording import PLAIN, Wording, judge
from vedette.hunt.patterns.speech import plain, quoted
from vedette.hunt.signal import Signal

PAIRS: Final = 50_000
CASES: Final = 5_000
_PATHS: Final = 20_000
_COMMANDS: Final = 8_192
_REMEMBERED: Final = 1_024
"""Longer texts are judged again each time."""
_ENOUGH: Final = 1.0
_RARE: Final = 3
_RARE_HOSTS: Final = 2
_COMMON: Final = 20
_COMMON_HOSTS: Final = 5
_ONE_OF: Final = 100
_HOSTS_KEPT: Final = 8
_SPOTS: Final = 4
_SHOWN: Final = 300
_READ: Final = frozenset({"shell", "script host", "proxy", "transfer", "question"})


class Pair(Struct):
    """How often one program starts another."""

    count: int = 0
    hosts: list[str] = []


class Case(Struct):
    """What one host has of a pair that is odd."""

    parent: str
    child: str
    host: str
    count: int = 0
    first: int | None = None
    last: int | None = None
    wording: Wording = PLAIN
    command: str = ""
    users: list[str] = []
    spots: list[Spot] = []


class _State(Struct):
    pairs: dict[tuple[str, str], Pair]
    parents: dict[str, int]
    cases: dict[tuple[str, str, str], Case]


class OddProcesses:
    """Sees programs that start."""

    name = "odd-processes"
    actions = frozenset({PROCESS_START})

    def __init__(self) -> None:
        self._pairs: Shelf[tuple[str, str], Pair] = Shelf(PAIRS, lambda pair: -pair.count)
        self._parents: dict[str, int] = {}
        self._cases: Shelf[tuple[str, str, str], Case] = Shelf(CASES, lambda case: case.wording.score)
        self._known: dict[tuple[str, str], tuple[str, str, Danger | None, bool]] = {}
        """By paths of parent and child."""
        self._worded: dict[str, Wording] = {}
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        path = event.process
        if path is None:
            return
        key = (event.parent or "", path)
        parent, child, risk, read = self._known.get(key) or self._learn(key)
        pair = self._pairs.get((parent, child)) or self._pairs.put((parent, child), Pair())
        pair.count += 1
        host = event.host or ""
        if len(pair.hosts) < _HOSTS_KEPT and host not in pair.hosts:
            pair.hosts.append(host)
        self._parents[parent] = self._parents.get(parent, 0) + 1
        if risk is not None or read:
            command = event.command_line
            wording = PLAIN if command is None else self._worded.get(command) or self._word(command)
            if wording.score >= _ENOUGH or (risk is not None and not _is_helper(parent, command)):
                self._keep((host, parent, child), wording, event)

    def _learn(self, key: tuple[str, str]) -> tuple[str, str, Danger | None, bool]:
        if len(self._known) >= _PATHS:
            self._known.clear()
        if len(self._parents) >= _PATHS:
            self._parents.clear()
        parent, child = base(key[0]), base(key[1])
        risk = danger(parent, child)
        learnt = (parent, child, risk, ROLES.get(child) in _READ)
        if len(key[0]) + len(key[1]) <= _REMEMBERED:
            self._known[key] = learnt
        return learnt

    def _word(self, command: str) -> Wording:
        if len(self._worded) >= _COMMANDS:
            self._worded.clear()
        wording = judge(command)
        if len(command) <= _REMEMBERED:
            self._worded[command] = wording
        return wording

    def _keep(self, key: tuple[str, str, str], wording: Wording, event: Event) -> None:
        case = self._cases.get(key) or self._cases.put(key, Case(key[1], key[2], key[0]))
        case.count += 1
        time, command = event.time, event.command_line or event.process or ""
        if time is not None:
            case.first = time if case.first is None else min(case.first, time)
            case.last = time if case.last is None else max(case.last, time)
        if event.user and event.user not in case.users and len(case.users) < _HOSTS_KEPT:
            case.users.append(event.user)
        if wording.score > case.wording.score or not case.command:
            case.wording, case.command = wording, command[:_SHOWN]
            case.spots[:0] = [self._fields.spot(event, command, "command_line")]
            del case.spots[_SPOTS:]
        elif len(case.spots) < _SPOTS:
            kept(case.spots, self._fields.spot(event, command, "command_line"))

    def signals(self) -> Iterator[Signal]:
        """Say which are odd enough."""
        for case in self._cases.values():
            risk = danger(case.parent, case.child) if case.parent else None
            pair = self._pairs.get((case.parent, case.child)) or Pair(case.count, [case.host])
            score, reasons = self._score(case, risk, pair)
            if score >= _ENOUGH - 1e-9:
                yield _signal(case, risk, pair, (score, reasons))

    def _score(self, case: Case, risk: Danger | None, pair: Pair) -> tuple[float, list[str]]:
        score, reasons = min(1.0, case.wording.score), list(case.wording.why)
        if risk is None:
            return score, reasons
        score += risk.weight
        reasons.insert(0, risk.words)
        if pair.count >= _COMMON or len(pair.hosts) >= _COMMON_HOSTS:
            return score - 0.4, [
                *reasons,
                f"though it does so often ({pair.count:,} times on {len(pair.hosts)} hosts)",
            ]
        if pair.count <= _RARE and len(pair.hosts) <= _RARE_HOSTS:
            score += 0.2
            reasons.append(f"it did so {pair.count} time{'s' if pair.count > 1 else ''} in all these logs")
        if self._parents.get(case.parent, 0) >= _ONE_OF * pair.count:
            score += 0.2
            reasons.append(f"of {self._parents[case.parent]:,} programs it started")
        return score, reasons

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        if self._pairs.dropped:
            yield f"{self._pairs.dropped:,} of the most common pairs of programs were forgotten"
        if self._cases.dropped:
            yield f"{self._cases.dropped:,} of the least odd starts were forgotten"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._pairs, self._parents, self._cases))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        self._pairs.update(list(state.pairs.items())[:PAIRS])
        self._parents.update(list(state.parents.items())[:_PATHS])
        self._cases.update(list(state.cases.items())[:CASES])


def _is_helper(parent: str, command: str | None) -> bool:
    """Whether a browser starts what an extension speaks to: a shell between two pipes of the browser's."""
    return (
        command is not None
        and ROLES.get(parent) == "browser"
        and "\\pipe\\chrome.nativemessaging" in command.lower()
    )


def _signal(case: Case, risk: Danger | None, pair: Pair, scored: tuple[float, list[str]]) -> Signal:
    score, reasons = scored
    hidden = f" Decoded it says: {quoted(case.wording.decoded, 160)}." if case.wording.decoded else ""
    start = f"{case.parent} started {case.child}" if case.parent else f"{case.child} started"
    strong = score >= 1.5 or (risk is not None and risk.weight >= 0.9)  # noqa: PLR2004
    return Signal(
        rule="pattern:odd-processes",
        title="A program starts what it should not" if risk else "A command hides what it does",
        message=plain(f"On {case.host or 'a host'} {start}: {quoted(case.command, 200)}.{hidden}"),
        severity=Severity.HIGH if strong else Severity.MEDIUM,
        confidence=Confidence.STRONG if score >= 1.5 else Confidence.LIKELY,  # noqa: PLR2004
        reason="; ".join(reasons).capitalize() + ".",
        techniques=(*(risk.techniques if risk else ("T1059",)), *(("T1027",) if case.wording.score else ())),
        first=case.first,
        last=case.last,
        count=case.count,
        actors=(
            Entity(EntityKind.PROCESS, case.child),
            *(Entity(EntityKind.USER, user) for user in case.users if user[-1:] != "$"),
        ),
        targets=(Entity(EntityKind.HOST, case.host),) if case.host else (),
        places=places(case.spots),
        numbers={
            "score": round(score, 2),
            "pair_weight": risk.weight if risk else 0.0,
            "wording": case.wording.score,
            "times": pair.count,
            "hosts": len(pair.hosts),
            "parent": case.parent,
            "child": case.child,
        },
        benign="an add-in, an installer or a management tool that works this way",
        remedy="Look at what the child went on to do; hold the host if it was not meant.",
    )
