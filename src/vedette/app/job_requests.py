"""What can be asked about uploads and jobs: one frozen class a capability, answered as its parameter says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vedette.app.asking import Request
from vedette.app.job_answers import Feeding, Jobs, Rendered, Shown, Uploaded, Uploads
from vedette.app.render import Format


class Stream:
    """Bytes still on their way; they say nothing of themselves in a record."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks = chunks

    def __str__(self) -> str:
        return "bytes on their way"


@dataclass(frozen=True, slots=True, kw_only=True)
class PutUpload(Request[Uploaded]):
    """Keep a file or archive for jobs."""

    name: str
    body: Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUploads(Request[Uploads]):
    """List the caller's uploads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropUpload(Request[Uploaded]):
    """Forget one of the caller's uploads."""

    upload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListJobs(Request[Jobs]):
    """List the caller's jobs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowJob(Request[Shown]):
    """Say how one of the caller's jobs is."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelJob(Request[Shown]):
    """Stop one of the caller's jobs."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowJob(Request[Feeding]):
    """Watch one of the caller's jobs."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport(Request[Rendered]):
    """Return the report of one of the caller's jobs."""

    job: str
    how: Format
