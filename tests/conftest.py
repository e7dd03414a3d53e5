"""What holds for every test."""

import gc
import os
import signal
from collections.abc import Iterator
from typing import Final

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

# Of processor time. Counting lines takes half as long as the lines do, and much longer under hypothesis:
# four times as many seconds counted the same but for a few lines of thousands.
COUNTED_SECONDS: Final = 0.05

# A busy machine is not a bug: tests have a timeout of their own. And whoever runs the tests learns
# whether their change broke something, not what luck found today: the looking is done by `make soak`.
# That drawing examples is slow is seen by a clock on the wall, and so it is not looked at here either.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("wide", deadline=None, max_examples=300)
settings.register_profile("soak", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("LOOKING", "house"))


# A run begun in the background has this signal ignored, and so would each program that a test ends with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# While tests are read nothing becomes garbage that matters.
gc.disable()


def pytest_collection_finish() -> None:
    # What was read so far stays: the collector need not walk through it again and again.
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Count lines at the beginning of each test only: what runs for long runs in lines it ran in before."""
    counting = Coverage.current()
    if counting is None:
        return (yield)
    # Not `counting` itself: whenever that starts it looks at every module there is, and takes 8 ms for it.
    lines = counting._collector  # noqa: SLF001
    assert lines is not None
    counts = [True]

    def rest(*_: object) -> None:
        if counts:
            counts.clear()
            lines.stop()

    if item.get_closest_marker("uncounted"):
        rest()
    signal.signal(signal.SIGVTALRM, rest)
    signal.setitimer(signal.ITIMER_VIRTUAL, COUNTED_SECONDS)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if not counts:
            lines.start()
