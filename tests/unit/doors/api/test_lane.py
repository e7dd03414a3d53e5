"""A lane takes many runs forward with one thread, and waits for the disk once for all of them."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import pytest

from vedette.app.steps import Doing, Hearing, Steps, Where
from vedette.doors.api import peers
from vedette.doors.api.lane import Lane

T = TypeVar("T")


class Counted(NamedTuple):
    thread: str


@dataclass
class Disk:
    """Counts how often somebody really waited for it."""

    begun: list[int] = field(default_factory=list)
    kept: int = 0
    rounds: int = 0

    def write(self) -> Entry:
        self.begun.append(len(self.begun))
        return Entry(self, self.begun[-1])


@dataclass
class Entry:
    disk: Disk
    number: int
    where: Where = Where.TOGETHER

    def wait(self) -> int:
        if self.number >= self.disk.kept:
            self.disk.kept = len(self.disk.begun)
            self.disk.rounds += 1
        return self.number


def there() -> Counted:
    return Counted(threading.current_thread().name)


def doing(*, brief: bool) -> Doing:
    return Doing(there, brief=brief)


@pytest.fixture
def lane() -> Iterator[Lane]:
    with ThreadPoolExecutor(4, "elsewhere") as pool:
        yield Lane(pool)


def together(*runs: Coroutine[Any, Any, T]) -> list[T]:
    async def gathered() -> list[T]:
        return await asyncio.gather(*runs)

    return asyncio.run(gathered())


def test_many_runs_wait_for_the_disk_together(lane: Lane) -> None:
    disk = Disk()
    at_work, go = threading.Event(), threading.Event()

    def first() -> Steps[object]:
        at_work.set()
        go.wait(20)
        number: int = yield disk.write()
        return number

    def steps() -> Steps[object]:
        return (yield disk.write()), (yield disk.write())

    async def asked() -> list[object]:
        runs: list[asyncio.Future[object]] = [asyncio.ensure_future(lane.run(first()))]
        assert await asyncio.to_thread(at_work.wait, 20)
        runs += [asyncio.ensure_future(lane.run(steps())) for _ in range(20)]
        await asyncio.sleep(0)
        assert lane.under_way == 21
        go.set()
        return list(await asyncio.gather(*runs))

    got = asyncio.run(asked())
    assert got[1:] == [(1 + number, 21 + number) for number in range(20)]
    assert disk.rounds == 3, "one for the first, and one for each entry of all the others"
    assert lane.under_way == 0


def test_what_is_brief_is_done_in_the_lane_and_the_rest_elsewhere(lane: Lane) -> None:
    def steps(*, brief: bool) -> Steps[Counted]:
        found: Counted = yield doing(brief=brief)
        return found

    here, away = together(lane.run(steps(brief=True)), lane.run(steps(brief=False)))
    assert here.thread.startswith("vedette-lane")
    assert away.thread.startswith("elsewhere")


def test_what_takes_long_holds_nobody_up(lane: Lane) -> None:
    over = threading.Event()

    def slow() -> Counted:
        assert over.wait(10)
        return Counted("slow")

    def long() -> Steps[Counted]:
        found: Counted = yield Doing(slow, brief=False)
        return found

    def brief() -> Steps[Counted]:
        found: Counted = yield doing(brief=True)
        over.set()
        return found

    slow_one, _ = together(lane.run(long()), lane.run(brief()))
    assert slow_one.thread == "slow"


def test_what_goes_wrong_is_told_to_the_run_and_then_to_whoever_asked(lane: Lane) -> None:
    told: list[str] = []

    def fails() -> Counted:
        raise KeyError("it went wrong")

    def steps(*, brief: bool) -> Steps[Counted]:
        try:
            found: Counted = yield Doing(fails, brief=brief)
        except KeyError:
            told.append("told")
            raise
        return found

    for brief in (True, False):
        with pytest.raises(KeyError, match="it went wrong"):
            asyncio.run(lane.run(steps(brief=brief)))
    assert told == ["told", "told"]


def test_whoever_does_not_wait_any_more_is_no_trouble(lane: Lane) -> None:
    began, over = threading.Event(), threading.Event()

    def slow() -> Counted:
        began.set()
        assert over.wait(10)
        return Counted("slow")

    def steps() -> Steps[Counted]:
        found: Counted = yield Doing(slow, brief=False)
        return found

    async def gone() -> None:
        run = asyncio.ensure_future(lane.run(steps()))
        await asyncio.to_thread(began.wait, 10)
        run.cancel()
        over.set()
        with pytest.raises(asyncio.CancelledError):
            await run

    asyncio.run(gone())

    def quick() -> Steps[Counted]:
        found: Counted = yield doing(brief=True)
        return found

    assert asyncio.run(lane.run(quick())).thread.startswith("vedette-lane")


def test_what_takes_long_is_done_here_when_nobody_is_left_elsewhere() -> None:
    pool = ThreadPoolExecutor(1)
    lane = Lane(pool)
    pool.shutdown()

    def steps() -> Steps[Counted]:
        found: Counted = yield doing(brief=False)
        return found

    assert asyncio.run(lane.run(steps())).thread.startswith("vedette-lane")


def never() -> bool:
    return False


def reads(line: socket.socket, over: Callable[[], bool] = never) -> Steps[tuple[str, bytes]]:
    line.setblocking(False)  # noqa: FBT003 - as the library has it
    while not over():
        yield Hearing(line, writing=False, over=over)
        try:
            return threading.current_thread().name, line.recv(100)
        except BlockingIOError:
            continue
    return threading.current_thread().name, b"over"


def test_many_connections_are_listened_at_by_the_lane_alone(lane: Lane) -> None:
    pairs = [socket.socketpair() for _ in range(50)]

    async def asked() -> list[tuple[str, bytes]]:
        runs = [asyncio.ensure_future(lane.run(reads(mine))) for mine, _ in pairs]
        await asyncio.sleep(0.05)
        for number, (_, theirs) in reversed(list(enumerate(pairs))):
            theirs.sendall(b"%d" % number)
            if number % 10 == 0:
                await asyncio.sleep(0.01)
        return list(await asyncio.gather(*runs))

    got = asyncio.run(asked())
    assert [said for _, said in got] == [b"%d" % number for number in range(50)]
    assert {name.rpartition("_")[0] for name, _ in got} == {"vedette-lane"}
    for pair in pairs:
        for one in pair:
            one.close()


def test_who_arrives_while_the_lane_listens_does_not_wait(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "TICK", 5.0)  # so that nothing else is as slow as what slept to its end
    mine, theirs = socket.socketpair()

    def brief() -> Steps[Counted]:
        found: Counted = yield doing(brief=True)
        return found

    async def asked() -> float:
        slow = asyncio.ensure_future(lane.run(reads(mine)))
        await asyncio.sleep(0.02)
        took = []
        for _ in range(50):
            began = time.monotonic()
            await lane.run(brief())
            took.append(time.monotonic() - began)
        theirs.sendall(b"at last")
        assert (await slow)[1] == b"at last"
        return sorted(took)[25]

    with mine, theirs:
        assert asyncio.run(asked()) < 1, "it was woken, and did not sleep to the end of its turn"


def test_what_is_over_is_told_so_and_the_lane_rests_again(lane: Lane) -> None:
    gone = threading.Event()
    mine, theirs = socket.socketpair()

    async def asked() -> bytes:
        run = asyncio.ensure_future(lane.run(reads(mine, gone.is_set)))
        await asyncio.sleep(0.1)
        gone.set()
        return (await run)[1]

    with mine, theirs:
        assert asyncio.run(asked()) == b"over"


def test_a_connection_that_cannot_be_listened_at_is_told_to_the_run(lane: Lane) -> None:
    closed = socket.socket()
    closed.close()

    def steps() -> Steps[str]:
        try:
            yield Hearing(closed, writing=False, over=never)
        except (OSError, ValueError):
            return "told"
        return "heard"

    assert asyncio.run(lane.run(steps())) == "told"
