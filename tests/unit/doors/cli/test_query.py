"""What is printed of kept events: they hold what strangers wrote."""

import csv
import io
import json

import pytest

from vedette.app.results import EventsAnswered
from vedette.doors.cli.query import WRITERS

HOSTILE = "\x1b[2J\x9b31m\u202egnp\x7f ümlaut\nnext"


def answered(*values: object) -> EventsAnswered:
    return EventsAnswered(columns=("host", "count"), rows=(values,), cut=False)


@pytest.mark.parametrize("form", WRITERS)
def test_no_form_prints_what_a_terminal_would_obey(form: str) -> None:
    page = WRITERS[form](answered(HOSTILE, 5))
    assert "ümlaut" in page
    assert not set(page) & set("\x1b\x9b\u202e\x7f")


def test_lines_of_json_read_back_as_they_were() -> None:
    assert json.loads(WRITERS["jsonl"](answered(HOSTILE, 5))) == {"host": HOSTILE, "count": 5}


def test_no_spreadsheet_takes_a_cell_for_a_formula() -> None:
    (_, row) = csv.reader(io.StringIO(WRITERS["csv"](answered("=cmd|'/c calc'!A1", -5))))
    assert row == ["'=cmd|'/c calc'!A1", "-5"]
