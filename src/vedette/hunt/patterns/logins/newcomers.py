"""What a saved baseline never saw of an account or a program: host, address, user agent, child process.

Without a baseline it only learns. With one: an account that had at least 50 logins and at most five
different hosts (or address ranges, or user agents) uses another; a program that had started others at
least 200 times and at most 20 different ones starts another. The idea is that of "new terms" in log
products; the figures are ours.

Controls: an account or program that varies has no habit to break; what three accounts begin together is a
change somebody made; digits in user agents, names of programs and hosts count as equal; an address is its
/24 (of IPv6 /48); what is new for one account in more than three ways of one kind is one signal. Bounds:
200,000 things known, 2,000 new ones kept.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import LOGIN, PROCESS_START, SUCCESS
from vedette.hunt.event import Event
from vedette.hunt.patterns.addresses import neighbourhood
from vedette.hunt.patterns.bounded import reread, written
from vedette.hunt.patterns.logins.attempts import NAME_MAX, NOBODY, host_of
from vedette.hunt.patterns.places import Fields, Spot, kept, places
from vedette.hunt.patterns.speech import plain
from vedette.hunt.signal import Signal

KNOWN: Final = 200_000
FRESH: Final = 2_000
_STEADY: Final = {"host": 50, "address": 50, "agent": 50, "child": 200}
_FEW: Final = {"host": 5, "address": 5, "agent": 5, "child": 20}
_TOGETHER: Final = 3
_NAMED: Final = 5
_DIGITS = re.compile(r"\d+")
_WORDS: Final = {
    "host": ("An account logs in to a host it never used", "logged in to"),
    "address": ("An account logs in from where it never did", "logged in from"),
    "agent": ("An account logs in with a program it never used", "logged in with"),
    "child": ("A program starts one it never started", "started"),
}
_KINDS: Final = {
    "host": EntityKind.HOST,
    "address": EntityKind.ADDRESS,
    "child": EntityKind.PROCESS,
}


class Fresh(Struct):
    """Something new."""

    first: int
    last: int
    count: int
    shown: str
    host: str
    spots: list[Spot]


class _State(Struct):
    known: dict[tuple[str, str], set[str]]
    counts: dict[tuple[str, str], int]
    fresh: dict[tuple[str, str, str], Fresh]


class Newcomers:
    """Sees logins and programs that start."""

    name = "newcomers"
    actions = frozenset({LOGIN, PROCESS_START})

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], set[str]] = {}
        """By kind and account or program: what it had."""
        self._counts: dict[tuple[str, str], int] = {}
        self._fresh: dict[tuple[str, str, str], Fresh] = {}
        self._size = 0
        self._learns = True
        self._full = 0
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        if event.action == PROCESS_START:
            parent, child = event.parent, event.process
            if parent is not None and child is not None:
                self._see("child", program(parent), program(child), (child, "process"), event)
            return
        user = event.user
        if event.outcome != SUCCESS or user is None or user[-1] == "$" or user in NOBODY:
            return
        self._see("host", user, _DIGITS.sub("0", host_of(event)), (user, "user"), event)
        address, agent = event.source_ip, event.user_agent
        if address is not None:
            self._see("address", user, neighbourhood(address), (address, "source_ip"), event)
        if agent is not None:
            self._see("agent", user, _DIGITS.sub("0", agent), (agent, "user_agent"), event)

    def _see(self, kind: str, who: str, value: str, shown: tuple[str, str], event: Event) -> None:
        who, value = who[:NAME_MAX], value[:NAME_MAX]
        key = (kind, who)
        known = self._known.get(key)
        if self._learns:
            self._counts[key] = self._counts.get(key, 0) + 1
            if known is None:
                known = self._known[key] = set()
            if value not in known:
                self._learn(known, value)
        elif known is not None and value not in known:
            self._keep((kind, who, value), shown, event)

    def _learn(self, known: set[str], value: str) -> None:
        if self._size >= KNOWN:
            self._full += 1
            return
        self._size += 1
        known.add(value)

    def _keep(self, key: tuple[str, str, str], shown: tuple[str, str], event: Event) -> None:
        time = event.time or 0
        fresh = self._fresh.get(key)
        if fresh is None:
            if len(self._fresh) >= FRESH:
                self._full += 1
                return
            words = (host_of(event) if key[0] == "host" else shown[0])[:NAME_MAX]
            fresh = self._fresh[key] = Fresh(time, time, 0, words, host_of(event), [])
        fresh.count += 1
        fresh.first, fresh.last = min(fresh.first, time), max(fresh.last, time)
        if len(fresh.spots) < _NAMED:
            kept(fresh.spots, self._fields.spot(event, *shown))

    def signals(self) -> Iterator[Signal]:
        """Say what is new for whom; one for each account or program and kind."""
        shared = Counter((kind, value) for kind, _, value in self._fresh)
        grouped: dict[tuple[str, str], list[Fresh]] = defaultdict(list)
        for (kind, who, value), fresh in sorted(self._fresh.items()):
            if shared[kind, value] < _TOGETHER:
                grouped[kind, who].append(fresh)
        for (kind, who), found in grouped.items():
            had = len(self._known[kind, who])
            if self._counts[kind, who] >= _STEADY[kind] and had <= _FEW[kind]:
                yield _signal(kind, who, found, (self._counts[kind, who], had))

    def bounds(self) -> Iterator[str]:
        """Say what was not remembered."""
        if self._full:
            yield f"{self._full:,} things beyond the limits were not remembered"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._known, self._counts, self._fresh))

    def restore(self, saved: bytes) -> None:
        """Take a baseline: from now on what is not in it is new.

        Raises:
            BadInput: it is not one.

        """
        state = reread(_State, saved, self.name)
        self._known, self._counts, self._fresh = state.known, state.counts, state.fresh
        self._size = sum(len(one) for one in self._known.values())
        self._learns = not self._known


def program(path: str) -> str:
    """Name a program without its folder: lower case, digits as one."""
    return _remembered(path) if len(path) <= NAME_MAX else _program(path)


def _program(path: str) -> str:
    return _DIGITS.sub("0", path.replace("\\", "/").rpartition("/")[2].lower())


_remembered: Final = lru_cache(maxsize=4_096)(_program)


def _signal(kind: str, who: str, found: list[Fresh], had: tuple[int, int]) -> Signal:
    title, does = _WORDS[kind]
    shown = ", ".join(one.shown[:120] for one in found[:_NAMED])
    child = kind == "child"
    actor = Entity(EntityKind.PROCESS if child else EntityKind.USER, who)
    aims = {
        Entity(_KINDS.get(kind, EntityKind.HOST), one.shown.lower() if kind in _KINDS else one.host)
        for one in found
    }
    spots: list[Spot] = []
    for one in found:
        for spot in one.spots:
            kept(spots, spot)
    return Signal(
        rule=f"pattern:newcomers-{kind}",
        title=title,
        message=plain(
            f"{who} {does} {shown}{' and others' if len(found) > _NAMED else ''}, which"
            " the baseline does not have."
        ),
        severity=Severity.INFO if kind == "agent" else Severity.LOW,
        confidence=Confidence.POSSIBLE,
        reason=(
            f"In the baseline it had {had[1]} of that kind in {had[0]:,} {'starts' if child else 'logins'}."
        ),
        techniques=("T1059",) if child else ("T1078",),
        first=min(one.first for one in found) or None,
        last=max(one.last for one in found) or None,
        count=sum(one.count for one in found),
        actors=(actor,),
        targets=tuple(sorted(aims))[:20],
        places=places(spots),
        numbers={"new": len(found), "had": had[1], "times_in_baseline": had[0]},
        benign="a new task, a new device, a journey, an update",
        remedy="Ask whether it was meant; if so, take a new baseline.",
    )
