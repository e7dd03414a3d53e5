"""Follow logs as they grow: take what is new, look at it, tell what it adds up to, write down how far we are.

What was read is committed together with what it led to (see `journal`), and alarms leave after that: a kill
at any moment repeats what was not committed, and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from vedette.app.acquire.opened import shown
from vedette.app.clock import Clock
from vedette.app.jobs import Job
from vedette.app.live import tails
from vedette.app.live.alarms import Alarms, Told
from vedette.app.live.deliveries import Deliveries
from vedette.app.live.journal import Counts, Journal
from vedette.app.live.known import Known
from vedette.app.live.opened import Log, Opened
from vedette.app.plainfiles import PlainFile
from vedette.core import codec
from vedette.hunt.event import Event
from vedette.hunt.format import Format, Numbers
from vedette.hunt.hunting import Hunt
from vedette.hunt.source import Skips, Source
from vedette.hunt.story.identities import Identities

STEP_EVENTS: Final = 50_000
"""Events taken before everything else gets a turn."""
COMMIT_EVENTS: Final = 500_000
"""Events between two commits, at most."""
LOOK_SHARE: Final = 10
"""Adding up and writing down take at most one part in so many of the time …"""
LONGEST_S: Final = 20.0
"""… but nobody waits longer than this for what it adds up to, however long that takes."""
RESTS_S: Final = 60.0
"""A file that makes sense only whole is read again from its top: as seldom as the share asks, up to this."""
_RULES, _WHO, _TOLD = "rules", "addresses", "told"
Sleep = Callable[[float], None]
Listing = Callable[[], tuple[PlainFile, ...]]
_New = Callable[[tails.Cursor], "tails.Chunk | None"]
Recognise = Callable[[Source, Skips], Format | None]


class _ToldList(msgspec.Struct, frozen=True):
    told: tuple[tuple[str, Told], ...]
    sources: dict[str, int]
    """Numbers of files: saved hits point at them."""


@dataclass(slots=True, kw_only=True)
class Follower:
    """Everything a follower works with."""

    hunt: Hunt
    who: Identities
    journal: Journal
    deliveries: Deliveries
    listing: Listing
    recognise: Recognise
    clock: Clock
    sleep: Sleep
    first: int = 0
    """The number of the first file: lower ones are those of a baseline's."""
    interval: float = 1.0
    """Seconds between two looks at files nothing was written to."""
    _known: Known = field(default_factory=Known)
    _opened: Opened = field(default_factory=Opened)
    _forms: dict[str, Format] = field(default_factory=dict)
    _strange: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Files of no format that is known, as they were: counted once, and looked at again when they changed."""
    _growing: dict[str, tuple[int, int]] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _alarms: Alarms = field(default_factory=Alarms)
    _counts: Counts = field(default_factory=Counts)
    _skips: Skips = field(default_factory=Skips)
    _skipped_before: int = 0
    _events: int = 0
    """Events since the last commit."""
    _due: float = 0.0
    _once: bool = False
    _rested: dict[str, float] = field(default_factory=dict)
    """When files that make sense only whole may be read again."""

    def restore(self) -> None:
        """Go on where the last run was.

        Raises:
            BadInput: the state is of another version.

        """
        self._known = Known(self.journal.cursors())
        self._counts = self.journal.counts()
        self._skipped_before = self._counts.skipped
        states = self.journal.states()
        if _TOLD in states:
            kept = codec.load(states[_TOLD], _ToldList, name="the follower's state")
            self._alarms = Alarms(kept.told)
            self._numbers = dict(kept.sources)
            self._names = {number: name for name, number in kept.sources.items()}
        if _WHO in states:
            self.who.restore(states[_WHO])
        if self.hunt.rules is not None and _RULES in states:
            self.hunt.rules.restore(states[_RULES])
        for one in self.hunt.detectors:
            if (saved := states.get(f"detector {one.name}")) is not None:
                one.restore(saved)

    def close(self) -> None:
        """Let go of the logs."""
        self._opened.close()

    def run(self, job: Job, *, once: bool = False) -> Counts:
        """Follow until somebody stops the job; `once`: until everything written so far is looked at.

        Raises:
            Cancelled: somebody stopped it; everything up to the last commit is kept.

        """
        self._once = once
        while True:
            taken = self._take_new()
            if self._known.pending and (self._is_due() or (once and not taken)):
                self._commit()
            self.deliveries.flush()
            job.tell("following", self._counts.events + self._events)
            if not taken:
                if once:
                    return self._counts
                self.sleep(self.interval)

    def _is_due(self) -> bool:
        return self.clock.seconds() >= self._due or self._events >= COMMIT_EVENTS

    def _take_new(self) -> bool:
        """Take what is new, as far as one turn goes; tell whether there was anything."""
        before = self.hunt.seen.events
        anything = self._take_rests()
        files = self.listing()
        for file in files:
            for cursor in self._take(file):
                anything = True
                self._known.keep(file.name, cursor)
                if self.hunt.seen.events - before >= STEP_EVENTS:
                    break
        self._look_after(files)
        self._events += self.hunt.seen.events - before
        return anything

    def _take_rests(self) -> bool:
        """Take what was written to logs that are open before they were moved away."""
        anything = False
        for log in self._opened.moved():
            with log.again() as stream:
                for cursor in self._take_rest(log, stream):
                    anything, log.cursor, log.wrote = True, cursor, self.clock.seconds()
                    self._known.read_on(log.file.name, cursor)
        return anything

    def _take_rest(self, log: Log, stream: BinaryIO) -> Iterator[tails.Cursor]:
        try:
            yield from self._take_chunks(log.file, log.form, log.cursor, lambda one: tails.rest(one, stream))
        except OSError:
            return

    def _look_after(self, files: Sequence[PlainFile]) -> None:
        """Keep open what may be moved away, and tell what is gone without having been read to its end."""
        followed = (
            (file, form, cursor)
            for file in files
            if (form := self._forms.get(file.name)) is not None and not form.whole
            if (cursor := self._known.under(file.name)) is not None
        )
        for place in self._opened.keep(followed, self.clock.seconds()):
            self._known.settle(place)
        for lost in self._known.lost({one.name for one in files}, self._opened.waited):
            self._counts = msgspec.structs.replace(self._counts, unseen=self._counts.unseen + 1)
            self.deliveries.say(
                f"{shown(os.fsencode(lost.path))}: gone or cut after {lost.offset:,} bytes of it were read; "
                "whether more was written to it is not known"
            )

    def _take(self, file: PlainFile) -> Iterator[tails.Cursor]:
        """Feed what is new in one file."""
        cursor = self._cursor(file)
        if cursor is None:
            return
        form = self._form(file)
        try:
            if form is not None and form.whole:
                yield from self._take_whole(file, form, cursor)
            elif form is not None:
                yield from self._take_lines(file, form, cursor)
        except OSError:
            return

    def _take_lines(self, file: PlainFile, form: Format, cursor: tails.Cursor) -> Iterator[tails.Cursor]:
        return self._take_chunks(file, form, cursor, lambda one: tails.new_lines(one, file.path))

    def _take_chunks(
        self, file: PlainFile, form: Format, cursor: tails.Cursor, new: _New
    ) -> Iterator[tails.Cursor]:
        while (chunk := new(cursor)) is not None:
            source = self._source(file, len(chunk.data), chunk.open)
            self._feed(_numbered(form.read(source, self._skips), chunk.before.lines - chunk.skipped_lines))
            cursor = chunk.after
            yield cursor

    def _take_whole(self, file: PlainFile, form: Format, cursor: tails.Cursor) -> Iterator[tails.Cursor]:
        """Read a file that makes sense only whole, once it stopped growing; take what is behind the last."""
        now = (file.size, file.modified)
        if now == (cursor.offset, cursor.modified):
            return
        if not self._once and (self._growing.get(file.name) != now or not self._is_rested(file)):
            self._growing[file.name] = now
            return
        numbers, mark = form.numbers, None
        if numbers is not None and not cursor.offset:
            cursor = self._known.numbered(file.name, cursor, lambda last: _mark(file, numbers, last))
            if now == (cursor.offset, cursor.modified):
                return
        began = self.clock.seconds()
        source = self._source(file, file.size, file.open)
        last = _Last(_last_of(file, numbers, cursor), numbers)
        self._feed(last.behind(form.read(source, self._skips)))
        took = self.clock.seconds() - began
        self._rested[file.name] = self.clock.seconds() + min(took * (LOOK_SHARE - 1), RESTS_S)
        if numbers is not None:
            mark = _mark(file, numbers, last.record)
        yield tails.whole(cursor, last.record, now, mark)

    def _is_rested(self, file: PlainFile) -> bool:
        """Whether reading a file from its top again would not take more than its share of the time."""
        return self.clock.seconds() >= self._rested.get(file.name, 0.0)

    def _form(self, file: PlainFile) -> Format | None:
        known = self._forms.get(file.name)
        if known is not None:
            return known
        now = (file.size, file.modified)
        if not file.size or self._strange.get(file.name) == now:
            return None
        skips = self._skips if file.name not in self._strange else Skips()
        known = self.recognise(self._source(file, file.size, file.open), skips)
        if known is None:
            self._strange[file.name] = now
        else:
            self._forms[file.name] = known
        return known

    def _source(self, file: PlainFile, size: int, opening: Callable[[], BinaryIO]) -> Source:
        number = self._numbers.get(file.name)
        if number is None:
            number = self._numbers[file.name] = max(self.first, max(self._names, default=-1) + 1)
        self._names[number] = file.name
        return Source(number=number, name=file.name, size=size, open=opening, modified=file.modified)

    def _feed(self, events: Iterator[Event]) -> None:
        for _ in self.hunt.feed(events):
            pass

    def _cursor(self, file: PlainFile) -> tails.Cursor | None:
        known = self._known.same(file.name, file.path)
        if known is not None:
            return known
        self._forms.pop(file.name, None)
        return self._known.begun(file.name, file.path)

    def _commit(self) -> None:
        """Say what everything adds up to now, and write it down with how far we are."""
        began = self.clock.seconds()
        first = self.first
        signals = (one for one in self.hunt.signals() if any(place.source >= first for place in one.places))
        alarms = list(self._alarms.new(signals, self._names))
        if self.hunt.rules is not None:
            self.hunt.rules.forget()
        counts = msgspec.structs.replace(
            self._counts,
            events=self._counts.events + self._events,
            skipped=self._skipped_before + self._skips.total,
            alarms=self._counts.alarms + len(alarms),
        )
        self._counts = self.journal.commit(self._known.pending, self._states(), alarms, counts)
        self._known.pending, self._events = {}, 0
        took = self.clock.seconds() - began
        pause = min(took * (LOOK_SHARE - 1), LONGEST_S)
        self._due = self.clock.seconds() + max(pause, self.interval)

    def _states(self) -> dict[str, bytes]:
        states = {f"detector {one.name}": one.save() for one in self.hunt.detectors}
        states[_TOLD] = codec.dump(_ToldList(self._alarms.told(), self._numbers))
        states[_WHO] = self.who.save()
        if self.hunt.rules is not None:
            states[_RULES] = self.hunt.rules.save()
        return states


@dataclass(slots=True)
class _Last:
    """The number of the last record taken."""

    record: int
    numbers: Numbers | None

    def behind(self, events: Iterator[Event]) -> Iterator[Event]:
        """Give the events behind it."""
        last, numbers = self.record, self.numbers
        for event in events:
            number = event.record if numbers is None else numbers.of(event)
            if number is not None and number > last:
                self.record = max(self.record, number)
                yield event


def _last_of(file: PlainFile, numbers: Numbers | None, cursor: tails.Cursor) -> int:
    """Return the number of the last record taken: none when a log was cleared, and counts from 1 again."""
    last = cursor.lines
    if numbers is None or not last:
        return last
    with file.open() as stream:
        if numbers.highest(stream) < last:
            return 0
    mark = _mark(file, numbers, last) if cursor.mark else ""
    return last if mark in {"", cursor.mark} else 0


def _mark(file: PlainFile, numbers: Numbers, last: int) -> str:
    with file.open() as stream:
        return numbers.mark(stream, last) if last else ""


def _numbered(events: Iterator[Event], before: int) -> Iterator[Event]:
    """Count records from the top of the file, not of the chunk."""
    for event in events:
        event.record += before
        yield event


def state_path(folder: Path) -> Path:
    """Return where a follower keeps its journal."""
    return folder / "follower.sqlite"
