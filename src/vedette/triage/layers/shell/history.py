"""How strings of a script came about. Strings here have one character for each byte."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

_STEPS: Final = 12


class History(Struct):
    """Steps by the string they made."""

    steps: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, text: str | None) -> tuple[str, ...]:
        """Return what was undone to make a string."""
        return self.steps.get(text, ()) if text else ()

    def note(self, made: str, step: str, *sources: str | None) -> str:
        """Remember what was undone; return what it made."""
        steps = dict.fromkeys(one for source in sources for one in self.of(source))
        if step:
            steps[step] = None
        if steps and made:
            self.steps[made] = tuple(steps)[:_STEPS]
        return made
