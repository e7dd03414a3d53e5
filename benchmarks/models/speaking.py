"""A model that answers from a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vedette.core.dialogue import Ask, Cancelled, Delta, Ending, Reply, Usage, unstoppable


@dataclass
class Model:
    """Answers what the function says: a text, or a whole reply."""

    says: Callable[[Ask], str | Reply]
    name: str = "made up"
    context: int = 0

    def answer(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Reply:
        """Return what the function says."""
        del cancelled
        made = self.says(ask)
        return made if isinstance(made, Reply) else Reply(text=made, usage=Usage(prompt=1, completion=1))

    def stream(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Iterator[Delta]:
        """Give it in one piece."""
        yield Delta(text=self.answer(ask, cancelled).text, ending=Ending.STOP)

    def size(self, ask: Ask) -> int:
        """Say that it is short."""
        del ask
        return 1
