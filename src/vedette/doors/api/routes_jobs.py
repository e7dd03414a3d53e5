"""Routes about uploads and jobs."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeAlias

from msgspec import Meta, Struct

from vedette.app import job_requests as ask
from vedette.app.job_answers import Jobs, Rendered, Shown, Uploaded, Uploads
from vedette.app.jobwork import FILES
from vedette.app.render import Format
from vedette.app.requests import Discover, Hunt, Scan, Triage
from vedette.core.nouns import Confidence
from vedette.doors.api.routes import Asked, Gives, Page, Param, Route, Takes

Glob: TypeAlias = Annotated[str, Meta(min_length=1, max_length=256)]
_ID: Final = "^[0-9a-f]{32}$"
_JOB: Final = {"job": Param(words="id of a job", example="0" * 32, pattern=_ID)}
_UPLOAD: Final = {"upload": Param(words="id of an upload", example="0" * 32, pattern=_ID)}
_TARGETS: Final = "upload:ID of an upload of yours, or folder:NAME/PATH below a folder the operator allowed"


class ScanJob(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be scanned."""

    target: Annotated[
        str, Meta(min_length=1, max_length=1024, description=_TARGETS, examples=["folder:src/app"])
    ]
    include: Annotated[tuple[Glob, ...], Meta(max_length=64)] = ()
    """Only files like these."""
    exclude: Annotated[tuple[Glob, ...], Meta(max_length=64)] = ()
    """No files or folders like these."""
    default_excludes: bool = True
    """Leave out .git, node_modules, build and the like."""
    suppressions: bool = True
    """Honour suppressions in the target."""
    min_confidence: Confidence = Confidence.POSSIBLE
    """Leave out what is less sure."""


class DiscoverJob(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose target is to be looked at, and its source."""

    target: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=253,
            description="a domain, host or address that was proved",
            examples=["example.org"],
        ),
    ]
    source: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=1024,
            description="NAME/PATH below a folder the operator allowed",
            examples=["src/app"],
        ),
    ]


class HuntJob(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which logs or captures are to be hunted through."""

    target: Annotated[
        str, Meta(min_length=1, max_length=1024, description=_TARGETS, examples=["folder:logs/web"])
    ]
    include: Annotated[tuple[Glob, ...], Meta(max_length=64)] = ()
    """Only files like these."""
    exclude: Annotated[tuple[Glob, ...], Meta(max_length=64)] = ()
    """No files or folders like these."""
    form: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    """Read everything as this format; by default its first bytes tell."""
    min_confidence: Confidence = Confidence.POSSIBLE
    """Leave out what is less sure."""


class TriageJob(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be judged: a file, an archive, a folder."""

    target: Annotated[
        str, Meta(min_length=1, max_length=1024, description=_TARGETS, examples=["folder:inbox/a.zip"])
    ]
    include: Annotated[tuple[Glob, ...], Meta(max_length=64)] = ()
    """Only files like these."""
    exclude: Annotated[tuple[Glob, ...], Meta(max_length=64)] = ()
    """No files or folders like these."""
    passwords: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=256)], ...], Meta(max_length=16)
    ] = ()
    """For archives that are locked."""
    min_confidence: Confidence = Confidence.POSSIBLE
    """Leave out what is less sure."""


class UploadQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an upload is called."""

    name: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z0-9_][A-Za-z0-9._ +\-]{0,127}$",
            description="its ending says what it is",
            examples=["app.zip"],
        ),
    ]


class ReportQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a report is written."""

    format: Format = Format.JSON


def _report(found: Rendered) -> Page:
    """Hand a report over as a file: what it quotes is hostile, and no browser is to show it as ours."""
    return Page(
        body=found.page,
        media=found.media,
        headers={"Content-Disposition": f'attachment; filename="{found.name}"'},
    )


def _scan(asked: Asked) -> Scan:
    body: ScanJob = asked.body
    return Scan(
        target=body.target,
        include=body.include,
        exclude=body.exclude,
        default_excludes=body.default_excludes,
        suppressions=body.suppressions,
        min_confidence=body.min_confidence,
        cache=False,
    )


def _hunt(asked: Asked) -> Hunt:
    body: HuntJob = asked.body
    return Hunt(
        targets=(body.target,),
        include=body.include,
        exclude=body.exclude,
        form=body.form,
        min_confidence=body.min_confidence,
        cache=False,
    )


def _triage(asked: Asked) -> Triage:
    body: TriageJob = asked.body
    return Triage(
        targets=(body.target,),
        include=body.include,
        exclude=body.exclude,
        passwords=body.passwords,
        min_confidence=body.min_confidence,
    )


def _discover(asked: Asked) -> Discover:
    return Discover(target=asked.body.target, source=asked.body.source)


def _engine(engine: str, summary: str, body: type[Struct], make: Any) -> Route:  # noqa: ANN401  it is a Make
    return Route(
        method="POST",
        path=f"/v1/jobs/{engine}",
        summary=summary,
        tags=("jobs",),
        capability=engine,
        takes=Takes.JSON,
        body=body,
        make=make,
        result=Shown,
        status=202,
        problems=(404, 429),
    )


ROWS: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/v1/uploads",
        summary="Hand in a file or archive for jobs; it is kept for a day",
        tags=("uploads",),
        capability="uploads.put",
        takes=Takes.STREAM,
        query=UploadQuery,
        make=lambda asked: ask.PutUpload(name=asked.query.name, body=ask.Stream(asked.body)),
        result=Uploaded,
        status=201,
        problems=(429,),
    ),
    Route(
        method="GET",
        path="/v1/uploads",
        summary="List your uploads",
        tags=("uploads",),
        capability="uploads.list",
        make=lambda _: ask.ListUploads(),
        result=Uploads,
    ),
    Route(
        method="DELETE",
        path="/v1/uploads/{upload}",
        summary="Forget one of your uploads",
        tags=("uploads",),
        capability="uploads.drop",
        params=_UPLOAD,
        make=lambda asked: ask.DropUpload(upload=asked.params["upload"]),
        result=Uploaded,
        problems=(404,),
    ),
    _engine("code.scan", "Submit a scan of source for weaknesses", ScanJob, _scan),
    _engine("hunt.run", "Submit a hunt through logs and captures", HuntJob, _hunt),
    _engine("triage.run", "Submit things to be judged, without running them", TriageJob, _triage),
    _engine("code.discover", "Submit a scan of what runs at a proved target", DiscoverJob, _discover),
    Route(
        method="GET",
        path="/v1/jobs",
        summary="List your jobs",
        tags=("jobs",),
        capability="jobs.list",
        make=lambda _: ask.ListJobs(),
        result=Jobs,
    ),
    Route(
        method="GET",
        path="/v1/jobs/{job}",
        summary="Say how one of your jobs is",
        tags=("jobs",),
        capability="jobs.show",
        params=_JOB,
        make=lambda asked: ask.ShowJob(job=asked.params["job"]),
        result=Shown,
        problems=(404,),
    ),
    Route(
        method="DELETE",
        path="/v1/jobs/{job}",
        summary="Stop one of your jobs; one that has ended stays as it is",
        tags=("jobs",),
        capability="jobs.cancel",
        params=_JOB,
        make=lambda asked: ask.CancelJob(job=asked.params["job"]),
        result=Shown,
        problems=(404,),
    ),
    Route(
        method="GET",
        path="/v1/jobs/{job}/events",
        summary="Follow one of your jobs as it happens; Last-Event-ID goes on where you left",
        tags=("jobs",),
        capability="jobs.follow",
        params=_JOB,
        make=lambda asked: ask.FollowJob(job=asked.params["job"]),
        gives=Gives.EVENTS,
        problems=(404, 429),
    ),
    Route(
        method="GET",
        path="/v1/jobs/{job}/report",
        summary="Fetch the report of one of your jobs, in the format you use",
        tags=("jobs",),
        capability="jobs.report",
        params=_JOB,
        query=ReportQuery,
        make=lambda asked: ask.FetchReport(job=asked.params["job"], how=asked.query.format),
        gives=Gives.PAGE,
        show=_report,
        media=tuple(dict.fromkeys(media.partition(";")[0] for _, media in FILES.values())),
        problems=(404,),
    ),
)
