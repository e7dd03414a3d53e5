"""Every command with something wrong in each of its places: an error that says what to do, and nothing else.

The places come from the argument parser, so that a new command or option is tried without a line here.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from tests.examples import few
from tests.warm import warm
from vedette.doors.cli import entry
from vedette.doors.cli.commands import COMMANDS
from vedette.doors.cli.console import Console

GO_ON = frozenset({"serve", "chat", "mcp", "proxy", "demo"})
"""Commands that do not end by themselves, and the one that downloads."""
NAMES = sorted(COMMANDS.keys() - GO_ON)
PLAIN = {int: "1", float: "1"}
VEDETTE = str(Path(sys.executable).with_name("vedette"))
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202e]")


def wrong(folder: Path) -> dict[str, str]:
    """What stands where something else should: paths, and words no path is made of."""
    (folder / "folder").mkdir()
    (folder / "loop").symlink_to("loop")
    for name, data in (
        ("empty", b""),
        ("bytes.bin", bytes(range(256)) * 40),
        ("object.json", b'{"version": "99", "schema": 99}'),
        ("list.json", b"[1, 2]"),
        ("number.json", b"1e999"),
        ("deep.json", b"[" * 100_000),
    ):
        (folder / name).write_bytes(data)
    places = ("missing", "folder", "loop", "empty", "bytes.bin", "object.json", "list.json", "number.json")
    return {
        **{one: str(folder / one) for one in (*places, "deep.json", "empty/below")},
        "no UTF-8": f"{folder}/\udcff",
        "long": "x" * 5000,
        "large": "9" * 400,
        "control": "a\x1b[31m\n\u202e",
        "nothing": "",
        "minus": "-1",
        "nan": "nan",
    }


def leaves(
    parser: argparse.ArgumentParser, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], list[argparse.Action]]]:
    """Every command that can be run, and what may follow it."""
    below = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]  # noqa: SLF001
    if not below or not below[0].required:
        yield path, [one for one in parser._actions if one.nargs != 0 and one not in below]  # noqa: SLF001
    for one in below:
        for name, more in one.choices.items():
            yield from leaves(more, (*path, name))


def commands(name: str) -> Iterator[tuple[tuple[str, ...], list[argparse.Action]]]:
    (top,) = (one for one in entry.parser(name)._actions if isinstance(one, argparse._SubParsersAction))  # noqa: SLF001
    yield from leaves(top.choices[name], (name,))


def words(
    path: tuple[str, ...], actions: list[argparse.Action], at: argparse.Action, word: str
) -> Iterator[str]:
    """The fewest words a command takes, one of them wrong."""
    yield from path
    for one in actions:
        left_out = not one.required if one.option_strings else one.nargs in {"?", "*"}
        if one is not at and left_out:
            continue
        plain = next(iter(one.choices)) if one.choices else PLAIN.get(one.type, "x")  # type: ignore[call-overload]
        said = word if one is at else str(plain)
        yield f"{one.option_strings[-1]}={said}" if one.option_strings else said


class Ran:
    """One command, in this process, with the real application and a home of its own."""

    def __init__(self, home: Path, *given: str) -> None:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        environ = {
            "VEDETTE_DATA_DIR": str(home / "data"),
            "VEDETTE_CACHE_DIR": warm(),
            "PATH": os.environ["PATH"],
        }
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            self.code = entry.main(given, Console(environ, out, err))
        self.out, self.err = (one.buffer.getvalue().decode("utf-8", "replace") for one in (out, err))

    def complaints(self) -> Iterator[str]:
        """What a user must not meet."""
        if self.code not in {0, 1, 2, 3, 4}:
            yield f"exit code {self.code}"
        if self.code > 1 and not re.search(r"^error: .+\nhint: .+", self.err, re.MULTILINE | re.DOTALL):
            yield "no error with a hint"
        if re.search(r"Traceback|Errno|<\w+ object at|Error\(", self.err):
            yield "Python's words"
        if CONTROL.search(self.err) or CONTROL.search(self.out):
            yield "a control character"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing of anybody's lies, and with registries that do not answer: a word may be a package."""
    (tmp_path / "x").write_text("a thing\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")


def tried(name: str, folder: Path, *, every: bool) -> list[str]:
    folder.joinpath("bad").mkdir()
    bad = wrong(folder / "bad")
    turn, found = islice(cycle(bad), NAMES.index(name), None), []
    for path, actions in commands(name):
        for place in (one for one in actions if not one.choices):
            for kind in bad if every else (next(turn),):
                ran = Ran(folder / "home", *words(path, actions, place, bad[kind]))
                about = f"{' '.join(path)}, {place.dest} {kind}"
                found += [f"{about}: {one}: {ran.err[-200:]}" for one in ran.complaints()]
    return found


@pytest.mark.parametrize("name", few(NAMES))
def test_something_wrong_in_each_place_is_told(name: str, tmp_path: Path) -> None:
    assert tried(name, tmp_path, every=False) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_everything_wrong_in_each_place_is_told(name: str, tmp_path: Path) -> None:
    assert tried(name, tmp_path, every=True) == []


def spawned(
    folder: Path,
    *given: str,
    actions: Sequence[tuple[Any, ...]] = (),
    **environ: str,
) -> tuple[int, str]:
    """Run the program itself with the streams that are wished for; its exit code, and what it said."""
    said = str(folder / "said")
    opened = (os.POSIX_SPAWN_OPEN, 2, said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    home = {"VEDETTE_DATA_DIR": str(folder / "data"), "VEDETTE_CACHE_DIR": warm()}
    process = os.posix_spawn(
        VEDETTE,
        [VEDETTE, *given],
        {"PATH": os.environ["PATH"], **home, **environ},
        file_actions=[opened, *actions],
    )
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), Path(said).read_text("utf-8")


def no(stream: int) -> tuple[int, ...]:
    return (os.POSIX_SPAWN_CLOSE, stream)


def into(place: str) -> tuple[Any, ...]:
    return (os.POSIX_SPAWN_OPEN, 1, place, os.O_WRONLY, 0)


@pytest.mark.parametrize("given", [("--help",), ("version",), ("rules", "list"), ("scan", "--help")])
def test_an_answer_that_does_not_arrive_is_no_success(given: tuple[str, ...], tmp_path: Path) -> None:
    code, said = spawned(tmp_path, *given, actions=[into("/dev/full")])
    assert (code, said.splitlines()[0]) == (4, "error: No space left on device")


@pytest.mark.parametrize("stream", [0, 1])
def test_a_stream_nobody_gave_leads_nowhere(stream: int, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("print(1)\n")
    assert spawned(tmp_path, "scan", str(tmp_path / "app.py"), actions=[no(stream)]) == (0, "")
    code, said = spawned(tmp_path, "ask", "-", actions=[no(stream)])
    assert "a fault in vedette" not in said
    assert code in {0, 2}


def test_bytes_that_are_no_text_are_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\n")
    into_it = (os.POSIX_SPAWN_OPEN, 0, str(tmp_path / "bytes"), os.O_RDONLY, 0)
    code, said = spawned(tmp_path, "chat", actions=[into_it, into(os.devnull)])
    assert (code, said) == (0, "")


def test_an_alphabet_without_our_signs_ends_no_help(tmp_path: Path) -> None:
    assert spawned(tmp_path, "--help", actions=[into(os.devnull)], PYTHONIOENCODING="ascii") == (0, "")


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(gone)
        gone.rmdir()
        code, said = spawned(tmp_path, "scan", ".")
    finally:
        os.fchdir(before)
        os.close(before)
    assert (code, said.splitlines()[0]) == (2, "error: the folder you are in is gone")
