import io
import json
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from vedette.access.documents import Memory
from vedette.access.nouns import Decision, Kind, Subject, Verdict
from vedette.app import job_requests as ask
from vedette.app.callers import Caller
from vedette.app.gate import Work
from vedette.app.job_answers import Kept, Missing, State, TooMany
from vedette.app.jobboard import JobBoard
from vedette.app.jobs import Job, Progress
from vedette.app.jobsite import BoardLimits, Site
from vedette.app.jobtargets import Targets
from vedette.app.jobwork import Outcome, Task
from vedette.app.render import Format
from vedette.app.requests import Discover, Scan
from vedette.app.uploads import UploadFolder, UploadLimits
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.core.limits import MIB
from vedette.scale.processes import Bounds, Processes, Stopped, Tell
from vedette.scale.processes import Work as Labour

LIMITS = BoardLimits(workers=2, queue=6, person_open=4, keep_seconds=100)


class Bench:
    """Does no work until it is told how the work goes: `go` lets one job finish, an error fails it."""

    def __init__(self) -> None:
        self.begun: list[Task] = []
        self.outcomes: list[Exception | None] = []
        self.may_go = threading.Semaphore(0)

    def run(self, work: Labour, given: bytes, bounds: Bounds, listen: Tell, stop: threading.Event) -> bytes:
        del work, bounds
        task = msgspec.json.decode(given, type=Task)
        self.begun.append(task)
        listen(msgspec.json.encode(Progress("analysing", 1, 2)))
        while not self.may_go.acquire(timeout=0.01):
            if stop.is_set():
                raise Stopped("stopped", hint="")
        if self.outcomes and (error := self.outcomes.pop(0)) is not None:
            raise error
        Path(task.folder, "report.json").write_text('{"made": true}')
        return msgspec.json.encode(Outcome({"findings": 3}))

    def go(self, *outcomes: Exception | None) -> None:
        self.outcomes += outcomes
        for _ in outcomes:
            self.may_go.release()


class House:
    """A job board, and what it stands on; `again` is the next start of the same server."""

    def __init__(self, root: Path, limits: BoardLimits = LIMITS) -> None:
        self.root, self.limits = root, limits
        self.documents = Memory()
        self.bench = Bench()
        self.time = 1000.0
        self.ended: list[Kept] = []
        self.allowed = root / "allowed"
        (self.allowed / "app").mkdir(parents=True)
        (self.allowed / "app" / "a.py").write_text("x = 1\n")
        (root / "secret.py").write_text("s = 1\n")
        self.uploads = UploadFolder(self.documents, root / "uploads", UploadLimits(), lambda: self.time)
        self.board = self.again()

    def again(self) -> JobBoard:
        board = JobBoard(
            Site(
                documents=self.documents,
                folder=self.root / "jobs",
                targets=Targets(self.uploads, {"src": self.allowed}),
                runner=self.bench,
                now=lambda: self.time,
                limits=self.limits,
                ended=self.ended.append,
            )
        )
        board.start()
        self.board = board
        return board

    def submit(self, owner: str = "ana", target: str = "folder:src/app") -> str:
        self.time += 1
        return self.board.submit(owner, "code.scan", Scan(target=target)).job.id

    def state(self, job: str, owner: str = "ana") -> State:
        return self.board.show(owner, job).job.state


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.board.close()


def by(person: str) -> Work:
    decision = Decision(id="d1", verdict=Verdict.ALLOW, reasons=(), policy="", made=0.0, expires=1.0)
    subject = Subject(id=person, kind=Kind.PERSON)
    return Work(Job(), Caller(subject=subject, bound=True), decision)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.005)


def test_a_job_waits_runs_and_is_done(house: House) -> None:
    job = house.submit()
    until(lambda: house.state(job) is State.RUNNING and house.board.show("ana", job).job.progress is not None)
    assert house.board.numbers() == {"queued": 0, "running": 1}
    assert house.board.show("ana", job).job.progress == Progress("analysing", 1, 2)
    house.bench.go(None)
    until(lambda: house.state(job) is State.DONE)
    shown = house.board.show("ana", job).job
    assert shown.counts == {"findings": 3}
    assert "sarif" in shown.formats
    report = house.board.report("ana", ask.FetchReport(job=job, how=Format.JSON))
    assert (report.page, report.media) == (b'{"made": true}', "application/json")
    assert [one.id for one in house.ended] == [job]


def test_anothers_job_looks_like_no_job(house: House) -> None:
    job = house.submit()
    house.bench.go(None)
    until(lambda: house.state(job) is State.DONE)
    for reach in (
        house.board.show,
        house.board.cancel,
        house.board.follow,
        lambda who, which: house.board.report(who, ask.FetchReport(job=which, how=Format.JSON)),
    ):
        words = set()
        for who, which in (("bob", job), ("bob", "0" * 32), ("ana", "0" * 32)):
            with pytest.raises(Missing) as caught:
                reach(who, which)
            words.add((str(caught.value), caught.value.hint, caught.value.http_status))
        assert words == {("no such job", "list yours", 404)}
    assert house.board.jobs("bob").jobs == ()


def test_a_job_that_fails_says_why_without_naming_places_here(house: House) -> None:
    job = house.submit()
    place = str(house.allowed / "app")
    house.bench.go(LimitHit(f"{place}: larger than 5 bytes", hint="give less"))
    until(lambda: house.state(job) is State.FAILED)
    shown = house.board.show("ana", job).job
    assert (shown.why, shown.hint) == ("folder:src/app: larger than 5 bytes", "give less")
    assert str(house.root) not in msgspec.json.encode(shown).decode()
    with pytest.raises(Missing, match="it has no report"):
        house.board.report("ana", ask.FetchReport(job=job, how=Format.JSON))
    assert not (house.root / "jobs" / job).exists()


def test_a_fault_of_ours_fails_one_job_and_no_worker(house: House) -> None:
    jobs = [house.submit("ana"), house.submit("bob"), house.submit("cyd")]
    house.bench.go(ZeroDivisionError(), ZeroDivisionError(), None)
    until(lambda: not any(house.board.numbers().values()))
    states = [house.state(job, who) for job, who in zip(jobs, ("ana", "bob", "cyd"), strict=True)]
    assert sorted(states) == [State.DONE, State.FAILED, State.FAILED]


def test_a_running_job_can_be_stopped_and_a_waiting_one_too(house: House) -> None:
    running, waiting = house.submit(), house.submit()
    until(lambda: house.state(running) is State.RUNNING)
    assert house.state(waiting) is State.QUEUED
    assert house.board.cancel("ana", waiting).job.state is State.CANCELLED
    house.board.cancel("ana", running)
    until(lambda: house.state(running) is State.CANCELLED)
    assert house.board.cancel("ana", running).job.why == "its owner stopped it"
    assert len(house.bench.begun) == 1


def test_one_person_has_one_job_running_and_cannot_keep_others_waiting(house: House) -> None:
    mine = [house.submit("ana") for _ in range(3)]
    theirs = house.submit("bob")
    until(lambda: house.state(theirs, "bob") is State.RUNNING)
    assert [house.state(one) for one in mine] == [State.RUNNING, State.QUEUED, State.QUEUED]


def test_the_queue_ends_somewhere(house: House) -> None:
    for _ in range(4):
        house.submit("ana")
    with pytest.raises(TooMany, match="you have 4 jobs"):
        house.submit("ana")
    house.submit("bob")
    house.submit("bob")
    with pytest.raises(TooMany, match="queue is full"):
        house.submit("cyd")


def test_when_rights_end_what_runs_ends(house: House) -> None:
    mine, theirs = [house.submit("ana"), house.submit("ana")], house.submit("bob")
    until(lambda: house.board.numbers()["running"] == 2)
    assert house.board.stop_all_of("ana", "the grant was taken back") == 2
    until(lambda: all(house.state(one) is State.FAILED for one in mine))
    assert house.board.show("ana", mine[0]).job.why == "the grant was taken back"
    assert house.state(theirs, "bob") is State.RUNNING


def test_what_a_server_left_unfinished_has_failed_at_the_next_start(house: House) -> None:
    lost = house.submit()
    house.bench.go(None)
    until(lambda: not any(house.board.numbers().values()))
    kept = msgspec.json.decode(house.documents.all("job")[0].value, type=Kept)
    house.board.close()
    killed = msgspec.structs.replace(kept, state=State.RUNNING, ended=0.0)  # as a kill -9 leaves it
    tags = ["owner:ana", f"open:{kept.place}"]
    house.documents.put("job", lost, msgspec.json.encode(killed), tags=tags)
    house.again()
    shown = house.board.show("ana", lost).job
    assert (shown.state, shown.why) == (State.FAILED, "the server ended before it was done")
    (event,) = house.board.follow("ana", lost).feed.after(5)
    assert event.state is State.FAILED
    again = house.submit()
    house.bench.go(None)
    until(lambda: house.state(again) is State.DONE)


def test_a_stopped_server_says_so_of_its_jobs(house: House) -> None:
    running, waiting = house.submit(), house.submit()
    until(lambda: house.state(running) is State.RUNNING)
    house.board.close()
    assert {house.board.show("ana", one).job.why for one in (running, waiting)} == {"the server was stopped"}
    with pytest.raises(Unavailable, match="stopping"):
        house.submit()


def test_two_servers_do_not_share_a_folder(house: House) -> None:
    with pytest.raises(Unavailable, match="another server"):
        house.again()


@pytest.mark.parametrize(
    "target",
    ["folder:src/../../secret.py", "folder:src//etc/passwd", "folder:other", "folder:", "folder:src/no"],
)
def test_what_lies_elsewhere_might_as_well_not_exist(house: House, target: str) -> None:
    with pytest.raises(Missing, match="no such place below"):
        house.submit("ana", target)


def test_a_link_leads_nowhere_else(house: House) -> None:
    (house.allowed / "link").symlink_to(house.root / "secret.py")
    with pytest.raises(Missing, match="no such place below"):
        house.submit("ana", "folder:src/link")
    with pytest.raises(Missing):
        house.submit("ana", "folder:src/a\0b")


@pytest.mark.parametrize("target", ["/etc", "requests==2.0", "file:///repo", "https://example.org/x.git"])
def test_only_uploads_and_allowed_folders_are_targets(house: House, target: str) -> None:
    with pytest.raises(BadInput, match="no target of a job"):
        house.submit("ana", target)


def test_rules_and_baselines_are_for_ones_own_machine(house: House) -> None:
    with pytest.raises(BadInput, match="neither rules"):
        house.board.submit("ana", "code.scan", Scan(target="folder:src", rules=house.root))


def test_anothers_upload_is_no_target(house: House) -> None:
    upload = house.uploads.keep("ana", "a.py", [b"x"])
    with pytest.raises(Missing, match="no such upload"):
        house.submit("bob", f"upload:{upload.id}")
    house.submit("ana", f"upload:{upload.id}")


def test_a_follower_hears_everything_in_order_and_can_come_back(house: House) -> None:
    job = house.submit()
    until(lambda: house.state(job) is State.RUNNING)
    feed = house.board.follow("ana", job).feed
    woken = threading.Event()
    feed.wake(woken.set)
    until(lambda: len(feed.after(0)) == 3)
    assert [one.kind for one in feed.after(0)] == ["state", "state", "progress"]
    assert not feed.over
    woken.clear()
    house.bench.go(None)
    assert woken.wait(10)
    until(lambda: feed.over)
    assert [one.state for one in feed.after(3)] == [State.DONE]
    feed.close()
    late = house.board.follow("ana", job).feed
    assert late.over
    assert [(one.number, one.state) for one in late.after(3)] == [(4, State.DONE)]
    assert late.after(4) == ()


def test_old_jobs_and_their_reports_go(house: House) -> None:
    job = house.submit()
    house.bench.go(None)
    until(lambda: not any(house.board.numbers().values()))
    assert house.board.sweep() == 0
    house.time += 101
    assert house.board.sweep() == 1
    assert not (house.root / "jobs" / job).exists()
    assert house.board.jobs("ana").jobs == ()


def test_who_leaves_takes_all_along_and_nobody_elses(house: House) -> None:
    done = house.submit()
    house.bench.go(None)
    until(lambda: house.state(done) is State.DONE)
    running, other = house.submit(), house.submit("bo")
    house.uploads.keep("ana", "a.py", [b"x = 1"])
    assert house.board.forget_all_of("ana") == 3
    assert not house.board.jobs("ana").jobs
    assert not house.uploads.owned("ana")
    assert not (house.root / "jobs" / done).exists()
    assert house.state(other, "bo") in {State.QUEUED, State.RUNNING}
    assert running not in {one.key for one in house.documents.all("job")}


def test_each_capability_about_jobs_has_its_handler(house: House) -> None:
    def ask_for(capability: str, request: object) -> Any:  # noqa: ANN401  each has its own answer
        return house.board.handlers()[capability](request, by("ana"))

    job = ask_for("code.scan", Scan(target="folder:src")).job.id
    assert ask_for("jobs.show", ask.ShowJob(job=job)).job.decision == "d1"
    assert ask_for("jobs.list", ask.ListJobs()).counts() == {"jobs": 1}
    put = ask_for("uploads.put", ask.PutUpload(name="a.py", body=ask.Stream([b"x"])))
    assert ask_for("uploads.list", ask.ListUploads()).counts() == {"uploads": 1}
    assert put.counts()["bytes"] == 1
    ask_for("uploads.drop", ask.DropUpload(upload=put.upload.id))
    assert ask_for("jobs.follow", ask.FollowJob(job=job)).counts() == {"job": job}
    assert ask_for("jobs.cancel", ask.CancelJob(job=job)).counts()["job"] == job
    until(lambda: house.state(job) is State.CANCELLED)
    again = house.submit()
    house.bench.go(None)
    until(lambda: house.state(again) is State.DONE)
    assert ask_for("jobs.report", ask.FetchReport(job=again, how=Format.JSON)).counts()["bytes"] > 0


@pytest.fixture
def real(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.board.close()
    made.bench = Processes()  # type: ignore[assignment]  # the real one, where the bench was
    made.again()
    yield made
    made.board.close()


def test_a_real_engine_scans_an_upload_and_its_report_comes_in_every_format(real: House) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app/a.py", "import os\ndef run(cmd):\n    os.system('x ' + cmd)\n")
    upload = real.uploads.keep("ana", "app.zip", [packed.getvalue()])
    job = real.submit("ana", f"upload:{upload.id}")
    until(lambda: real.state(job).ended)
    shown = real.board.show("ana", job).job
    assert (shown.state, shown.why) == (State.DONE, "")
    assert shown.counts["files"] == 1
    for how in Format:
        page = real.board.report("ana", ask.FetchReport(job=job, how=how)).page
        assert page
        assert str(real.root).encode() not in page
    report = json.loads(real.board.report("ana", ask.FetchReport(job=job, how=Format.JSON)).page)
    assert report["target"]["origin"] == f"upload:{upload.id}"


@pytest.mark.parametrize("size", [40 * MIB, pytest.param(300 * MIB, marks=pytest.mark.slow)])
def test_a_zip_bomb_harms_only_its_own_job(real: House, size: int) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.py", b"x" * size)
        archive.writestr("b.py", b"y = 1\n")
    upload = real.uploads.keep("ana", "bomb.zip", [bomb.getvalue()])
    job = real.submit("ana", f"upload:{upload.id}")
    other = real.board.submit("bob", "code.discover", Discover(target="example.org", source="src/app")).job.id
    until(lambda: real.state(job).ended and real.state(other, "bob").ended)
    assert real.state(other, "bob") is State.DONE
    shown = real.board.show("ana", job).job
    if shown.state is State.DONE:
        page = real.board.report("ana", ask.FetchReport(job=job, how=Format.JSON)).page
        assert json.loads(page)["coverage"]["skipped"]
    else:
        assert "more than" in shown.why
