"""The time, handed to whoever needs it, so that a test can hold it still. Engines get none."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Clock(msgspec.Struct, frozen=True):
    """Three ways to ask for the time."""

    now: Callable[[], datetime] = _utc_now
    """The time of day, with its zone."""
    seconds: Callable[[], float] = time.perf_counter
    """For durations: never goes back."""
    wall_ns: Callable[[], int] = time.time_ns
    """Nanoseconds as file systems count them."""


SYSTEM = Clock()
