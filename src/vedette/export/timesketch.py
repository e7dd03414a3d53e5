"""A report as a timeline Timesketch takes in: JSON lines with the three fields it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from vedette.core.nouns import Finding, Report
from vedette.export.place import place
from vedette.export.tally import short_id
from vedette.export.visible import one_line, visible

NEVER: Final = "1970-01-01T00:00:00Z"
"""Stands where a record has no time: Timesketch takes no line without one."""


def render(report: Report) -> bytes:
    """Return the lines, in order of time."""
    return msgspec.json.Encoder().encode_lines(list(rows(report)))


def rows(report: Report) -> Iterator[dict[str, Any]]:
    """Give one flat row for each finding and each end of it, in order of time."""
    attacks = {mark: attack.id for attack in report.attacks for mark in attack.findings}
    made = [row for one in report.findings for row in _rows(one, attacks.get(one.fingerprint, ""))]
    yield from sorted(made, key=lambda row: (row["datetime"], row["finding"], row["timestamp_desc"]))


def _rows(finding: Finding, attack: str) -> Iterator[dict[str, Any]]:
    seen = finding.seen
    first, last = (seen.first, seen.last) if seen is not None else ("", "")
    yield _row(finding, attack, first, "First seen" if last != first else "Seen")
    if last != first:
        yield _row(finding, attack, last, "Last seen")


def _row(finding: Finding, attack: str, time: str, what: str) -> dict[str, Any]:
    seen = finding.seen
    return {
        "message": one_line(finding.message),
        "datetime": time or NEVER,
        "timestamp_desc": what,
        "finding": visible(short_id(finding)),
        "attack": attack,
        "rule": visible(finding.rule),
        "title": one_line(finding.title),
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "techniques": ", ".join(finding.techniques),
        "count": seen.count if seen is not None else 1,
        "actors": ", ".join(one_line(one.name) for one in seen.actors) if seen is not None else "",
        "targets": ", ".join(one_line(one.name) for one in seen.targets) if seen is not None else "",
        "place": place(finding.primary),
        "quote": one_line(finding.primary.quote),
        "tag": ["vedette", finding.severity.value],
    }
