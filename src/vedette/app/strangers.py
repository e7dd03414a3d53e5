"""How much those may have waiting whom nobody knows yet: so much a minute from one network, and from all.

Whoever wants in is given something that waits for an answer, before they have to show anything. Without a
bound one program could fill the disk with it. Each network has a share, so none uses up everybody's.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Final

from vedette.app.job_answers import TooMany

A_NETWORK: Final = 1_200
"""Wishes to come in that one network (a /24 or a /48) may make in a minute."""
ALL: Final = 12_000
"""Those all of them may make at one server in a minute."""
_MINUTE: Final = 60.0


class Strangers:
    """Counts, for the minute that is. Safe between threads; keeps no network any longer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = -1
        self._from: Counter[str] = Counter()

    def take(self, network: str, now: float) -> None:
        """Count one more; `network` is empty where it is not known.

        Raises:
            TooMany: that network, or all together, had their share.

        """
        with self._lock:
            minute = int(now // _MINUTE)
            if minute != self._minute:
                self._minute = minute
                self._from.clear()
            if self._from[network] >= A_NETWORK or self._from.total() >= ALL:
                raise TooMany("so many want to come in at once that nobody else can", hint="wait a minute")
            self._from[network] += 1
