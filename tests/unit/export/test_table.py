"""A spreadsheet's worth: rows as they are, and nothing a spreadsheet would run."""

import csv
import io

from tests.unit.export.hunted import REPORT
from vedette.export.table import COLUMNS, render

ROWS = list(csv.DictReader(io.StringIO(render(REPORT).decode())))


def test_every_column_is_named_and_every_finding_there() -> None:
    assert tuple(ROWS[0]) == COLUMNS
    assert {row["finding"] for row in ROWS} == {"11111111", "22222222", "33333333"}


def test_no_cell_is_a_formula() -> None:
    hostile = next(row for row in ROWS if row["finding"] == "33333333")
    assert hostile["title"].startswith("'=cmd")
    assert not [cell for row in ROWS for cell in row.values() if cell[:1] in "=+-@" and cell]


def test_what_has_no_time_has_none() -> None:
    assert [row["datetime"] for row in ROWS if row["finding"] == "33333333"] == [""]
