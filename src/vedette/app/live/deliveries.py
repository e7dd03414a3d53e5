"""Alarms on their way out: each sink takes what waits for it, and one that is away is asked again later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from vedette.app.clock import Clock
from vedette.app.live.journal import Journal
from vedette.app.live.sinks import Sink
from vedette.core.errors import Unavailable

FIRST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 300.0


@dataclass(slots=True)
class Deliveries:
    """Knows who takes alarms, and when to ask again."""

    journal: Journal
    sinks: Sequence[Sink]
    clock: Clock
    say: Callable[[str], None]
    """Tell the operator about a sink that fails, once each time it does."""
    _wait: dict[str, float] = field(default_factory=dict)
    _not_before: dict[str, float] = field(default_factory=dict)

    def flush(self) -> None:
        """Hand out everything that waits, as far as it is taken."""
        names = [one.name for one in self.sinks]
        for sink in self.sinks:
            if self.clock.seconds() < self._not_before.get(sink.name, 0.0):
                continue
            try:
                while waiting := self.journal.waiting(sink.name):
                    self.journal.taken(sink.name, sink.take(waiting), names)
                self._wait.pop(sink.name, None)
            except Unavailable as error:
                self._later(sink.name)
                self.say(f"{error}; {error.hint}")

    def _later(self, name: str) -> None:
        """Wait twice as long as the last time, up to a bound."""
        wait = min(self._wait.get(name, FIRST_WAIT_S / 2) * 2, LONGEST_WAIT_S)
        self._wait[name] = wait
        self._not_before[name] = self.clock.seconds() + wait
