"""Jobs as documents: kept by id, found by who owns them and by which server has them open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.access.documents import Documents
from vedette.app.job_answers import JobShown, Kept, Missing, State
from vedette.app.jobs import Progress
from vedette.app.jobwork import FILES

_KIND: Final = "job"


@dataclass(frozen=True, slots=True)
class KeptJobs:
    """The documents that are jobs."""

    documents: Documents

    def keep(self, kept: Kept) -> None:
        """Write a job down as it is now."""
        tags = [f"owner:{kept.owner}"] + ([] if kept.state.ended else [f"open:{kept.place}"])
        self.documents.put(_KIND, kept.id, msgspec.json.encode(kept), tags=tags)

    def find(self, owner: str, job: str) -> Kept:
        """Return one of somebody's jobs.

        Raises:
            Missing: they have none of that id.

        """
        kept = self.documents.get(_KIND, job)
        found = _read(kept.value) if kept is not None else None
        if found is None or found.owner != owner:
            raise Missing("no such job", hint="list yours")
        return found

    def owned(self, owner: str) -> list[Kept]:
        """Return somebody's jobs, newest first."""
        found = [_read(one.value) for one in self.documents.tagged(_KIND, f"owner:{owner}")]
        return sorted(found, key=lambda one: -one.made)

    def open(self, place: str) -> list[Kept]:
        """Return the jobs a server has not ended."""
        return [_read(one.value) for one in self.documents.tagged(_KIND, f"open:{place}")]

    def old(self, place: str, end: float) -> list[Kept]:
        """Return the jobs of a server that ended before a moment."""
        found = [_read(one.value) for one in self.documents.all(_KIND)]
        return [one for one in found if one.place == place and one.state.ended and one.ended < end]

    def forget(self, kept: Kept) -> None:
        """Remove a job."""
        self.documents.delete(_KIND, kept.id)


def shown(now: Kept, progress: Progress | None) -> JobShown:
    """Return a job as its owner sees it."""
    return JobShown(
        id=now.id,
        engine=now.engine,
        decision=now.decision,
        target=now.target,
        state=now.state,
        made=now.made,
        began=now.began,
        ended=now.ended,
        why=now.why,
        hint=now.hint,
        counts=now.counts,
        formats=tuple(how.value for how in FILES) if now.state is State.DONE else (),
        progress=progress,
    )


def _read(value: bytes) -> Kept:
    return msgspec.json.decode(value, type=Kept)
