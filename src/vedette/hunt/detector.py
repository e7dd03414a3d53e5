"""What a detector is: it sees events one by one, in whatever order files come, and says what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from vedette.hunt.event import Event
from vedette.hunt.signal import Signal


class Detector(Protocol):
    """One pattern. Keeps little: its memory has a stated bound whatever it is fed."""

    name: str
    """As in `pattern:<name>`."""
    actions: frozenset[str]
    """Only events of these actions are shown to it; empty: all."""

    def see(self, event: Event) -> None:
        """Take one event in. Files come one after the other, so times may jump back."""
        ...

    def signals(self) -> Iterator[Signal]:
        """Say what everything seen so far adds up to.

        May be asked again after more was seen; a signal about the same thing then has the same rule, actors
        and targets.
        """
        ...

    def bounds(self) -> Iterator[str]:
        """Say in words what was dropped because a limit was reached; nothing when nothing was."""
        ...

    def save(self) -> bytes:
        """Write down what it has seen, for a baseline or a restart (msgspec; never pickle)."""
        ...

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        ...
