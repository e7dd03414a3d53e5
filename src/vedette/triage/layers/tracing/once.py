"""A script that was gone through for its facts is not gone through again for its layers.

Both see the same, for going through depends on nothing but the text. What is kept is given away once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from vedette.triage.layers.tracing.machine import Machine

if TYPE_CHECKING:
    from collections.abc import Callable

    from vedette.triage.allowance import Allowance

M = TypeVar("M", bound=Machine)


class Once(Generic[M]):
    """Keeps the last way through a script, and what it cost, until somebody takes it or there is another."""

    def __init__(self, go: Callable[[str, Allowance], M]) -> None:
        self._go = go
        self._kept: tuple[M, int] | None = None

    def first(self, text: str, allowance: Allowance) -> M:
        """Go through a script, and keep what was seen: whoever asks changes nothing of it."""
        self._kept = None
        before = allowance.fuel_used
        made = self._go(text, allowance)
        self._kept = made, allowance.fuel_used - before
        return made

    def again(self, text: str, allowance: Allowance) -> M:
        """Return what was seen on the way through a script, as if it was gone through now.

        Raises:
            LimitHit: there is no allowance left for it.

        """
        kept, self._kept = self._kept, None
        if kept is None or kept[0].allowance is not allowance or kept[0].text != text:
            return self._go(text, allowance)
        allowance.burn(kept[1])
        return kept[0]
