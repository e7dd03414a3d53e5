import io
from pathlib import Path

from tests.unit.doors.cli.fakes import Fake
from vedette.app.jobs import Progress
from vedette.doors.cli.console import Console, printable


def test_what_controls_a_terminal_or_turns_text_around_is_escaped() -> None:
    assert printable("a\x1b[31m\u202e\x00\r\n") == "a\\x1b[31m\\u202e\\x00\\r\n"


def test_bytes_go_out_as_they_are() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    Console({}, out, io.StringIO()).write("é".encode())
    assert raw.getvalue() == "é".encode()


def test_progress_is_taken_away_before_an_answer(tmp_path: Path) -> None:
    console = Fake(tmp_path, terminal=True)
    job = console.job()
    job.tell("reading", 1)
    job.tell("reading", 2)
    job.tell("analysing", 5, 10)
    console.write(b"answer")
    said = console.err.getvalue()  # type: ignore[attr-defined]
    assert said.count("reading") == 1
    assert "analysing 5 of 10" in said
    assert said.endswith("\r\x1b[K")
    assert Progress("x", 1).of == 0


def test_a_terminal_that_takes_no_line_away_is_shown_no_progress(tmp_path: Path) -> None:
    console = Fake(tmp_path, terminal=True, environ={"TERM": "dumb"})
    console.job().tell("reading", 1)
    assert console.err.getvalue() == ""  # type: ignore[attr-defined]
