"""Indicators as CSV, a row each, as machines write them: for block lists and searches, not for reading."""

from __future__ import annotations

import csv
import io
from typing import Final

from vedette.core.nouns import Report
from vedette.export.judged import indicators
from vedette.export.table import cell

COLUMNS: Final = ("type", "value", "confidence", "artefact", "name", "offset", "context")


def render(report: Report) -> bytes:
    """Return the table, its columns named in the first row."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in indicators(report):
        row = (
            one.kind.value,
            one.value,
            one.confidence.value,
            one.artefact,
            one.name,
            one.offset,
            one.context,
        )
        writer.writerow(map(cell, row))
    return page.getvalue().encode("utf-8", "replace")
