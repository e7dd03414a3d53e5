"""Tests on several cores: what has read them all forks workers, and each takes the next file that nobody has.

Workers that are started anew would each read every test and nearly all of ours again, which takes them longer
than most folders' tests do. Asked for by `WORKERS`, a number.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from tempfile import TemporaryFile
from typing import Final, NoReturn

import pytest
from _pytest import compat, fixtures
from _pytest.capture import CaptureManager, FDCapture
from _pytest.logging import LoggingPlugin
from hypothesis.internal import charmap

from tests import counting, forking, ready

WORKERS: Final = int(os.environ.pop("WORKERS", "0"))
NUMBER: Final = 4
"""Bytes that name a file."""
AT_ONCE: Final = 1 << 16
"""Bytes; also how many of a pipe are taken before anybody reads."""
PASSED: Final = "passed"


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the tests in workers, if that was asked for and there are tests to run."""
    if not WORKERS or session.testsfailed or session.config.option.collectonly:
        return None
    shared = Shared(session, WORKERS)
    session.config.pluginmanager.register(shared)
    shared.run()
    return True


class Shared:
    """The tests of a session, run in workers, and what came of them told as if they ran here."""

    def __init__(self, session: pytest.Session, workers: int) -> None:
        threads = len(list(Path("/proc/self/task").iterdir()))
        assert threads == 1, (
            "what was read began threads: who is forked has none, and may wait for them for ever"
        )
        self.session = session
        self.of_files = [list(tests) for _, tests in groupby(session.items, lambda one: one.path)]
        self._workers = workers
        _place(self.of_files)
        _know_request()
        vars(session)["gethookproxy"] = cache(session.gethookproxy)  # asked for ten times a test

    def run(self) -> None:
        """Run them all."""
        _folders(self.session.config).getbasetemp()  # one for all workers
        if counting.counted():  # all tests run
            _begin()
        heard = DefaultSelector()
        todo = _numbers(range(len(self.of_files)))
        sys.stdout.flush()
        sys.stderr.flush()
        numbers = []
        for _ in range(self._workers):
            there, here = os.pipe()
            if not (number := os.fork()):
                os.close(there)
                _Worker(self, todo, here).work()
            numbers.append(number)
            os.close(here)
            heard.register(there, EVENT_READ, _Hearing(self.session))
        os.close(todo)
        while heard.get_map():
            for key, _ in heard.select():
                if not key.data.hear(os.read(key.fd, AT_ONCE)):
                    heard.unregister(key.fd)
                    os.close(key.fd)
        badly = [number for number in numbers if os.waitpid(number, 0)[1]]
        if self.session.shouldstop or badly:
            raise self.session.Interrupted(self.session.shouldstop or "a worker did not end well: see above")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was counted."""
        if made := counting.counted():
            words, enough = made.told()
            terminalreporter.write(words)
            self.session.exitstatus = self.session.exitstatus or int(not enough)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """End this process: some of what was read would say at length that it was left lying."""
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(self.session.exitstatus)


def _begin() -> None:
    """Begin and work out once what every worker needs."""
    forking.forks()
    ready.begin_work()
    charmap.intervals_from_codec("utf-8")


def _numbers(of: Iterable[int]) -> int:
    """Return what workers take numbers from: reads of a pipe are whole, and each is read by one of them."""
    taken, given = os.pipe()
    written = b"".join(number.to_bytes(NUMBER, "little") for number in of)
    assert len(written) <= AT_ONCE, "more than a pipe holds"
    os.write(given, written)
    os.close(given)
    return taken


class _Hearing:
    """What one worker says: a line where a test begins, and for what became of it."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._part = b""
        self._runs: pytest.Item | None = None

    def hear(self, more: bytes) -> bool:
        """Take what it said; return whether it may say more."""
        *lines, self._part = (self._part + more).split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        if not more and self._runs:
            self._session.shouldstop = f"a worker ended within {self._runs.nodeid}"
        return bool(more)

    def _take(self, said: int | str | dict[str, object] | None) -> None:
        hook = self._session.config.hook
        if said is None or isinstance(said, int):
            self._runs = None if said is None else self._session.items[said]
        elif said == PASSED:
            hook.pytest_runtest_logreport(report=self._passed())
        else:
            report = hook.pytest_report_from_serializable(config=self._session.config, data=said)
            if isinstance(report.longrepr, list):  # file, line and reason of what was skipped
                report.longrepr = tuple(report.longrepr)
            hook.pytest_runtest_logreport(report=report)

    def _passed(self) -> pytest.TestReport:
        test = self._runs
        assert test is not None
        return pytest.TestReport(test.nodeid, test.location, {}, "passed", None, "call")


class _Worker:
    """Runs files until there are none, and ends."""

    def __init__(self, shared: Shared, todo: int, to: int) -> None:
        self._session = shared.session
        self._of_files = shared.of_files
        self._todo = todo
        self._to = to

    def work(self) -> NoReturn:
        """Run them, and end this process."""
        catching = _alone(self._session.config)
        _hear_less(self._session.config)
        folders = _folders(self._session.config)
        atexit.unregister(folders._exit_stack.close)  # noqa: SLF001 - others still have theirs there
        self._session.config.pluginmanager.register(self)
        ended = 1
        try:
            self._run()
            with warnings.catch_warnings(action="ignore"):
                atexit._run_exitfuncs()  # noqa: SLF001 - what tests began has to end
            if made := counting.counted():
                made.tell()
            ended = 0
        except BaseException:  # noqa: BLE001 - nobody above would tell
            catching.stop_global_capturing()
            traceback.print_exc()
        finally:
            os._exit(ended)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Say what became of a test: most pass, and of those there is no more to say."""
        if report.passed and not hasattr(report, "wasxfail"):
            if report.when == "call":
                self._say(PASSED)
            return
        config = self._session.config
        self._say(config.hook.pytest_report_to_serializable(config=config, report=report))

    def _run(self) -> None:
        hook = self._session.config.hook
        places = {test: number for number, test in enumerate(self._session.items)}
        tests = self._taken()
        test = next(tests, None)
        while test:
            following = next(tests, None)  # what both need stays as it is
            self._say(places[test])
            hook.pytest_runtest_protocol(item=test, nextitem=following)
            test = following
        self._say(None)

    def _taken(self) -> Iterator[pytest.Item]:
        while number := os.read(self._todo, NUMBER):
            yield from self._of_files[int.from_bytes(number, "little")]

    def _say(self, what: object) -> None:
        line = memoryview(json.dumps(what).encode() + b"\n")
        while line:
            line = line[os.write(self._to, line) :]


class _Logged:
    """Catches what is logged for tests that ask for it: to do so for each takes longer than many of them."""

    def __init__(self, logging: LoggingPlugin) -> None:
        self._logging = logging

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Function) -> Generator[None]:
        yield from self._logging.pytest_runtest_setup(item) if _asks(item) else _nothing()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Function) -> Generator[None]:
        yield from self._logging.pytest_runtest_call(item) if _asks(item) else _nothing()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Function) -> Generator[None]:
        yield from self._logging.pytest_runtest_teardown(item) if _asks(item) else _nothing()


def _asks(test: pytest.Function) -> bool:
    return "caplog" in test.fixturenames


def _nothing() -> Generator[None]:
    yield


class _Mute:
    """Stands for what tells people how the tests go, where nobody reads it."""

    def __init__(self, config: pytest.Config) -> None:
        self._tw = config.get_terminal_writer()


def _hear_less(config: pytest.Config) -> None:
    """Leave telling of each test to who hears the workers, and catch only the logs that are asked for."""
    plugins = config.pluginmanager
    mute = _Mute(config)
    plugins.unregister(name="terminalreporter")
    plugins.register(mute, "terminalreporter")
    logging = plugins.unregister(name="logging-plugin")
    if isinstance(logging, LoggingPlugin):
        plugins.register(_Logged(logging))


def _place(files: Iterable[list[pytest.Item]]) -> None:
    """Say where tests stand: pytest would look at the path of each, and at its code, here and in a worker."""
    for first, *others in files:
        path, *_ = first.location
        for test in others:
            if isinstance(test, pytest.Function):
                vars(test)["location"] = (path, None, test.getmodpath())


def _know_request() -> None:
    """Need not look at the code of what gives a test its request: one is made for each test."""
    look = compat.getfuncargnames

    def names(function: Callable[..., object], *, name: str = "", cls: type | None = None) -> tuple[str, ...]:
        return () if name == "request" else look(function, name=name, cls=cls)

    vars(fixtures)["getfuncargnames"] = names


def _folders(config: pytest.Config) -> pytest.TempPathFactory:
    made = vars(config)["_tmp_path_factory"]
    assert isinstance(made, pytest.TempPathFactory)
    return made


def _alone(config: pytest.Config) -> CaptureManager:
    """Share no file with other workers: what each catches of its tests' words would be told twice.

    The files stay open under their numbers: some libraries keep what `sys.stderr` was when they were read.
    """
    catching = config.pluginmanager.getplugin("capturemanager")
    assert isinstance(catching, CaptureManager)
    both = catching._global_capturing  # noqa: SLF001
    assert both is not None
    for stream in (both.out, both.err):
        assert isinstance(stream, FDCapture), "it is asked for by `-s`, and that in one process"
        with TemporaryFile() as own:
            os.dup2(own.fileno(), stream.tmpfile.fileno())
    config.get_terminal_writer()._file = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115, SLF001
    return catching
