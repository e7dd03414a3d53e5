"""How many do something at once: so many of one person, so many altogether."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from vedette.app.job_answers import TooMany


class Crowd:
    """Counts; safe between threads."""

    def __init__(self, most: int, of_one: int) -> None:
        self._most = most
        self._of_one = of_one
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def joined(self, who: str) -> Iterator[None]:
        """Be one of them.

        Raises:
            TooMany: this person is in there often enough, or it is full.

        """
        with self._lock:
            if self._inside[who] >= self._of_one or self._inside.total() >= self._most:
                raise TooMany("too many conversations are under way", hint="wait until another one is over")
            self._inside[who] += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[who] -= 1
                if not self._inside[who]:
                    del self._inside[who]
