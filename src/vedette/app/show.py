"""One finding of a report, by the beginning of its fingerprint."""

from __future__ import annotations

import msgspec

from vedette.app.jobs import Job
from vedette.app.pointed import pointed_at
from vedette.app.reports import read_report
from vedette.app.requests import Show
from vedette.app.results import Shown
from vedette.app.tools import Tools
from vedette.core.errors import BadInput
from vedette.core.nouns import Finding, Report

_LISTED = 5
_ID = 8
_PREFIX = "sha256:"


def run(tools: Tools, request: Show, job: Job) -> Shown:
    """Find it.

    Raises:
        BadInput: there is none, or more than one.

    """
    job.check()
    report = tools.last.load() if request.report is None else read_report(request.report)
    finding = _one(report, request.finding.lower())
    rules = tuple(one for one in tools.load([], None).helps() if one.id == finding.rule)
    artefacts = pointed_at(report.artefacts, (finding,))
    return Shown(
        report=msgspec.structs.replace(report, findings=(finding,), artefacts=artefacts), rules=rules
    )


def _one(report: Report, wanted: str) -> Finding:
    wanted = wanted.removeprefix(_PREFIX)
    found = [one for one in report.findings if wanted and _id(one).startswith(wanted)]
    different = {_id(one) for one in found}
    if len(different) > 1:
        names = ", ".join(sorted(different)[:_LISTED])
        raise BadInput(f"{wanted}: that begins {len(different)} findings: {names}", hint="give more of it")
    if found:
        return found[0]
    some = ", ".join(_id(one)[:_ID] for one in report.findings[:_LISTED])
    hint = f"it has {some}…" if some else "it holds no findings at all"
    raise BadInput(f"{wanted}: the report on {report.target.name} has no such finding", hint=hint)


def _id(finding: Finding) -> str:
    """Return what people quote from."""
    return finding.fingerprint.lower().removeprefix(_PREFIX)
