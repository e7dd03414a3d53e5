"""Gaps in logs: missing record numbers, one log silent beside others, a clock that goes back.

Formulas. *Missing*: of a log's record numbers (EVTX) at least 98 % are there, in at most five runs, 200 or
more; what lies between runs is missing. *Silence*: a log that over a day and more has records in 90 % of
all ten minutes has none for an hour or more, four times longer than ever else, while another log of that
host goes on for half of that time, and while it spoke itself at those hours the day before or after.
*Clock*: a record is five minutes to a day before the record it follows in its file, at most three times
in it. ATT&CK T1070.001, T1562.002, T1070.006; the figures are ours.

Controls: an export that selects has many holes and says nothing; a host that is off is silent in all its
logs; a log that keeps office hours is silent every night; files that are sorted backwards or merged go back
all the time, and one put behind another by more than a day; an hour back is the end of summer time.

Order of files does not matter. Bounds: 5,000 logs of 4,608 slots of time and 64 runs; 2,000 sources; first
come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.event import Event
from vedette.hunt.instants import MINUTE, rfc3339
from vedette.hunt.patterns.bounded import reread, written
from vedette.hunt.patterns.places import Spot, places
from vedette.hunt.patterns.records.streams import Clock, Hole, Silence, Stream, holes, silence, speaks
from vedette.hunt.patterns.speech import plain
from vedette.hunt.signal import Signal

STREAMS: Final = 5_000
SOURCES: Final = 2_000
_GOES_ON: Final = 0.5
_NAME_MAX: Final = 256


class _State(Struct):
    streams: dict[tuple[str, str], Stream]
    clocks: dict[int, Clock]


class LogGaps:
    """Sees every record."""

    name = "log-gaps"
    actions: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._streams: dict[tuple[str, str], Stream] = {}
        self._clocks: dict[int, Clock] = {}
        self._full = 0

    def see(self, event: Event) -> None:
        """Take one in."""
        time, host = event.time, event.host
        if time is None or host is None:
            return
        fields = event.fields
        channel = fields.get("Channel") or event.logsource.service or event.logsource.category
        stream = self._streams.get((host, channel))  # type: ignore[arg-type]  # a channel is text
        if stream is None:
            stream = self._new(event, host, str(channel)[:_NAME_MAX])
            if stream is None:
                return
        stream.count += 1
        stream.speak(time)
        number = fields.get("EventRecordID")
        if type(number) is int:
            stream.number(number)
        clock = self._clocks.get(event.source)
        if clock is None:
            clock = (
                self._clocks.setdefault(event.source, Clock(host=host))
                if len(self._clocks) < SOURCES
                else Clock()
            )
        if clock.is_jump(event.record, time):
            clock.spot = _spot(event)
            clock.host = host

    def _new(self, event: Event, host: str, channel: str) -> Stream | None:
        if len(self._streams) >= STREAMS:
            self._full += 1
            return None
        stream = self._streams[host, channel] = Stream(spot=_spot(event))
        return stream

    def signals(self) -> Iterator[Signal]:
        """Say which logs have gaps."""
        by_host: dict[str, dict[str, Stream]] = defaultdict(dict)
        for (host, channel), stream in self._streams.items():
            by_host[host][channel] = stream
        for host, logs in by_host.items():
            for channel in logs:
                yield from _of_log(host, channel, logs)
        for clock in self._clocks.values():
            if clock.went_back:
                yield _back(clock)

    def bounds(self) -> Iterator[str]:
        """Say what was not followed."""
        if self._full:
            yield f"{self._full:,} records of logs beyond the first {STREAMS:,} were not followed"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._streams, self._clocks))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        self._streams.update(list(state.streams.items())[:STREAMS])
        self._clocks.update(list(state.clocks.items())[:SOURCES])


def _spot(event: Event) -> Spot:
    """Point at a record by the first text it has."""
    for name, value in event.fields.items():
        if isinstance(value, str) and value:
            return (event.time or 0, event.source, event.record, name, value[:300])
    return (event.time or 0, event.source, event.record, "", event.message or "")


def _of_log(host: str, channel: str, logs: dict[str, Stream]) -> Iterator[Signal]:
    """Say what one log of a host lacks."""
    stream = logs[channel]
    found = holes(stream)
    if found:
        yield _missing(host, channel, stream, found)
    quiet = silence(stream) if len(logs) > 1 else None
    if quiet is not None:
        others = {name: speaks(other, quiet) for name, other in logs.items() if name != channel}
        loudest = max(others, key=lambda name: others[name])
        if others[loudest] >= _GOES_ON:
            yield _silent((host, channel), stream, quiet, (loudest, others[loudest]))


def _missing(host: str, channel: str, stream: Stream, found: list[Hole]) -> Signal:
    missing = sum(one.missing for one in found)
    shown = (", ").join(
        f"{one.after + 1}" + (f" to {one.before - 1}" if one.missing > 1 else "") for one in found
    )
    return Signal(
        rule="pattern:log-gaps-missing",
        title="Records are missing from a log",
        message=plain(
            f"Of the log {channel} of {host} {missing:,} record{'s are' if missing > 1 else ' is'}"
            f" missing: {shown}."
        ),
        severity=Severity.MEDIUM,
        confidence=Confidence.POSSIBLE,
        reason=f"All its other {stream.count:,} records are there, so it is no selection.",
        techniques=("T1070.001",),
        first=None,
        last=None,
        count=missing,
        targets=(Entity(EntityKind.HOST, host),),
        places=places([stream.spot] if stream.spot else []),
        numbers={"missing": missing, "holes": len(found), "records": stream.count, "log": channel},
        benign="a damaged file, or records lost when the machine went down",
        remedy="Compare with copies of the log elsewhere.",
    )


def _silent(log: tuple[str, str], stream: Stream, quiet: Silence, other: tuple[str, float]) -> Signal:
    host, channel = log
    minutes = (quiet.last - quiet.first) / MINUTE
    return Signal(
        rule="pattern:log-gaps-silence",
        title="A log fell silent while others went on",
        message=plain(
            f"The log {channel} of {host} has nothing between {rfc3339(quiet.first)} and"
            f" {rfc3339(quiet.last)},"
            f" while {other[0]} goes on."
        ),
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        reason=f"Else it speaks in {quiet.share:.0%} of all ten minutes, and was never silent for longer than"
        f" {quiet.usual / MINUTE:.0f} minutes.",
        techniques=("T1562.002",),
        first=quiet.first,
        last=quiet.last,
        targets=(Entity(EntityKind.HOST, host),),
        places=places([stream.spot] if stream.spot else []),
        numbers={
            "minutes": round(minutes),
            "longest_else": round(quiet.usual / MINUTE),
            "speaks_in": round(quiet.share, 3),
            "other_log_speaks_in": round(other[1], 3),
            "log": channel,
        },
        benign="a forwarder that stood still for this log alone",
        remedy="See who was on the host when it fell silent.",
    )


def _back(clock: Clock) -> Signal:
    return Signal(
        rule="pattern:log-gaps-clock",
        title="A clock went back",
        message=plain(
            f"In a log of {clock.host or 'a host'} time goes back by {clock.back / MINUTE:,.0f}"
            " minutes,"
            f" to {rfc3339(clock.at)}, from one record to the next."
        ),
        severity=Severity.LOW,
        confidence=Confidence.POSSIBLE,
        reason=f"It happened {clock.jumps} time{'s' if clock.jumps > 1 else ''} in {clock.count:,} records.",
        techniques=("T1070.006",),
        first=clock.at,
        last=clock.at,
        targets=(Entity(EntityKind.HOST, clock.host),) if clock.host else (),
        places=places([clock.spot] if clock.spot else []),
        numbers={"minutes": round(clock.back / MINUTE), "jumps": clock.jumps, "records": clock.count},
        benign="a virtual machine that was set back, or a clock that was put right",
        remedy="Look for who set the time, and take times around it with care.",
    )
