"""What Vedette is for, in one run: a known vulnerability found in a real release, and gone in the fixed one.

Without a registry it says so and looks at a small program of ours instead.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import msgspec

from vedette.app import scan
from vedette.app.jobs import Job
from vedette.app.pointed import pointed_at
from vedette.app.requests import Demo, Scan
from vedette.app.results import DemoShown, Scanned
from vedette.app.tools import Tools
from vedette.core.errors import BadInput, Unavailable
from vedette.core.nouns import Finding, Report


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vulnerable release and its fix."""

    package: str
    vulnerable: str
    fixed: str
    advisory: str
    weaknesses: tuple[str, ...]
    file: str
    words: str


def run(tools: Tools, request: Demo, job: Job) -> DemoShown:
    """Show it on a published package, or on the bundled program."""
    if request.offline:
        return _bundled(tools, job, "no registry was asked")
    try:
        return _published(tools, job, _case())
    except (Unavailable, BadInput) as error:  # a registry that has other packages is none for this
        return _bundled(tools, job, str(error))


def _case() -> Case:
    data = (resources.files("vedette.app") / "samples" / "demo.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(data), Case)


def _published(tools: Tools, job: Job, case: Case) -> DemoShown:
    vulnerable = _scan(tools, job, f"{case.package}=={case.vulnerable}")
    fixed = _scan(tools, job, f"{case.package}=={case.fixed}")
    return _shown(
        f"{case.advisory} in {case.package} {case.vulnerable}: {case.words}", case, vulnerable, fixed
    )


def _bundled(tools: Tools, job: Job, why: str) -> DemoShown:
    case = Case("", "", "", "", ("CWE-89",), "shop.py", "a visitor's words become part of an SQL statement")
    with resources.as_file(resources.files("vedette.app") / "samples") as samples:
        vulnerable = _scan(tools, job, str(Path(samples, "vulnerable")))
        fixed = _scan(tools, job, str(Path(samples, "fixed")))
    made = _shown(f"A bundled program: {case.words}", case, vulnerable, fixed)
    return msgspec.structs.replace(
        made, notes=(f"{why}; this is a program that ships with Vedette", *made.notes)
    )


def _scan(tools: Tools, job: Job, target: str) -> Scanned:
    return scan.run(tools, Scan(target=target, suppressions=False), job)


def _shown(title: str, case: Case, vulnerable: Scanned, fixed: Scanned) -> DemoShown:
    return DemoShown(
        title=title,
        vulnerable=_about(case, vulnerable.report),
        fixed=_about(case, fixed.report),
        rules=vulnerable.rules,
        lines=vulnerable.lines,
        others=len(vulnerable.report.findings),
    )


def _about(case: Case, report: Report) -> Report:
    """Keep the findings the case is about."""
    kept = tuple(one for one in report.findings if _same(case, one))
    artefacts = pointed_at(report.artefacts, kept)
    return msgspec.structs.replace(report, findings=kept, artefacts=artefacts)


def _same(case: Case, finding: Finding) -> bool:
    return finding.primary.name.endswith(case.file) and bool(set(case.weaknesses) & set(finding.weaknesses))
