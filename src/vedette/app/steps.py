"""Work in steps: it hands out what has to be waited for, and goes on with what came of it.

So a thread may take many runs forward in turn, and wait for the disk once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeAlias, TypeVar

T = TypeVar("T")


class Where(Enum):
    """Where to wait for something."""

    HERE = "here"
    """At once: it takes no time."""
    TOGETHER = "together"
    """Once everybody else has come as far: whoever waits first waits for all."""
    ELSEWHERE = "elsewhere"
    """In another thread: it may take long."""


class Wait(Protocol):
    """Something a run cannot go on without."""

    @property
    def where(self) -> Where:
        """Where to wait for it."""
        ...

    def wait(self) -> Any:  # noqa: ANN401 - what comes of it concerns only who asked for it
        """Return what came of it, or raise what went wrong: the run is told either."""
        ...


Steps: TypeAlias = Generator[Wait, Any, T]
"""A run on its way: yields what it waits for, is sent what came of that, and returns its result."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Work that has to be done first."""

    what: Callable[[], Any]
    brief: bool
    """Whether it takes no longer than asking for it."""

    @property
    def where(self) -> Where:
        """Where to do it."""
        return Where.HERE if self.brief else Where.ELSEWHERE

    def wait(self) -> Any:  # noqa: ANN401 - what comes of it concerns only who asked for it
        """Do it."""
        return self.what()


def driven(steps: Steps[T]) -> T:
    """Take a run forward to its end, waiting here for whatever it needs."""
    came: Any = None
    failed: BaseException | None = None
    try:
        while True:
            wait = steps.send(came) if failed is None else steps.throw(failed)
            came = failed = None
            try:
                came = wait.wait()
            except BaseException as error:  # noqa: BLE001 - whatever it is, the run has to hear of it
                failed = error
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        failed = None  # or the error would hold on to this frame, and this frame to the error
