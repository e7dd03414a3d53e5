"""Calls, and what systems repeat of one that nobody answers.

A system sends the first packet of a connection again when nothing comes back: after 1, 3, 7, 15, 31 and 63
seconds, or from 3 on, each pause about twice the last, and gives up after two minutes. Some refused ones it
tries twice more within a second or two. Logs that close a connection after some silence write each repeat
down as a connection of its own. All of them come from the same source port, and are one call: what a program
asked its system for once. A program's own next try has a port of its own, or does not come in that order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vedette.hunt.instants import SECOND

_PORT: Final = 0xFFFF
_AT_ONCE: Final = 3 * SECOND
"""A system repeats as soon as that, whatever it did before."""
_FIRST: Final = 10 * SECOND
"""Before the first repeat that is written down: logs wait five seconds, and one comes at seven or nine."""
_GROWS: Final = (1.1, 2.5)
"""How many times as long as the last a pause is: twice, and what the first of a log hides."""
_GIVES_UP: Final = 130 * SECOND


@dataclass(slots=True)
class Call:
    """What a program asked its system for."""

    time: int
    """Microseconds, when it was first tried."""
    size: int
    """Bytes sent by the try that went furthest, or was the last."""
    failed: bool


@dataclass(slots=True)
class _Open:
    """A call nobody answered yet."""

    call: Call
    last: int
    pause: int = 0

    def is_repeated(self, time: int) -> bool:
        """Whether what comes from the same port now is what the system repeats of it."""
        pause = time - self.last
        if pause <= _AT_ONCE:
            return True
        if time - self.call.time > _GIVES_UP:
            return False
        if not self.pause:
            return pause <= _FIRST
        return _GROWS[0] * self.pause <= pause <= _GROWS[1] * self.pause


def mark(source_port: int, *, failed: bool) -> int:
    """Write down of a connection its source port, 0 if unknown, and whether it failed."""
    return (source_port & _PORT) | (failed << 16)


def calls(moments: Iterable[tuple[int, int, int]]) -> list[Call]:
    """Return the calls, sorted, of connections' times, sizes and marks."""
    found: list[Call] = []
    waiting: dict[int, _Open] = {}
    for time, size, marked in sorted(moments):
        port, failed = marked & _PORT, bool(marked & ~_PORT)
        before = waiting.pop(port, None)
        if before is None or not before.is_repeated(time):
            found.append(Call(time, size, failed))
            before = _Open(found[-1], time)
        else:
            before.call.size, before.call.failed = size or before.call.size, failed
            before.last, before.pause = time, time - before.last
        if failed and port:
            waiting[port] = before
    return found
