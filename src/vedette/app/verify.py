"""A report and the place its artefacts are in, out which evidence holds, to the letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vedette.app.acquire.opened import Selection
from vedette.app.jobs import Job
from vedette.app.reports import read_report
from vedette.app.requests import Verify
from vedette.app.results import Broken, Verified
from vedette.app.scan import Tools
from vedette.core.digest import sha256
from vedette.core.errors import VedetteError
from vedette.core.nouns import ByteRange, Evidence, Finding, Frame, Lines, Locator, Record, Report
from vedette.core.text import cut, decode

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Held:
    """A file as it is now."""

    data: bytes
    digest: str


def run(tools: Tools, request: Verify, job: Job) -> Verified:
    """Check every quote of a report.

    Raises:
        BadInput: the report cannot be read, or there is nothing where its artefacts should be.

    """
    report = read_report(request.report)
    root = request.root if request.root is not None else report.target.origin
    quotes = [one for finding in report.findings for one in finding.evidence]
    records = [one for one in quotes if isinstance(one.locator, Record | Frame)]
    files = _files(tools, root, frozenset(one.name for one in quotes) - {one.name for one in records}, job)
    faults, found = _records(tools, request, records, job, root)
    broken = tuple(_broken(report, files, faults))
    return Verified(
        target=root,
        findings=len(report.findings),
        quotes=len(quotes),
        broken=broken,
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


def _files(tools: Tools, root: str, names: frozenset[str], job: Job) -> dict[str, Held | str]:
    """Read the files that text is quoted from."""
    if not names:
        return {}
    opened = tools.opener(None).open(
        root, Selection(only=names, defaults=False), lambda n: job.tell("reading", n)
    )
    files: dict[str, Held | str] = {one.what: one.why for one in opened.opened.skipped}
    for file in opened.opened.files:
        try:
            data = file.read()
            files[file.path] = Held(data, sha256(data))
        except VedetteError as error:
            files[file.path] = str(error)
    return files


def _broken(
    report: Report, files: Mapping[str, Held | str], faults: Mapping[Evidence, str]
) -> Iterator[Broken]:
    for finding in report.findings:
        for number, evidence in enumerate(finding.evidence, 1):
            if isinstance(evidence.locator, Record | Frame):
                why = faults.get(evidence)
            else:
                why = fault(evidence, files.get(evidence.name, "it is not there"))
            if why:
                yield _told(finding, number, why)


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


def fault(evidence: Evidence, held: Held | str) -> str | None:
    """Say how a piece of evidence fails against a file as it is now, or None when it holds."""
    if isinstance(held, str):
        return f"cannot be read: {held}"
    there = _there(held.data, evidence.locator)
    same = held.digest == evidence.artefact
    if there == evidence.quote:
        return (
            None
            if same
            else "the file is not the one that was looked at, though the quote still stands there"
        )
    if there is None:
        why = "there is no such place in the file"
    else:
        why = f"the quote says {_brief(evidence.quote)}, the file says {_brief(there)}"
    moved = "" if same else _moved(held.data, evidence.quote)
    return why if same else f"the file has changed: {why}{moved}"


def _there(data: bytes, locator: Locator) -> str | None:
    match locator:
        case Lines():
            return cut(decode(data), locator)
        case ByteRange(offset=offset, length=length):
            return (
                data[offset : offset + length].decode("utf-8", "replace")
                if offset + length <= len(data)
                else None
            )
        case _:
            return None


def _moved(data: bytes, quote: str) -> str:
    text = decode(data)
    at = text.find(quote) if quote.strip() else -1
    return (
        f"; it now stands on line {text.count(chr(10), 0, at) + 1}"
        if at >= 0
        else "; it stands nowhere in it now"
    )


def _place(locator: Locator) -> str:
    match locator:
        case Lines(line=line, column=column):
            return f":{line}:{column}"
        case ByteRange(offset=offset):
            return f"+{offset}"
        case _:
            return f"#{locator.number}"


def _brief(words: str) -> str:
    return ascii(words) if len(words) <= _SHOWN else f"{words[:_SHOWN]!a}…"
