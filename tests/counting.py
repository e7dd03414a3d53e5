"""Which lines of ours the tests run: counted at the beginning of each, told when all of these have run.

Asked for by `COUNTING`, a folder of tests; what runs while every module of ours is read is counted too.
`python -m tests.counting` tells what came of it.
"""

from __future__ import annotations

import os
import pkgutil
import signal
import subprocess  # noqa: TID251 - tells it beside the tests that are left
import sys
import token
from collections.abc import Generator, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

import coverage.parser
import pytest
from coverage import Coverage
from coverage.collector import Collector

import vedette

# Of processor time. Counting lines takes half as long as the lines do, and much longer under hypothesis.
# In 0.03 seconds each 88.7 % of all lines were counted, in 0.08 at least 90.2: a slow machine does half
# as much in the same time.
COUNTED_SECONDS: Final = 0.2
ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / (os.environ.pop("COUNTING", "") or "nothing")


@cache
def counted() -> Coverage | None:
    """Return what was counted, if it was asked for.

    At first all of ours is read, and what runs meanwhile is counted: not what runs while tests are read.
    """
    if not FOLDER.is_dir():
        return None
    made = Coverage()
    made.start()
    for one in pkgutil.walk_packages(vedette.__path__, "vedette."):
        import_module(one.name)
    made.stop()
    return made


def counts(test: pytest.Item) -> bool:
    """Return whether the lines of this one are counted."""
    return counted() is not None and test.path.is_relative_to(FOLDER)


def save() -> None:
    """Keep what this process has counted."""
    made = counted()
    if made is not None:
        made.save()


class _Count:
    """Counts the lines that fixtures of ours and a test run: pytest itself runs thousands between them."""

    def __init__(self, lines: Collector) -> None:
        self._lines = lines
        self._left = COUNTED_SECONDS
        self._within = 0
        self._begun = False

    def enter(self) -> None:
        self._within += 1
        if self._within > 1 or not self._left:
            return
        if self._begun:
            self._lines.tracers[0].start()  # the one of this thread
        else:
            self._begun = True
            self._lines.start()
        signal.signal(signal.SIGVTALRM, self.end)
        signal.setitimer(signal.ITIMER_VIRTUAL, self._left)

    def leave(self) -> None:
        self._within -= 1
        if not self._within and self._left:
            self._lines.tracers[0].stop()  # threads that a fixture began go on
            self._left = signal.setitimer(signal.ITIMER_VIRTUAL, 0)[0]

    def end(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        self._left = 0.0
        if self._begun:
            self._begun = False
            self._lines.stop()


_COUNTS: Final[list[_Count]] = []
"""That of the test which runs, or none."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Count lines at the beginning of each test only: what runs for long runs in lines it ran in before."""
    made = counted()
    if made is None or not counts(item) or item.get_closest_marker("uncounted"):
        return (yield)
    # Not `made` itself: whenever that starts it looks at every module there is, and takes 8 ms for it.
    lines = made._collector  # noqa: SLF001
    assert lines is not None
    _COUNTS.append(_Count(lines))
    try:
        return (yield)
    finally:
        _COUNTS.pop().end()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Count what a fixture of ours does first."""
    if not _COUNTS or not getattr(fixturedef.func, "__module__", "").startswith("tests."):
        return (yield)
    _COUNTS[0].enter()
    try:
        return (yield)
    finally:
        _COUNTS[0].leave()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, object, object]:
    """Count what the test itself does."""
    if not _COUNTS:
        return (yield)
    _COUNTS[0].enter()
    try:
        return (yield)
    finally:
        _COUNTS[0].leave()


class Telling:
    """A program that tells what was counted, beside the tests that are left."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.counting"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def told(self) -> tuple[str, bool]:
        """Return its words, and whether enough was counted."""
        words, _ = self._program.communicate()
        return words, not self._program.returncode


def _tell() -> int:
    if sys.version_info < (3, 12):  # from then on everybody's reader of tokens is as quick as this
        coverage.parser.generate_tokens = _tokens  # type: ignore[attr-defined]
    made = Coverage()
    made.combine()
    with made.get_data()._connect():  # noqa: SLF001 - otherwise it is opened anew for each file, four times
        found = made.report()
    wanted = float(str(made.get_option("report:fail_under")))
    if found < wanted:
        sys.stdout.write(f"{found:.2f} % of lines and branches were run by tests, {wanted:.0f} have to be\n")
    return int(found < wanted)


def _tokens(text: str) -> Iterator[tuple[int, str, tuple[int, int], tuple[int, int], str]]:
    """Yield what coverage asks of tokens, from the reader that Python itself has."""
    from _tokenize import TokenizerIter  # type: ignore[import-not-found]  # noqa: PLC0415 - other versions differ

    for word, kind, begins, ends, column, to, line in TokenizerIter(text):
        told = token.OP if token.DEDENT < kind < token.OP else kind
        yield told, "" if kind == token.NEWLINE else word, (begins, column), (ends, to), line


if __name__ == "__main__":
    sys.exit(_tell())
