"""Exploration: somebody new asks a machine who they are, what it is and what is around.

Formula: commands that ask (`questions.py`), by host and account; at least three kinds (ATT&CK techniques)
within 30 minutes, one of them about people and their rights. Six kinds are medium, fewer low: both decorate
an attack, and neither makes one.

Controls: nothing without a question about people, for that is how a network is mended; five kinds where
nobody in particular asks (SYSTEM and its like take stock); the same kinds on five hosts, or on three days of
one account, are how things are done. ATT&CK T1082, T1033, T1057, T1012 and the others that were asked.

Order of files does not matter. Bounds: 5,000 hosts and accounts of 256 questions; a command that is asked
again within a minute counts once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import PROCESS_START
from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR, MINUTE
from vedette.hunt.patterns.bounded import Shelf, reread, sensible, written
from vedette.hunt.patterns.places import Fields, Spot, places
from vedette.hunt.patterns.processes.questions import ABOUT_PEOPLE, question
from vedette.hunt.patterns.speech import plain, quoted
from vedette.hunt.signal import Signal
from vedette.knowledge.techniques import technique

ASKERS: Final = 5_000
QUESTIONS: Final = 256
WINDOW: Final = 30 * MINUTE
_KINDS: Final = 3
_KINDS_NOBODY: Final = 5
_MANY: Final = 6
_DAY: Final = 24 * HOUR
_DAYS: Final = 3
_HOSTS: Final = 5
_SHOWN: Final = 6
_NOBODY: Final = frozenset({"", "system", "local service", "network service", "root", "-"})

Asked: TypeAlias = tuple[int, str, Spot]
"""When, which technique, where it stands."""
_Key: TypeAlias = tuple[str, str]


class Asker(Struct):
    """What one account asked on one host."""

    asked: list[Asked] = []


class _State(Struct):
    askers: dict[_Key, Asker]


class Exploration:
    """Sees programs that start."""

    name = "exploration"
    actions = frozenset({PROCESS_START})

    def __init__(self) -> None:
        self._askers: Shelf[_Key, Asker] = Shelf(ASKERS, lambda asker: len(asker.asked))
        self._more = 0
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        program, command = event.process, event.command_line
        if program is None or command is None or event.time is None or event.host is None:
            return
        kind = question(program, command)
        if not kind:
            return
        key = (event.host, event.user or "")
        asker = self._askers.get(key) or self._askers.put(key, Asker())
        time = sensible(event.time)
        if any(one == kind and abs(when - time) < MINUTE for when, one, _ in asker.asked):
            return
        if len(asker.asked) >= QUESTIONS:
            self._more += 1
            return
        asker.asked.append((time, kind, self._fields.spot(event, command, "command_line")))

    def signals(self) -> Iterator[Signal]:
        """Say who asked around."""
        found = [(key, best) for key, asker in self._askers.items() if (best := _best(key, asker.asked))]
        alike: dict[frozenset[str], set[str]] = defaultdict(set)
        for (host, _), best in found:
            alike[_kinds(best)].add(host)
        for key, best in found:
            if len(alike[_kinds(best)]) < _HOSTS and not _habit(self._askers[key].asked, best):
                yield _signal(key, best)

    def bounds(self) -> Iterator[str]:
        """Say what was not kept."""
        if self._askers.dropped:
            yield f"{self._askers.dropped:,} accounts that asked least were forgotten"
        if self._more:
            yield f"{self._more:,} more questions were not kept"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._askers))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        for key, asker in list(state.askers.items())[:ASKERS]:
            self._askers[key] = Asker(asker.asked[:QUESTIONS])


def _kinds(asked: Sequence[Asked]) -> frozenset[str]:
    return frozenset(kind for _, kind, _ in asked)


def _best(key: _Key, asked: Sequence[Asked]) -> list[Asked] | None:
    """Return the window with the most kinds, if there are enough of them."""
    ordered = sorted(asked)
    best: list[Asked] = []
    begin = 0
    for end, (time, _, _) in enumerate(ordered):
        while time - ordered[begin][0] > WINDOW:
            begin += 1
        if len(_kinds(ordered[begin : end + 1])) > len(_kinds(best)):
            best = ordered[begin : end + 1]
    kinds = _kinds(best)
    nobody = key[1] in _NOBODY or key[1].endswith("$")
    enough = len(kinds) >= (_KINDS_NOBODY if nobody else _KINDS)
    return best if enough and not kinds.isdisjoint(ABOUT_PEOPLE) else None


def _habit(asked: Sequence[Asked], best: Sequence[Asked]) -> bool:
    """Whether most of it is asked on three days."""
    kinds = _kinds(best)
    days: dict[int, set[str]] = defaultdict(set)
    for time, kind, _ in asked:
        if kind in kinds:
            days[time // _DAY].add(kind)
    return sum(2 * len(seen) > len(kinds) for seen in days.values()) >= _DAYS


def _signal(key: _Key, best: Sequence[Asked]) -> Signal:
    host, user = key
    kinds = sorted(_kinds(best))
    spots = [spot for _, _, spot in best]
    minutes = round((best[-1][0] - best[0][0]) / MINUTE, 1)
    shown = ", ".join(quoted(spot[4], 60) for spot in spots[:_SHOWN])
    names = ", ".join(known.name.lower() if (known := technique(kind)) else kind for kind in kinds)
    return Signal(
        rule="pattern:exploration",
        title="Somebody looked around",
        message=plain(
            f"On {host} {user or 'somebody'} asked {len(kinds)} kinds of questions within {minutes:g}"
            f" minutes: {shown}."
        ),
        severity=Severity.MEDIUM if len(kinds) >= _MANY else Severity.LOW,
        confidence=Confidence.POSSIBLE,
        reason=f"Together they are what somebody asks who is new to a machine: {names}.",
        techniques=tuple(kinds),
        first=best[0][0],
        last=best[-1][0],
        count=len(best),
        actors=(
            Entity(EntityKind.HOST, host),
            *((Entity(EntityKind.USER, user),) if user and not user.endswith("$") else ()),
        ),
        places=places(spots),
        numbers={"kinds": len(kinds), "commands": len(best), "minutes": minutes},
        benign="an administrator or a helper at work on this machine, a script that takes stock",
        remedy="Ask the person whose account it is. If they know nothing of it, see what started the shell.",
    )
