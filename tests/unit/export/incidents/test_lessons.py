"""The paper for the meeting has what the record knows and marked blanks for what only people know."""

from __future__ import annotations

from tests.unit.export.incidents.samples import MADE_AT, RANSOMWARE
from vedette.export.incidents import Context, Form, Measure, ReportKind, written

TEXT = written(
    RANSOMWARE,
    ReportKind.LESSONS,
    Form.MARKDOWN,
    Context(made_at=MADE_AT, measures=(Measure(name="Time to contain", value="1 h", usual="3 h"),)),
).decode()


def test_times_between_are_counted_and_what_is_not_known_is_said() -> None:
    assert "| From the first act to detection | 4 h 10 min |" in TEXT
    assert "| From detection to containment | 1 h 15 min |" in TEXT
    assert "| From detection to recovery | not known |" in TEXT


def test_measures_stand_beside_what_is_usual() -> None:
    assert "| Time to contain | 1 h | 3 h |" in TEXT


def test_blanks_are_marked_and_nothing_is_made_up() -> None:
    for question in ("What went well?", "Where were we lucky?", "Why could it happen at all?"):
        assert f"**{question}**\n\n\\[To be filled in:" in TEXT


def test_improvements_are_what_is_open_and_what_was_recommended() -> None:
    improvements = TEXT.partition("## Improvements")[2]
    assert "Check the backup of 28 February" in improvements
    assert "Use accounts of their own" in improvements
    assert "Cut empfang-01 off" not in improvements
