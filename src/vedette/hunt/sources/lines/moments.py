"""Moments of logs that say the same second many times: remembered by their text."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from vedette.hunt.sources.times import from_clf, from_iso, from_syslog

_KEPT: Final = 4096

of_clf: Final = lru_cache(_KEPT)(from_clf)
of_syslog: Final = lru_cache(_KEPT)(from_syslog)
of_iso: Final = lru_cache(_KEPT)(from_iso)
