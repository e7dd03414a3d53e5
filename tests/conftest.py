"""What holds for every test."""

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

# A busy machine is not a bug: tests have a timeout of their own. And whoever runs the tests learns
# whether their change broke something, not what luck found today: the looking is done by `make soak`.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("LOOKING", "house"))


def pytest_collection_finish() -> None:
    # What was read so far stays: the collector need not walk through it again and again.
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Count no lines where so many run, which others run as well, that counting takes longest."""
    counter = sys.gettrace()
    if counter is None or item.get_closest_marker("uncounted") is None:
        return (yield)
    told = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE")}
    sys.settrace(None)
    for name in told:  # by these a process that is started knows that it is to count
        del os.environ[name]
    try:
        return (yield)
    finally:
        os.environ.update(told)
        sys.settrace(counter)
