"""A report as JSON: one indented document, or a line for each thing so that tools may stream it."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from vedette.core import codec
from vedette.core.nouns import Artefact, Coverage, Engine, Finding, Report
from vedette.export.visible import harmless_json


class ReportLine(Struct, frozen=True, kw_only=True, tag="report", tag_field="type"):
    """The first line: everything about the run but its findings."""

    schema: int
    engine: Engine
    target: Artefact
    artefacts: tuple[Artefact, ...]
    coverage: Coverage
    timings: dict[str, float]
    findings: int
    """How many lines follow; fewer means that the file was cut off."""


class FindingLine(Struct, frozen=True, kw_only=True, tag="finding", tag_field="type"):
    """One finding."""

    finding: Finding


def document(report: Report) -> bytes:
    """Return the report as `core.codec` reads it back."""
    return harmless_json(codec.dump_pretty(report))


def lines(report: Report) -> bytes:
    """Return one line about the run, then one for each finding."""
    first = ReportLine(
        schema=report.schema,
        engine=report.engine,
        target=report.target,
        artefacts=report.artefacts,
        coverage=report.coverage,
        timings=report.timings,
        findings=len(report.findings),
    )
    told = [first, *(FindingLine(finding=finding) for finding in report.findings)]
    return harmless_json(msgspec.json.Encoder().encode_lines(told))
