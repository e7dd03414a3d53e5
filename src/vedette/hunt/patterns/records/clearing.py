"""Logs cleared or stopped: by Windows' own word, by commands, by calls to a cloud.

Formula: each record that says so (`stops.py`: 1102, 104, 4719, Sysmon 16, CloudTrail StopLogging, wevtutil
cl, auditctl -e 0, rm /var/log ...) counts; what one account did to one host is one signal. ATT&CK
T1070.001, .002, .003, T1562.002, .008, .001.

Controls: the event log service's own stop (1100) comes with every shutdown, so it counts only where the
host also has something else; a policy the machine applies itself (4719 by a machine account) is no change;
a changed Sysmon configuration alone is of low severity.

Order of files does not matter. Bounds: 2,000 hosts and accounts; more are counted.

"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import API_CALL, LOG_CLEARED, OTHER, PROCESS_START, SCRIPT
from vedette.hunt.event import Event
from vedette.hunt.instants import rfc3339
from vedette.hunt.patterns.bounded import reread, written
from vedette.hunt.patterns.places import Fields, Spot, kept, places
from vedette.hunt.patterns.records import stops
from vedette.hunt.patterns.speech import plain
from vedette.hunt.signal import Signal

CASES: Final = 2_000
_WORDS_KEPT: Final = 6
_SHUTDOWN: Final = "the event log service stopped"
_MILD: Final = frozenset({"changed"})


class Case(Struct):
    """What one account did to the logs of one host."""

    count: int = 0
    first: int | None = None
    last: int | None = None
    sorts: list[str] = []
    words: list[str] = []
    linux: bool = False
    cloud: bool = False
    spots: list[Spot] = []


class _State(Struct):
    cases: dict[tuple[str, str], Case]


class LogClearing:
    """Sees records that end or empty logs."""

    name = "log-clearing"
    actions = frozenset({LOG_CLEARED, PROCESS_START, SCRIPT, API_CALL, OTHER})

    def __init__(self) -> None:
        self._cases: dict[tuple[str, str], Case] = {}
        self._full = 0
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        found = stops.of(event)
        if found is None:
            return
        key = (event.host or "", event.user or "")
        case = self._cases.get(key)
        if case is None:
            if len(self._cases) >= CASES:
                self._full += 1
                return
            case = self._cases[key] = Case()
        case.count += 1
        time = event.time
        if time is not None:
            case.first = time if case.first is None else min(case.first, time)
            case.last = time if case.last is None else max(case.last, time)
        if found.sort not in case.sorts:
            case.sorts.append(found.sort)
        if found.words not in case.words and len(case.words) < _WORDS_KEPT:
            case.words.append(found.words)
        case.cloud |= event.action == API_CALL
        case.linux |= event.logsource.product == "linux"
        kept(case.spots, self._fields.spot(event, found.value, found.column))

    def signals(self) -> Iterator[Signal]:
        """Say whose logs were cleared or stopped."""
        troubled = {host for (host, _), case in self._cases.items() if case.words != [_SHUTDOWN]}
        for (host, user), case in self._cases.items():
            if case.words != [_SHUTDOWN] or (host in troubled and user):
                yield _signal(host, user, case)

    def bounds(self) -> Iterator[str]:
        """Say what was not kept."""
        if self._full:
            yield f"{self._full:,} more records of logs cleared or stopped were not kept"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._cases))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        self._cases.update(list(reread(_State, saved, self.name).cases.items())[:CASES])


def _signal(host: str, user: str, case: Case) -> Signal:
    mild = set(case.sorts) <= _MILD
    who = user or "somebody"
    return Signal(
        rule="pattern:log-clearing",
        title="Logging was changed" if mild else "Logs were cleared or stopped",
        message=plain(
            f"On {host or 'a host'} {who} did away with logs {case.count:,} time"
            f"{'s' if case.count > 1 else ''},"
            f" first at {rfc3339(case.first) or 'an unknown time'}: {'; '.join(case.words)}."
        ),
        severity=Severity.LOW if mild else Severity.HIGH,
        confidence=Confidence.LIKELY if mild else Confidence.STRONG,
        reason=("The log itself says so.")
        if "cleared" in case.sorts
        else "Whoever does this wants something not to be logged.",
        techniques=_techniques(case),
        first=case.first,
        last=case.last,
        count=case.count,
        actors=(Entity(EntityKind.USER, user),) if user and user[-1] != "$" else (),
        targets=(Entity(EntityKind.HOST, host),) if host else (),
        places=places(case.spots),
        numbers={"times": case.count, "sorts": ", ".join(sorted(case.sorts)), "ways": len(case.words)},
        benign="an administrator who sets a machine up, or makes room",
        remedy="Ask who it was; look at copies of the log elsewhere for the hours before.",
    )


def _techniques(case: Case) -> tuple[str, ...]:
    found: list[str] = []
    if "cleared" in case.sorts:
        found.append("T1070.002" if case.linux else "T1070.001")
    if "stopped" in case.sorts or "changed" in case.sorts:
        found.append("T1562.008" if case.cloud else "T1562.012" if case.linux else "T1562.002")
    return tuple(found)
