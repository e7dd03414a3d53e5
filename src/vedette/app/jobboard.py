"""Jobs: requests in, engines run in processes of their own, reports out; each person sees only their own.

What a job is and how it stands is in `Documents`, its report in a folder. What ran when the server ended is
marked as failed at the next start, and can be submitted once more.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable
from secrets import token_hex
from typing import Final, NamedTuple

import msgspec

from vedette.app import job_requests as ask
from vedette.app.gate import Handler
from vedette.app.gate import Work as By
from vedette.app.job_answers import (
    Feeding,
    Jobs,
    JobShown,
    Kept,
    Missing,
    Rendered,
    Shown,
    State,
    TooMany,
    Uploaded,
    Uploads,
    Wish,
)
from vedette.app.jobfeeds import Live, told
from vedette.app.jobplace import Place
from vedette.app.jobrests import Rests
from vedette.app.jobs import Progress
from vedette.app.jobsite import Site
from vedette.app.jobtargets import Submitted
from vedette.app.jobwork import FILES, Outcome, Task
from vedette.app.keptjobs import KeptJobs, shown
from vedette.core.errors import Unavailable, VedetteError
from vedette.scale.processes import Bounds, Stopped

_SWEEP: Final = 600.0
_AGAIN: Final = "submit it once more"
_FAR: Final = 1 << 30
"""A number no event of a job had before its server ended."""


class LetIn(NamedTuple):
    """By what, and for whom, a job was let in."""

    decision: str = ""
    org: str = ""
    purpose: str = ""
    seat: str = ""
    agent: str = ""


class JobBoard:
    """The queue, those at work, and what became of it all. Safe between threads."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._jobs = KeptJobs(site.documents)
        self._place = Place(site.folder)
        self._live: dict[str, Live] = {}
        self._change = threading.Condition()
        self._rests = Rests(site, self._jobs, self._change)
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to work; what a server before us left unfinished has failed.

        Raises:
            Unavailable: another server works in this folder.

        """
        self._place.take()
        for kept in self._jobs.open(self._place.name):
            if kept.state is State.PAUSED:
                self._live[kept.id] = live = Live(kept)
                live.ready = live.rests = True
                continue
            over = self._over(kept, State.FAILED, "the server ended before it was done", _AGAIN)
            self._jobs.keep(msgspec.structs.replace(over, last=_FAR))
            self._site.ended(over)
        names = [f"vedette-job-{number}" for number in range(self._site.limits.workers)]
        self._threads = [threading.Thread(target=self._work, name=name, daemon=True) for name in names]
        self._threads.append(threading.Thread(target=self._tidy, name="vedette-tidy", daemon=True))
        for thread in self._threads:
            thread.start()

    def close(self, seconds: float = 10.0) -> None:
        """Stop what runs, say so to whoever follows it, and wait until that is written down."""
        self._closing.set()
        for live in self._lives():
            if live.kept.state is not State.PAUSED:  # the next start takes it up
                self._halt(live, State.FAILED, "the server was stopped", _AGAIN)
        with self._change:
            self._change.notify_all()
        for thread in self._threads:
            thread.join(seconds)
        self._place.leave()

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability that is about jobs, engines among them."""
        uploads = self._site.targets.uploads
        return {engine: self._submitter(engine) for engine in self._site.engines} | {
            "uploads.put": lambda one, by: Uploaded(uploads.keep(_who(by), one.name, one.body.chunks)),
            "uploads.list": lambda _, by: Uploads(uploads.owned(_who(by))),
            "uploads.drop": lambda one, by: Uploaded(uploads.drop(_who(by), one.upload)),
            "jobs.list": lambda _, by: self.jobs(_who(by)),
            "jobs.show": lambda one, by: self.show(_who(by), one.job),
            "jobs.cancel": lambda one, by: self.cancel(_who(by), one.job),
            "jobs.follow": lambda one, by: self.follow(_who(by), one.job),
            "jobs.report": lambda one, by: self.report(_who(by), one),
        }

    def submit(self, owner: str, engine: str, request: Submitted, let: LetIn = LetIn()) -> Shown:  # noqa: B008 - a value
        """Put a job into the queue.

        Raises:
            Missing: there is no such target.
            TooMany: the owner has too much under way, or everybody together has.

        """
        target, wish = self._site.targets.wish(owner, request)
        kept = msgspec.structs.replace(self._made(owner, engine, target, wish), **let._asdict())
        live = Live(kept)
        with self._change:
            self._room(owner)
            self._live[kept.id] = live
        try:
            self._jobs.keep(kept)
            (self._site.folder / kept.id).mkdir(mode=0o700)
        except BaseException:
            with self._change:
                del self._live[kept.id]
            raise
        live.become(kept)
        with self._change:
            live.ready = True
            self._change.notify()
        return Shown(self._shown(kept))

    def jobs(self, owner: str) -> Jobs:
        """Return somebody's jobs, newest first."""
        return Jobs(tuple(self._shown(one) for one in self._jobs.owned(owner)))

    def show(self, owner: str, job: str) -> Shown:
        """Return one of somebody's jobs, as it is now.

        Raises:
            Missing: they have no such job.

        """
        return Shown(self._shown(self._find(owner, job)))

    def cancel(self, owner: str, job: str) -> Shown:
        """Stop one of somebody's jobs; one that has ended stays as it is.

        Raises:
            Missing: they have no such job.

        """
        self._find(owner, job)
        live = self._live.get(job)
        if live is not None:
            self._halt(live, State.CANCELLED, "its owner stopped it", _AGAIN)
        return self.show(owner, job)

    def stop_all_of(self, owner: str, why: str) -> int:
        """Stop whatever somebody has under way, for their rights ended; return how many those were."""
        return self.stop_where(lambda kept: why if kept.owner == owner else "")

    def stop_where(self, why: Callable[[Kept], str]) -> int:
        """Stop whatever there is a reason to stop; return how many those were."""
        found = [(live, said) for live in self._lives() if (said := why(live.kept))]
        for live, said in found:
            self._halt(live, State.FAILED, said, "ask for the right again, then submit it once more")
        return len(found)

    def look_at_measures(self) -> None:
        """Have what rests by a measure wait, and what rests no longer take its turn."""
        if not self._closing.is_set():
            self._rests.look(self._lives())

    def forget_all_of(self, owner: str, seconds: float = 10.0) -> int:
        """Stop what somebody has under way, and forget all their jobs, reports and uploads; return how many.

        What does not stop within so many seconds is forgotten with the next call.
        """
        self.stop_all_of(owner, "its owner left")
        with self._change:
            self._change.wait_for(
                lambda: all(one.kept.owner != owner for one in self._live.values()), seconds
            )
        live = {one.kept.id for one in self._lives()}
        over = [one for one in self._jobs.owned(owner) if one.id not in live]
        for one in over:
            shutil.rmtree(self._site.folder / one.id, ignore_errors=True)
            self._jobs.forget(one)
        uploads = self._site.targets.uploads
        handed = [uploads.drop(owner, one.id) for one in uploads.owned(owner)]
        return len(over) + len(handed)

    def follow(self, owner: str, job: str) -> Feeding:
        """Return what happens to one of somebody's jobs.

        Raises:
            Missing: they have no such job.

        """
        kept = self._find(owner, job)
        live = self._live.get(job)
        return Feeding(job, live.feed() if live is not None else told(kept))

    def report(self, owner: str, request: ask.FetchReport) -> Rendered:
        """Return the report of one of somebody's jobs, in the format they want.

        Raises:
            Missing: they have no such job, or it has no report.

        """
        kept = self._find(owner, request.job)
        name, media = FILES[request.how]
        try:
            page = (self._site.folder / kept.id / name).read_bytes()
        except OSError as error:
            raise Missing(
                f"the job is {kept.state}: it has no report", hint="follow it until it is done"
            ) from error
        return Rendered(kept.id, f"vedette-{kept.id[:8]}-{name}", media, page)

    def numbers(self) -> dict[str, int]:
        """Count what is under way, by state."""
        states = [live.kept.state for live in self._lives()]
        return {one.value: states.count(one) for one in (State.QUEUED, State.RUNNING)}

    def sweep(self) -> int:
        """Forget jobs that ended long ago, and old uploads no job waits for; return how many jobs."""
        end = self._site.now() - self._site.limits.keep_seconds
        old = self._jobs.old(self._place.name, end)
        for one in old:
            shutil.rmtree(self._site.folder / one.id, ignore_errors=True)
            self._jobs.forget(one)
        waiting = {live.kept.wish.path for live in self._lives()}
        self._site.targets.uploads.sweep(lambda path: str(path.resolve()) in waiting)
        return len(old)

    def _submitter(self, engine: str) -> Handler:
        def submit(request: Submitted, by: By) -> Shown:
            seat = by.caller.claims.seat if by.caller.claims is not None else ""
            subject = by.caller.subject
            let = LetIn(by.decision.id, subject.org, by.caller.purpose, seat, subject.agent)
            return self.submit(_who(by), engine, request, let)

        return submit

    def _made(self, owner: str, engine: str, target: str, wish: Wish) -> Kept:
        return Kept(
            id=token_hex(16),
            owner=owner,
            engine=engine,
            target=target,
            wish=wish,
            place=self._place.name,
            made=self._site.now(),
        )

    def _room(self, owner: str) -> None:
        if self._closing.is_set():
            raise Unavailable("the server is stopping", hint="try again in a minute")
        limits = self._site.limits
        if sum(one.kept.owner == owner for one in self._live.values()) >= limits.person_open:
            raise TooMany(
                f"you have {limits.person_open} jobs under way already", hint="wait, or cancel one of them"
            )
        if len(self._live) >= limits.queue:
            raise TooMany("the queue is full", hint="try again later")

    def _work(self) -> None:
        while (live := self._next()) is not None:
            self._run(live)

    def _next(self) -> Live | None:
        """Wait for a job and take it: of whoever has least running, the oldest."""
        with self._change:
            while not self._closing.is_set():
                if (live := self._fairest()) is not None:
                    live.taken = True
                    return live
                self._change.wait()
        return None

    def _fairest(self) -> Live | None:
        running = [one.kept.owner for one in self._live.values() if one.taken]
        most = self._site.limits.person_running
        may = [
            one
            for one in self._live.values()
            if one.ready and not one.taken and not one.rests and running.count(one.kept.owner) < most
        ]
        return min(may, key=lambda one: (running.count(one.kept.owner), one.kept.made), default=None)

    def _run(self, live: Live) -> None:
        kept = msgspec.structs.replace(live.kept, state=State.RUNNING, began=self._site.now())
        try:
            self._jobs.keep(kept)
            live.become(kept)
            counts = self._done(live)
            over = self._over(live.kept, State.DONE, "", "", counts)
        except Stopped:
            if self._rests.put_back(live):
                return
            over = self._over(live.kept, *live.why)
        except VedetteError as error:
            over = self._over(live.kept, State.FAILED, str(error), error.hint)
        except Exception as error:  # noqa: BLE001  a worker outlives whatever its work does
            over = self._over(live.kept, State.FAILED, f"a fault in vedette: {type(error).__name__}", _AGAIN)
        self._finish(live, over)

    def _done(self, live: Live) -> dict[str, int | str]:
        kept, limits = live.kept, self._site.limits
        folder = self._site.folder / kept.id
        given = msgspec.json.encode(Task(wish=kept.wish, origin=kept.target, folder=str(folder)))
        bounds = Bounds(seconds=limits.seconds, memory=limits.memory)

        def listen(word: bytes) -> None:
            live.tell(msgspec.json.decode(word, type=Progress))

        answer = self._site.runner.run(self._site.engines[kept.engine], given, bounds, listen, live.stop)
        return msgspec.json.decode(answer, type=Outcome).counts

    def _over(
        self, kept: Kept, state: State, why: str, hint: str, counts: dict[str, int | str] | None = None
    ) -> Kept:
        """Return a job as it ended; no word of where things lie on this machine is in that."""
        plain = why.replace(kept.wish.path, kept.target)
        ended = self._site.now()
        return msgspec.structs.replace(
            kept, state=state, ended=ended, why=plain, hint=hint, counts=counts or {}
        )

    def _finish(self, live: Live, over: Kept) -> None:
        """Write down how a job ended, then say so."""
        over = msgspec.structs.replace(over, last=live.last + 1)
        with contextlib.suppress(Unavailable):  # the next start will find it unfinished
            self._jobs.keep(over)
        with contextlib.suppress(VedetteError):
            self._site.ended(over)
        if over.state is not State.DONE:
            shutil.rmtree(self._site.folder / over.id, ignore_errors=True)
        live.become(over)
        with self._change:
            self._live.pop(over.id, None)
            self._change.notify_all()

    def _halt(self, live: Live, state: State, why: str, hint: str) -> None:
        """Have a job end: at once if it waits, soon if it runs."""
        with self._change:
            live.why = (state, why, hint)
            waits = live.ready and not live.taken
            live.taken = True
        live.stop.set()
        if waits:
            self._finish(live, self._over(live.kept, state, why, hint))

    def _tidy(self) -> None:
        while not self._closing.wait(_SWEEP):
            with contextlib.suppress(VedetteError, OSError):
                self.sweep()

    def _lives(self) -> list[Live]:
        with self._change:
            return list(self._live.values())

    def _find(self, owner: str, job: str) -> Kept:
        kept = self._jobs.find(owner, job)
        live = self._live.get(job)
        return live.kept if live is not None else kept

    def _shown(self, kept: Kept) -> JobShown:
        live = self._live.get(kept.id)
        return shown(kept, None) if live is None else shown(live.kept, live.progress)


def _who(by: By) -> str:
    """Return whose job it is: an agent's is the person's it acts for."""
    return by.caller.subject.id
