"""Waiting for what has to come, and saying how long it surely took however busy the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

_PATIENCE_S: Final = 120.0
_BETWEEN_S: Final = 0.02


def late(holds: Callable[[], object], patience: float = _PATIENCE_S) -> float:
    """Wait until something is so; return the seconds for which it surely was not.

    They end when the last look that saw it not to be so began. What is so at the first look was not late at
    all: how long that look itself takes says how busy the machine is, and nothing about what is looked at.
    """
    began, seen = time.monotonic(), 0.0
    while True:
        looked = time.monotonic() - began
        if holds():
            return seen
        seen = looked
        assert looked < patience, "it never came to that"
        time.sleep(_BETWEEN_S)
