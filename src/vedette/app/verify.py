"""A report and the place its artefacts are in, out which evidence holds, to the letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from typing import TypeAlias

import msgspec

from vedette.app.acquire.opened import Selection
from vedette.app.acquire.target import Opener
from vedette.app.held import CHANGED, Held, fault
from vedette.app.jobs import Job
from vedette.app.reports import read_report
from vedette.app.requests import Verify
from vedette.app.results import Broken, Changed, Verified
from vedette.app.tools import Tools
from vedette.core.digest import sha256
from vedette.core.errors import VedetteError
from vedette.core.nouns import ByteRange, Evidence, Finding, Frame, Lines, Locator, Record, Report
from vedette.core.redaction import Known, told_places, values
from vedette.core.text import decode


def run(tools: Tools, request: Verify, job: Job) -> Verified:
    """Check every quote of a report.

    Raises:
        BadInput: the report cannot be read, or there is nothing where its artefacts should be.

    """
    report = read_report(request.report)
    root = request.root if request.root is not None else report.target.origin
    quotes = [one for finding in report.findings for one in finding.evidence]
    records = [one for one in quotes if isinstance(one.locator, Record | Frame)]
    form = request.form or report.coverage.read_as or None
    faults, found = _records(tools, msgspec.structs.replace(request, form=form), records, job, root)
    files: Mapping[str, Held | str] = {}
    if report.judgements:
        more, there = _samples(tools, request, quotes, job, root)
        faults, found = faults | more, found + there
    else:
        names = frozenset(one.name for one in quotes) - {one.name for one in records}
        told: dict[str, set[Lines]] = defaultdict(set)
        for one, where in told_places(report.findings):
            told[one.name].add(where)
        files = _files(tools.opener(None), (root, names), told, job)
    said = list(_said(report, files, faults))
    broken = tuple(_told(*one) for one in said if one[2] not in {"", CHANGED})
    return Verified(
        target=root,
        findings=len(report.findings),
        quotes=len(quotes),
        broken=broken,
        changed=tuple(_changed(said)),
        nowhere=bool(quotes) and not found and not any(one.name in files for one in quotes),
    )


def _records(
    tools: Tools, request: Verify, records: list[Evidence], job: Job, root: str
) -> tuple[dict[Evidence, str], int]:
    """Check what points into logs and captures; they are looked at only if something does."""
    if not records:
        return {}, 0
    from vedette.app import recordproofs  # noqa: PLC0415  what reads logs takes a while to load

    asked = recordproofs.Asked(root, request.form, request.passwords)
    return recordproofs.check(records, asked, tools.limits, lambda n: job.tell("reading", n))


def _samples(
    tools: Tools, request: Verify, quotes: list[Evidence], job: Job, root: str
) -> tuple[dict[Evidence, str], int]:
    """Check what points into things that were judged, and into what lay in them."""
    from vedette.app import sampleproofs  # noqa: PLC0415  what unpacks and decodes takes a while to load

    wanted = [one for one in quotes if not isinstance(one.locator, Record | Frame)]
    return sampleproofs.check(wanted, root, request.passwords, tools.limits, lambda n: job.tell("reading", n))


def _files(
    opener: Opener, of: tuple[str, frozenset[str]], told: Mapping[str, set[Lines]], job: Job
) -> dict[str, Held | str]:
    """Read the files that text is quoted from: those with some names, of a target."""
    root, names = of
    if not names:
        return {}
    opened = opener.open(root, Selection(only=names, defaults=False), lambda n: job.tell("reading", n))
    files: dict[str, Held | str] = {one.what: one.why for one in opened.opened.skipped}
    for file in opened.opened.files:
        try:
            data = file.read()
            files[file.path] = Held(data, sha256(data), tuple(told.get(file.path, ())))
        except VedetteError as error:
            files[file.path] = str(error)
    return files


_Said: TypeAlias = tuple[Finding, int, str]
"""A finding, the number of a piece of its evidence, and how that fails; nothing, where it holds."""


def _said(report: Report, files: Mapping[str, Held | str], faults: Mapping[Evidence, str]) -> Iterator[_Said]:
    """Say of each piece of evidence how it fails."""
    judged = bool(report.judgements)
    elsewhere = cache(partial(_secrets, files))
    for finding in report.findings:
        for number, evidence in enumerate(finding.evidence, 1):
            if judged or isinstance(evidence.locator, Record | Frame):
                why = faults.get(evidence)
            else:
                why = fault(evidence, files.get(evidence.name, "it is not there"), elsewhere)
            yield finding, number, why or ""


def _changed(said: Iterable[_Said]) -> Iterator[Changed]:
    """Yield the files that are not those that were looked at, with how many of their quotes stand still."""
    whys: dict[str, list[str]] = defaultdict(list)
    for finding, number, why in said:
        whys[finding.evidence[number - 1].name].append(why)
    for name, of in whys.items():
        if CHANGED in of:
            yield Changed(name=name, quotes=len(of), standing=of.count(CHANGED))


def _secrets(files: Mapping[str, Held | str]) -> Known:
    """Find the secrets of all files: one that is repeated in another is hidden there too."""
    texts = (decode(one.data) for one in files.values() if isinstance(one, Held))
    return Known(secret for text in texts for secret in values(text))


def _told(finding: Finding, number: int, why: str) -> Broken:
    evidence = finding.evidence[number - 1]
    return Broken(
        finding=finding.fingerprint.removeprefix("sha256:"),
        rule=finding.rule,
        number=number,
        of=len(finding.evidence),
        where=f"{evidence.name}{_place(evidence.locator)}",
        why=why,
    )


def _place(locator: Locator) -> str:
    match locator:
        case Lines(line=line, column=column):
            return f":{line}:{column}"
        case ByteRange(offset=offset):
            return f"+{offset}"
        case _:
            return f"#{locator.number}"
