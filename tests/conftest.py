"""What holds for every test."""

import gc
import os
import signal
import ssl
from collections.abc import Generator, Iterator
from functools import cache
from typing import Any, Final

import pytest
from coverage import Coverage
from coverage.collector import Collector
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from tests import everymodule, ready, unsynced

# Of processor time. Counting lines takes half as long as the lines do, and much longer under hypothesis.
# In 0.03 seconds each 88.7 % of all lines were counted, in 0.08 at least 90.2: a slow machine does half
# as much in the same time.
COUNTED_SECONDS: Final = 0.2

LOOK_FOR_CIRCLES_AFTER: Final = (20_000, 20, 20)
"""New objects: tests make few, and most of those are gone at once."""

# A busy machine is not a bug: tests have a timeout of their own. And whoever runs the tests learns
# whether their change broke something, not what luck found today: the looking is done by `make soak`.
# That drawing examples is slow is seen by a clock on the wall, and so it is not looked at here either.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    max_examples=10,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("wide", deadline=None, max_examples=300)
settings.register_profile("soak", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("LOOKING", "house"))


# A run begun in the background has this signal ignored, and so would each program that a test ends with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Examples are also made of the numbers and words in all modules of ours that were read. The long runs do so:
# here each change of a word anywhere, and of what ran before, would have other examples tried of everything,
# and each part would take a second to read for them.
if settings.get_current_profile_name() == "house":
    providers._get_local_constants = lambda: providers._local_constants  # noqa: SLF001

# Each client of HTTP reads whom everybody trusts, in a twentieth of a second: here hundreds are one process.
_trusting: Final = ssl.create_default_context
_trusting_all: Final = cache(_trusting)


def _trust(*purpose: Any, **given: Any) -> ssl.SSLContext:  # noqa: ANN401 - whatever it takes
    file = str(given.get("cafile"))
    everybodys = file.endswith("cacert.pem") or file == os.environ.get("SSL_CERT_FILE")
    alone = not purpose and given.keys() == {"cafile"}
    return (_trusting_all if alone and everybodys else _trusting)(*purpose, **given)


ssl.create_default_context = _trust
unsynced.unsync()

# While tests are read nothing becomes garbage that matters.
gc.disable()


def _counting() -> Coverage | None:
    """Count lines if the Makefile says so, and not while tests are read: each part reads most of ours again.

    One part reads every module first, so that what runs meanwhile is counted, once.
    """
    asked = os.environ.get("COUNTING")
    if not asked:
        return None
    made = Coverage()
    made.start()
    if asked == "reading":
        everymodule.read()
    made.stop()
    return made


COUNTED: Final = _counting()


def pytest_collection_finish() -> None:
    # What was read so far stays: the collector need not walk through it again and again.
    gc.freeze()
    gc.set_threshold(*LOOK_FOR_CIRCLES_AFTER)
    gc.enable()
    ready.keep_knowledge()


def pytest_unconfigure() -> None:
    if COUNTED is not None:
        COUNTED.save()


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


COUNTS: Final[list[_Count]] = []
"""That of the test which runs, or none."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Count lines at the beginning of each test only: what runs for long runs in lines it ran in before."""
    if COUNTED is None or item.get_closest_marker("uncounted"):
        return (yield)
    # Not `COUNTED` itself: whenever that starts it looks at every module there is, and takes 8 ms for it.
    lines = COUNTED._collector  # noqa: SLF001
    assert lines is not None
    COUNTS.append(_Count(lines))
    try:
        return (yield)
    finally:
        COUNTS.pop().end()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Count what a fixture of ours does first."""
    if not COUNTS or not getattr(fixturedef.func, "__module__", "").startswith("tests."):
        return (yield)
    COUNTS[0].enter()
    try:
        return (yield)
    finally:
        COUNTS[0].leave()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, object, object]:
    """Count what the test itself does."""
    if not COUNTS:
        return (yield)
    COUNTS[0].enter()
    try:
        return (yield)
    finally:
        COUNTS[0].leave()
