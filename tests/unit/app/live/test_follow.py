"""What makes sense only whole is taken once it rests, and not again and again from its top."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.hunt.sources.windows.event_log_made import event_log, security
from vedette.app.acquire.opened import Selection
from vedette.app.clock import Clock
from vedette.app.jobs import Cancelled, Job
from vedette.app.live.deliveries import Deliveries
from vedette.app.live.follow import RESTS_S, Follower, state_path
from vedette.app.live.journal import Journal
from vedette.app.plainfiles import PlainFile, gather
from vedette.core.limits import DEFAULTS
from vedette.hunt.event import Event
from vedette.hunt.format import Format
from vedette.hunt.hunting import Hunt
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources import formats
from vedette.hunt.story.identities import Identities

TURNS = 40


class World:
    """A folder, a clock that goes on only when somebody sleeps or reads, and what happens meanwhile."""

    def __init__(self, home: Path, happens: Callable[[int], None]) -> None:
        self.logs, self.now, self.turn, self.job, self.reads = home / "logs", 0.0, 0, Job(), 0
        self.logs.mkdir(exist_ok=True)
        self._happens = happens
        self.journal = Journal(state_path(home / "state"))

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.turn += 1
        self._happens(self.turn)
        if self.turn >= TURNS:
            self.job.cancel()

    def recognise(self, source: Source, skips: Skips) -> Format | None:
        form = formats.recognise(source, None, skips)
        return None if form is None else replace(form, read=lambda *of: self._slowly(form, *of))

    def _slowly(self, form: Format, source: Source, skips: Skips) -> Iterator[Event]:
        self.now += 1.0
        self.reads += 1
        return form.read(source, skips)

    def listing(self) -> tuple[PlainFile, ...]:
        return gather((str(self.logs),), Selection(defaults=False, any_kind=True), DEFAULTS).files

    def follow(self) -> int:
        """Follow until the turns are over; return how many events went through."""
        clock, who = Clock(seconds=lambda: self.now), Identities()
        follower = Follower(
            hunt=Hunt(rules=None, detectors=(), watchers=(who,)), who=who, journal=self.journal,
            deliveries=Deliveries(self.journal, (), clock, lambda _: None), listing=self.listing,
            recognise=self.recognise, clock=clock, sleep=self.sleep,
        )  # fmt: skip
        follower.restore()
        with pytest.raises(Cancelled):
            follower.run(self.job)
        follower.close()
        self.journal.close()
        return follower.hunt.seen.events


def events(last: int) -> bytes:
    return event_log([security(number) for number in range(1, last + 1)])


def in_place(path: Path, data: bytes) -> None:
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)


def test_a_log_that_grows_all_the_time_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "Security.evtx"
    world = World(tmp_path, lambda turn: in_place(path, events(min(turn, 20))))
    assert world.follow() == 20
    assert world.reads == 1


def test_a_log_that_changes_now_and_then_is_read_as_seldom_as_its_size_asks(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "Security.evtx"
    world = World(tmp_path, lambda turn: in_place(path, events(turn // 3 + 1)))
    assert 10 <= world.follow() <= 14
    assert 2 <= world.reads <= 2 + TURNS / 9 < RESTS_S


def test_a_file_that_is_no_log_is_counted_once_and_looked_at_when_it_changes(tmp_path: Path) -> None:
    looked: list[str] = []
    line = "2026-03-01T08:00:01+00:00 srv1 sshd[1]: Connection closed by 10.0.0.7 port 4000\n"

    def happens(turn: int) -> None:
        (tmp_path / "logs" / "new.log").touch()
        if turn in {1, 5}:
            (tmp_path / "logs" / "picture.bin").write_bytes(b"\x00\x01" * turn)
        if turn == 10:
            (tmp_path / "logs" / "late.log").write_text("what is\nthis\n")
        if turn == 20:
            (tmp_path / "logs" / "late.log").write_text(line * 3)

    world = World(tmp_path, happens)
    recognise = world.recognise

    def noting(source: Source, skips: Skips) -> Format | None:
        looked.append(source.name)
        return recognise(source, skips)

    world.recognise = noting  # type: ignore[method-assign]
    assert world.follow() == 3
    assert looked.count("late.log") == 2
    assert looked.count("picture.bin") == 2
    assert "new.log" not in looked
    after = Journal(state_path(tmp_path / "state"))
    assert after.counts().skipped == 2
    after.close()
