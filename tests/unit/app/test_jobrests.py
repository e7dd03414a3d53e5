"""Jobs that rest by a measure: stopped without being lost, and gone on with (R6)."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from vedette.access.documents import Memory
from vedette.app.job_answers import Kept, State
from vedette.app.jobboard import JobBoard
from vedette.app.jobs import Progress
from vedette.app.jobsite import BoardLimits, Site
from vedette.app.jobtargets import Targets
from vedette.app.jobwork import Outcome, Task
from vedette.app.requests import Scan
from vedette.app.uploads import UploadFolder, UploadLimits
from vedette.scale.processes import Bounds, Processes, Stopped, Tell
from vedette.scale.processes import Work as Labour


@dataclass
class Bench:
    """Works until it may go; says how often it began."""

    begun: int = 0
    go: threading.Event = field(default_factory=threading.Event)

    def run(self, work: Labour, given: bytes, bounds: Bounds, listen: Tell, stop: threading.Event) -> bytes:
        del work, bounds
        self.begun += 1
        listen(msgspec.json.encode(Progress("analysing", 1, 2)))
        while not self.go.wait(0.005):
            if stop.is_set():
                raise Stopped("stopped", hint="")
        Path(msgspec.json.decode(given, type=Task).folder, "report.json").write_text("{}")
        return msgspec.json.encode(Outcome({"findings": 0}))


@dataclass
class House:
    root: Path
    measures: dict[str, str] = field(default_factory=dict)
    """Whose jobs rest, and by which measure."""
    bench: Bench = field(default_factory=Bench)
    documents: Memory = field(default_factory=Memory)
    ended: list[Kept] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.root / "app").mkdir()
        (self.root / "app" / "a.py").write_text("x = 1\n")
        self.board = self.again()

    def again(self, runner: Bench | Processes | None = None) -> JobBoard:
        uploads = UploadFolder(self.documents, self.root / "uploads", UploadLimits(), time.time)
        site = Site(
            documents=self.documents,
            folder=self.root / "jobs",
            targets=Targets(uploads, {"app": self.root / "app"}),
            runner=runner or self.bench,
            now=time.time,
            limits=BoardLimits(workers=1),
            ended=self.ended.append,
            rests=lambda job: self.measures.get(job.owner, ""),
        )
        self.board = JobBoard(site)
        self.board.start()
        return self.board

    def submit(self, owner: str = "ana") -> str:
        return self.board.submit(owner, "code.scan", Scan(target="folder:app")).job.id

    def pause(self, owner: str, measure: str) -> None:
        self.measures = {owner: measure} if measure else {}
        self.board.look_at_measures()

    def is_(self, job: str, state: State, owner: str = "ana") -> Callable[[], bool]:
        return lambda: self.board.show(owner, job).job.state is state


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.board.close()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.005)


def test_a_running_job_waits_and_goes_on(house: House) -> None:
    job = house.submit()
    until(house.is_(job, State.RUNNING))
    house.pause("ana", "m1")
    until(house.is_(job, State.PAUSED))
    shown = house.board.show("ana", job).job
    assert shown.why == "it waits for the end of a measure: m1"
    assert "appeal" in shown.hint
    time.sleep(0.05)
    assert house.bench.begun == 1
    assert house.ended == []
    house.pause("ana", "")
    until(house.is_(job, State.RUNNING))
    house.bench.go.set()
    until(house.is_(job, State.DONE))
    assert house.board.show("ana", job).job.why == ""
    assert house.bench.begun == 2


def test_one_that_waits_does_not_begin_and_others_do(house: House) -> None:
    house.measures = {"ana": "m1"}
    job, theirs = house.submit(), ""
    house.board.look_at_measures()
    theirs = house.submit("bob")
    until(house.is_(theirs, State.RUNNING, "bob"))
    assert house.is_(job, State.PAUSED)()
    house.bench.go.set()
    until(house.is_(theirs, State.DONE, "bob"))
    house.pause("ana", "")
    until(house.is_(job, State.DONE))


def test_it_can_be_cancelled_while_it_waits(house: House) -> None:
    job = house.submit()
    until(house.is_(job, State.RUNNING))
    house.pause("ana", "m1")
    until(house.is_(job, State.PAUSED))
    assert house.board.cancel("ana", job).job.state is State.CANCELLED
    house.pause("ana", "")
    assert house.is_(job, State.CANCELLED)()


def test_it_outlives_the_server(house: House) -> None:
    job = house.submit()
    until(house.is_(job, State.RUNNING))
    house.pause("ana", "m1")
    until(house.is_(job, State.PAUSED))
    house.board.close()
    house.again()
    assert house.is_(job, State.PAUSED)()
    house.bench.go.set()
    house.pause("ana", "")
    until(house.is_(job, State.DONE))


def test_pausing_and_lifting_at_once_loses_nothing(house: House) -> None:
    jobs = [house.submit(owner) for owner in ("ana", "bob")]
    for n in range(40):
        house.pause("ana", "m" if n % 2 == 0 else "")
        time.sleep(0.002)
    house.bench.go.set()
    for owner, job in zip(("ana", "bob"), jobs, strict=True):
        until(house.is_(job, State.DONE, owner))


def test_a_real_scan_goes_on_from_what_it_has_seen(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.board.close()
    for n in range(60):
        lines = "\n".join(f"def f{n}_{m}(x):\n    return eval(x)" for m in range(40))
        (tmp_path / "app" / f"m{n}.py").write_text(lines)
    house.again(Processes())
    try:
        job = house.submit()
        until(lambda: (house.board.show("ana", job).job.progress or Progress("", 0)).done > 0)
        house.pause("ana", "m1")
        until(house.is_(job, State.PAUSED))
        house.pause("ana", "")
        until(house.is_(job, State.DONE))
        assert house.board.show("ana", job).job.counts["files"] == 61
        assert not (tmp_path / "jobs" / job / "seen").exists(), "what it had seen is gone with it"
    finally:
        house.board.close()
