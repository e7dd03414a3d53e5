"""What can be asked about uploads and jobs: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import job_requests as jobs
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="uploads.put",
        does="keep a file or archive for jobs",
        reads="what the caller hands in",
        risk=Risk.C1,
        request=jobs.PutUpload,
        cost_unit="uploads",
    ),
    Capability(
        id="uploads.list",
        does="list the caller's uploads",
        reads="the caller's uploads",
        risk=Risk.C0,
        request=jobs.ListUploads,
        cost_unit="uploads",
        brief=True,
    ),
    Capability(
        id="uploads.drop",
        does="forget an upload",
        reads="the caller's uploads",
        risk=Risk.C0,
        request=jobs.DropUpload,
        cost_unit="uploads",
        changes=True,
    ),
    Capability(
        id="jobs.list",
        does="list the caller's jobs",
        reads="the caller's jobs",
        risk=Risk.C0,
        request=jobs.ListJobs,
        cost_unit="jobs",
        brief=True,
    ),
    Capability(
        id="jobs.show",
        does="say how a job is",
        reads="the caller's jobs",
        risk=Risk.C0,
        request=jobs.ShowJob,
        cost_unit="jobs",
        brief=True,
        quotes=True,
    ),
    Capability(
        id="jobs.cancel",
        does="stop a job",
        reads="the caller's jobs",
        risk=Risk.C0,
        request=jobs.CancelJob,
        cost_unit="jobs",
        changes=True,
    ),
    Capability(
        id="jobs.follow",
        does="watch a job",
        reads="the caller's jobs",
        risk=Risk.C0,
        request=jobs.FollowJob,
        cost_unit="jobs",
        quotes=True,
    ),
    Capability(
        id="jobs.report",
        does="fetch the report of a job",
        reads="the caller's jobs",
        risk=Risk.C0,
        request=jobs.FetchReport,
        cost_unit="reports",
        quotes=True,
    ),
)
