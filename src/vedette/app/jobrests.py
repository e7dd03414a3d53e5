"""Jobs that rest by a measure: stopped without being lost, and gone on with when it ends or is lifted."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from typing import Final

import msgspec

from vedette.app.job_answers import Kept, State
from vedette.app.jobfeeds import Live
from vedette.app.jobsite import Site
from vedette.app.jobwork import BEGIN_ANEW
from vedette.app.keptjobs import KeptJobs
from vedette.core.errors import Unavailable

_APPEAL: Final = "appeal against the measure by its id"
_GOES_ON: Final = f"it goes on by itself then, from the files it has looked at; {_APPEAL}"
_ANEW: Final = f"it goes on by itself then, and begins anew: what a hunt has read is not kept; {_APPEAL}"


class Rests:
    """Shares the board's lock, under which jobs are taken and let go."""

    def __init__(self, site: Site, jobs: KeptJobs, change: threading.Condition) -> None:
        self._site = site
        self._jobs = jobs
        self._change = change

    def look(self, lives: Iterable[Live]) -> None:
        """Have what rests by a measure wait, and what rests no longer take its turn."""
        for live in lives:
            measure = self._site.rests(live.kept)
            if bool(measure) is not live.rests:
                self._turn(live, measure)
        with self._change:
            self._change.notify_all()

    def put_back(self, live: Live) -> bool:
        """Put a job that was stopped for a measure back; not where somebody stopped it for good meanwhile."""
        if live.why[0] is not State.PAUSED:
            return False
        self._become(live, *live.why)
        with self._change:
            if live.why[0] is not State.PAUSED:
                return False
            live.stop.clear()
            live.taken = False
            self._change.notify_all()
        return True

    def _turn(self, live: Live, measure: str) -> None:
        """Let a job rest, or let it go on; one that runs is stopped, and put back by whoever runs it."""
        with self._change:
            waits = not live.taken
            live.rests = bool(measure)
            if measure and not live.stop.is_set():
                live.why = _paused(live.kept, measure)
                if not waits:
                    live.stop.set()
        if waits:
            self._become(live, *(_paused(live.kept, measure) if measure else (State.QUEUED, "", "")))

    def _become(self, live: Live, state: State, why: str, hint: str) -> None:
        """Write down that a job waits, and for what; then say so."""
        kept = msgspec.structs.replace(live.kept, state=state, why=why, hint=hint, began=0.0)
        with contextlib.suppress(Unavailable):  # it waits all the same
            self._jobs.keep(kept)
        live.become(kept)


def _paused(job: Kept, measure: str) -> tuple[State, str, str]:
    """Say what a job that rests waits for, and how it goes on then."""
    hint = _ANEW if job.engine in BEGIN_ANEW else _GOES_ON
    return State.PAUSED, f"it waits for the end of a measure: {measure}", hint
