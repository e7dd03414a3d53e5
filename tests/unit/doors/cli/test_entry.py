import gettext
import signal
from pathlib import Path

import pytest

from tests.unit.doors.cli.fakes import Fake, Ran
from vedette.app.wiring import App
from vedette.core.errors import BadInput, Refused, Unavailable
from vedette.doors import cli
from vedette.doors.cli import entry
from vedette.doors.cli.commands import COMMANDS


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (BadInput("no", hint="try"), 2, "error: no\nhint: try"),
        (Refused("no", hint="try"), 3, "hint: try"),
        (Unavailable("no", hint="try"), 4, "hint: try"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (RecursionError(), 2, "nested too deeply"),
        (MemoryError(), 4, "memory"),
        (ZeroDivisionError("by zero"), 70, "a fault in vedette: ZeroDivisionError"),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_each_way_to_fail_has_its_code_and_no_traceback(
    error: BaseException, code: int, words: str, tmp_path: Path
) -> None:
    class Failing(Fake):
        def app(self, *, ending: bool = False) -> App:
            del ending
            raise error

    console = Failing(tmp_path)
    assert entry.main(["scan", "."], console) == code
    said = console.err.getvalue()  # type: ignore[attr-defined]
    assert words in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["scan"],
        ["scan", ".", "--fail-on", "x"],
        ["scan", ".", "--formt", "json"],
        ["rules"],
        ["\x1b[31m"],
    ],
)
def test_a_mistake_in_the_words_is_told(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = Ran(tmp_path, *words)
    said = capsys.readouterr().err + ran.err
    assert ran.code == 2
    assert said.startswith("error: ")
    assert "\x1b" not in said


def test_an_unknown_option_points_to_its_commands_help(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Ran(tmp_path, "scan", ".", "--frob")
    assert "hint: vedette scan --help" in capsys.readouterr().err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_help(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Ran(tmp_path, name, "--help").code == 0
    assert f"vedette {name}" in capsys.readouterr().out


def test_the_help_names_every_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Ran(tmp_path, "--help").code == 0
    said = capsys.readouterr().out
    assert all(name in said for name in COMMANDS)


def test_the_version_is_told_both_ways(tmp_path: Path) -> None:
    assert Ran(tmp_path, "version").out == Ran(tmp_path, "--version").out
    assert Ran(tmp_path, "version").out.startswith("vedette ")


def test_the_schema_is_the_published_one(tmp_path: Path) -> None:
    assert '"Vedette report"' in Ran(tmp_path, "schema").out


def test_no_word_is_looked_for_in_another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is done for each, on the disk."""

    def look(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(gettext, "find", look)
    monkeypatch.setenv("LANGUAGE", "de")
    assert entry.parser("access").parse_args(["access", "--json", "me"]).json


def test_of_one_command_no_other_is_made() -> None:
    assert entry.parser("scan").format_usage() == entry.parser(None).format_usage()
    assert "scan" in entry.parser("scan").format_help()
    assert "hunt" not in entry.parser("scan").format_help()
    assert "hunt" in entry.parser("no such command").format_help()


@pytest.mark.parametrize("before", [signal.default_int_handler, signal.SIG_IGN])
def test_who_starts_it_decides_whether_it_can_be_interrupted(
    before: signal.Handlers, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    monkeypatch.setattr(entry, "run", lambda: found.append(signal.getsignal(signal.SIGINT)))
    kept = signal.signal(signal.SIGINT, before)
    try:
        cli.run()
    finally:
        signal.signal(signal.SIGINT, kept)
    assert found == [before]


@pytest.mark.parametrize(
    ("word", "hint"), [("sacn", "did you mean vedette scan?"), ("\x1b[31m", "vedette --help lists them")]
)
def test_a_command_that_is_none_is_told_what_was_meant(word: str, hint: str, tmp_path: Path) -> None:
    ran = Ran(tmp_path, word)
    assert ran.code == 2
    assert ran.err.endswith(f"hint: {hint}\n")
    assert "\x1b" not in ran.err
