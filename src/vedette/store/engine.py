"""What an SQL engine does for us: reads, and changes that happen altogether or not at all.

There is one dialect, with `?` for values. `sqlite` and `postgres` are the two engines; `sql` stands before
them and tries again where that helps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from vedette.core.errors import BadInput, Unavailable

T = TypeVar("T")
Row = tuple[Any, ...]
Args = Sequence[str | int | float | bytes | None]

WAIT_S = 5.0
"""How long to wait for somebody else's change, or for a connection."""


class Run(Protocol):
    """Runs one statement inside a change; returns the rows it made, if it returns any."""

    def __call__(self, sql: str, args: Args = ()) -> list[Row]:
        """Run it."""
        ...


class Again(Exception):
    """Two changes met, and this one was undone: the same again may well succeed. Never leaves `store`."""


class Engine(Protocol):
    """One way to keep tables. Safe between threads; others may use the same tables."""

    def read(self, sql: str, args: Args) -> list[Row]:
        """Run one statement that changes nothing."""
        ...

    def change(self, work: Callable[[Run], T], *, rowwise: bool, durable: bool) -> T:
        """Run the work in one transaction; see `Database.change`.

        Raises:
            Again: it met another change.

        """
        ...

    def single(self, sql: str, args: Args, *, durable: bool) -> list[Row]:
        """Run one statement that is a transaction by itself; see `Database.single`.

        Raises:
            Again: it met another change.

        """
        ...

    def define(self, statement: str) -> str:
        """Return a statement that makes a table as this engine spells it."""
        ...

    def close(self) -> None:
        """Let go of every connection that is not at work."""
        ...


def storable(args: Args) -> Args:
    """Refuse what one of the engines could not keep, so that both refuse the same.

    Raises:
        BadInput: a text has a NUL or half a character in it, or a number has more than 64 bits.

    """
    for arg in args:
        if isinstance(arg, str):
            if not arg.isascii():
                _encodable(arg)
            if "\0" in arg:
                raise unstorable("a text with a NUL in it")
        elif isinstance(arg, int) and not -(1 << 63) <= arg < 1 << 63:
            raise unstorable("a number of more than 64 bits")
    return args


def _encodable(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise unstorable("a text with half a character in it") from error


def unstorable(what: str) -> BadInput:
    """Say that something cannot be kept in any table."""
    return BadInput(f"{what} cannot be stored", hint="give plain text without control characters")


def busy(where: str, waited: float) -> Unavailable:
    """Say that others were in the way for too long."""
    return Unavailable(f"{where} is busy: waited {waited:.0f} seconds", hint="try again in a moment")
