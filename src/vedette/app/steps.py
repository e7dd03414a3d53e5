"""Work in steps: it hands out what has to be waited for, and goes on with what came of it.

So a thread may take many runs forward in turn, and wait for the disk once for all of them.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Generator
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from socket import socket

import msgspec

T = TypeVar("T")


class Where(Enum):
    """Where to wait for something."""

    HERE = "here"
    """At once: it takes no time."""
    TOGETHER = "together"
    """Once everybody else has come as far: whoever waits first waits for all."""
    ELSEWHERE = "elsewhere"
    """In another thread: it may take long."""
    LINE = "line"
    """At a connection, with others: it is a `Hearing`, and another machine takes its time."""


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


class Doing(msgspec.Struct, frozen=True):
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


TICK: Final = 0.05
"""Seconds until we look whether somebody still waits."""


class Hearing(Struct, frozen=True):
    """Another machine that has to be heard first, or to take what it is told."""

    line: socket
    """A connection that does not block. It may turn out that there is nothing: then ask again."""
    writing: bool
    over: Callable[[], bool]
    """Says whether to wait no longer; asked now and then."""
    where: Where = Where.LINE

    @property
    def event(self) -> int:
        """Return what to wait for, as `poll` has it."""
        return select.POLLOUT if self.writing else select.POLLIN

    def ended(self) -> bool:
        """Say whether to wait no longer; one that cannot say so is waited for."""
        with suppress(Exception):
            return self.over()
        return False

    def wait(self) -> None:
        """Wait here, for this connection alone."""
        poll = select.poll()
        poll.register(self.line, self.event)
        while not self.ended() and not poll.poll(TICK * 1000):
            pass


class InSteps(msgspec.Struct, frozen=True):
    """Work that hands out what it waits for, so that no thread need stand still meanwhile; or call it."""

    steps: Callable[..., Steps[Any]]

    def __call__(self, *given: Any) -> Any:  # noqa: ANN401 - whatever it takes and comes to
        """Do it here."""
        return driven(self.steps(*given))


def worked(what: Callable[..., Any], *given: Any, brief: bool) -> Steps[Any]:  # noqa: ANN401 - as above
    """Do work: in steps if it is made of some, else in one, which is `brief` or not."""
    if isinstance(what, InSteps):
        return (yield from what.steps(*given))
    return (yield Doing(lambda: what(*given), brief=brief))


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
