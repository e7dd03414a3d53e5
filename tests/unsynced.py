"""Databases and files of the tests' own process reach the disk when the system likes: nobody cuts its power.

To wait for the disk takes milliseconds, and a test of a service does so a hundred times. Programs of ours
that tests start wait for it, as they do anywhere.
"""

from __future__ import annotations

import os
import sqlite3
from functools import partial
from typing import Any, Final

connect: Final = sqlite3.connect
"""What waits, for a test of just that."""
_WAITING: Final = frozenset(f"pragma synchronous = {how}" for how in ("full", "normal"))


class _Unsynced(sqlite3.Connection):
    def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:  # noqa: ANN401 - whatever it takes
        return super().execute("pragma synchronous = off" if sql in _WAITING else sql, *given)


def unsync() -> None:
    """Let nothing in this process wait for the disk."""
    sqlite3.connect = partial(connect, factory=_Unsynced)  # type: ignore[assignment]  # it has many forms
    os.fsync = lambda fd: None  # noqa: ARG005 - its name is how it may be given
