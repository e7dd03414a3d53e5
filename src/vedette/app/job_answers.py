"""Uploads and jobs as they are kept and shown: values, and what is raised when there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Protocol, TypeAlias

from msgspec import Meta, Struct

from vedette.app.jobs import Progress
from vedette.core.errors import BadInput, Unavailable

Id: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", description="32 hex digits nobody can guess")]
Moment: TypeAlias = Annotated[float, Meta(description="seconds since the epoch; 0: not yet")]
Counts: TypeAlias = Mapping[str, int | str]


class Missing(BadInput):
    """There is no such thing, or it is somebody else's, which looks the same."""

    http_status = 404


class TooMany(Unavailable):
    """Somebody has as much under way as one may have, or everybody together has."""

    http_status = 429
    retry_after = 30
    """Seconds after which it makes sense to try again."""


class State(StrEnum):
    """How a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    """It waits for a measure to end, and then goes on by itself."""
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self not in {State.QUEUED, State.RUNNING, State.PAUSED}


class Upload(Struct, frozen=True, kw_only=True):
    """A file somebody handed in."""

    id: Id
    owner: str
    name: str
    size: int
    digest: str
    made: float


class UploadShown(Struct, frozen=True, kw_only=True):
    """An upload, as its owner sees it."""

    id: Id
    name: str
    size: int
    digest: str
    made: Moment
    expires: Moment


class Wish(Struct, frozen=True, kw_only=True):
    """What an engine is to do, as it is handed to a process of its own."""

    path: str
    """Where the target lies on this machine."""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    default_excludes: bool = True
    suppressions: bool = True
    min_confidence: str = "possible"
    form: str | None = None
    """The format logs are read as, where the caller says it."""
    passwords: tuple[str, ...] = ()
    """For archives: what one locks samples with, no secret of anybody's."""


class Kept(Struct, frozen=True, kw_only=True):
    """A job as it is kept."""

    id: Id
    owner: str
    engine: str
    target: str
    """As its owner spelt it."""
    wish: Wish
    decision: str = ""
    """Id of the decision that let it in."""
    org: str = ""
    """Whom its owner acted for."""
    seat: str = ""
    """The seat its owner sat in, if any."""
    agent: str = ""
    """The program of its owner's that handed it in, if one did."""
    purpose: str = ""
    """What their session was for."""
    place: str
    """Which server runs it: no other touches it."""
    state: State = State.QUEUED
    made: float
    began: float = 0.0
    ended: float = 0.0
    why: str = ""
    hint: str = ""
    counts: dict[str, int | str] = {}
    last: int = 0
    """Number of its last event."""


class JobShown(Struct, frozen=True, kw_only=True):
    """A job, as its owner sees it."""

    id: Id
    engine: str
    decision: str
    """Id of the decision that let it in."""
    target: str
    state: State
    made: Moment
    began: Moment
    ended: Moment
    why: str
    """Why it failed or was stopped."""
    hint: str
    """What to do about that."""
    counts: dict[str, int | str]
    """Files, lines and findings, once it is done."""
    formats: tuple[str, ...]
    """What its report can be had in."""
    progress: Progress | None = None


class Event(Struct, frozen=True, kw_only=True):
    """One thing that happened to a job."""

    number: int
    """Counts from 1 in each job."""
    kind: str
    """state or progress"""
    state: State
    stage: str = ""
    done: int = 0
    of: int = 0
    why: str = ""


class Feed(Protocol):
    """What happens to one job, from now on and a while back."""

    def after(self, number: int) -> tuple[Event, ...]:
        """Return what happened after an event, oldest first; at once."""
        ...

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        ...

    def wake(self, whom: Callable[[], None]) -> None:
        """Have something called, from any thread, whenever there is more."""
        ...

    def close(self) -> None:
        """Stop that."""
        ...


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One upload."""

    upload: UploadShown

    def counts(self) -> Counts:
        """Count bytes, and name them by digest."""
        return {"bytes": self.upload.size, "digest": self.upload.digest}


@dataclass(frozen=True, slots=True)
class Uploads:
    """Somebody's uploads, newest first."""

    uploads: tuple[UploadShown, ...]

    def counts(self) -> Counts:
        """Count them."""
        return {"uploads": len(self.uploads)}


@dataclass(frozen=True, slots=True)
class Shown:
    """One job."""

    job: JobShown

    def counts(self) -> Counts:
        """Say which, and how it is."""
        return {"job": self.job.id, "state": self.job.state.value}


@dataclass(frozen=True, slots=True)
class Jobs:
    """Somebody's jobs, newest first."""

    jobs: tuple[JobShown, ...]

    def counts(self) -> Counts:
        """Count them."""
        return {"jobs": len(self.jobs)}


@dataclass(frozen=True, slots=True)
class Feeding:
    """A job to be watched."""

    job: str
    feed: Feed

    def counts(self) -> Counts:
        """Say which."""
        return {"job": self.job}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A report in the format its reader uses."""

    job: str
    name: str
    media: str
    page: bytes

    def counts(self) -> Counts:
        """Say which, and how long it is."""
        return {"job": self.job, "bytes": len(self.page)}
