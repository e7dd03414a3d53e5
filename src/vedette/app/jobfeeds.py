"""What happens to a job under way, for those who follow it: states and progress in, numbered events out."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from vedette.app.job_answers import Event, Kept, State
from vedette.app.jobs import Progress

_MOST: Final = 256


class Live:
    """A job that has not ended, in the server that runs it."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.stop = threading.Event()
        self.ready = False
        """Whether it is written down, and can be taken."""
        self.taken = False
        self.rests = False
        """Whether it waits for a measure to end."""
        self.why: tuple[State, str, str] = (State.CANCELLED, "", "")
        """What it ends as when it is stopped."""
        self.progress: Progress | None = None
        self.last = 0
        self._events: deque[Event] = deque(maxlen=_MOST)
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def become(self, kept: Kept) -> None:
        """Go over into another state."""
        self._add("state", Progress("", 0), kept)

    def tell(self, progress: Progress) -> None:
        """Take note of how far it is."""
        self.progress = progress
        self._add("progress", progress, None)

    @property
    def over(self) -> bool:
        """Whether its last event is there."""
        with self._lock:
            return self.kept.state.ended

    def feed(self) -> LiveFeed:
        """Let somebody follow."""
        return LiveFeed(self)

    def after(self, number: int) -> tuple[Event, ...]:
        """Return the events after one."""
        with self._lock:
            return tuple(one for one in self._events if one.number > number)

    def listen(self, whom: Callable[[], None]) -> None:
        """Call somebody with each event."""
        with self._lock:
            self._listeners.append(whom)

    def forget(self, whom: Callable[[], None]) -> None:
        """Call them no more."""
        with self._lock:
            if whom in self._listeners:
                self._listeners.remove(whom)

    def _add(self, kind: str, progress: Progress, kept: Kept | None) -> None:
        """Add an event, and go over into a state in the same moment: nobody sees the end before its event."""
        with self._lock:
            self.kept = kept or self.kept
            self.last += 1
            self._events.append(
                Event(
                    number=self.last,
                    kind=kind,
                    state=self.kept.state,
                    stage=progress.stage,
                    done=progress.done,
                    of=progress.of,
                    why=self.kept.why,
                )
            )
            listeners = list(self._listeners)
        for one in listeners:
            one()


class LiveFeed:
    """One follower of a job under way."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._whom: Callable[[], None] | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self._live.over

    def after(self, number: int) -> tuple[Event, ...]:
        """Return what happened after an event."""
        return self._live.after(number)

    def wake(self, whom: Callable[[], None]) -> None:
        """Have something called whenever there is more."""
        self._whom = whom
        self._live.listen(whom)

    def close(self) -> None:
        """Stop that."""
        if self._whom is not None:
            self._live.forget(self._whom)


class Told:
    """The last word on a job that has ended."""

    over = True

    def __init__(self, kept: Kept) -> None:
        self._last = Event(number=max(kept.last, 1), kind="state", state=kept.state, why=kept.why)

    def after(self, number: int) -> tuple[Event, ...]:
        """Return that word, unless it was heard."""
        return (self._last,) if self._last.number > number else ()

    def wake(self, whom: Callable[[], None]) -> None:
        """Call nobody: nothing more will come."""

    def close(self) -> None:
        """Do nothing."""


def told(kept: Kept) -> Told:
    """Return the feed of a job nobody here runs any more."""
    return Told(kept)
