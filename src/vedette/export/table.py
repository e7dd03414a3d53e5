"""A report as CSV, a row a finding: for a spreadsheet, so nothing in it may be taken for a formula."""

from __future__ import annotations

import csv
import io
from typing import Final

from vedette.core.nouns import Report
from vedette.export.timesketch import NEVER, rows

COLUMNS: Final = (
    "datetime",
    "timestamp_desc",
    "severity",
    "confidence",
    "title",
    "message",
    "attack",
    "finding",
    "rule",
    "techniques",
    "count",
    "actors",
    "targets",
    "place",
    "quote",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for a formula when a cell begins with it (OWASP: CSV injection)."""


def render(report: Report) -> bytes:
    """Return the table, its columns named in the first row."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows(report):
        writer.writerow([cell("" if row[name] == NEVER else row[name]) for name in COLUMNS])
    return page.getvalue().encode("utf-8", "replace")


def cell(value: object) -> str:
    """Write a value so that no spreadsheet takes it for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
