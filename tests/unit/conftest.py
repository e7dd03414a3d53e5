"""What holds for every test of one module."""

import time
from collections import Counter
from collections.abc import Generator
from typing import Final

import pytest

from tests.counting import COUNTED_SECONDS, counted

SPENT: Final[Counter[str]] = Counter()
"""Nanoseconds of the processor that the cases of each test took so far."""


def _test(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Count no lines in further cases of a test: most of them run in the lines that the first ones ran in."""
    if SPENT[_test(item)] > COUNTED_SECONDS * 1e9:
        item.add_marker("uncounted")
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Remember how long a case took."""
    if counted() is None:
        return (yield)
    began = time.process_time_ns()
    try:
        return (yield)
    finally:
        SPENT[_test(pyfuncitem)] += time.process_time_ns() - began
