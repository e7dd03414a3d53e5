"""What no rule names: statistics over many events, each with its formula and its controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vedette.hunt.detector import Detector

DETECTORS: Final[tuple[Callable[[], Detector], ...]] = ()
"""Every detector, as that which makes one."""
