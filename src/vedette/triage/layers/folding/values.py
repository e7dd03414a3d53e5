"""Values that are no numbers, strings or lists: unknown ones, functions, what ended a statement early."""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Unknown:
    """What depends on something outside. There is one: `UNKNOWN`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


class Undefined:
    """What JavaScript calls undefined. There is one: `UNDEFINED`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNDEFINED"


UNKNOWN: Final = Unknown()
UNDEFINED: Final = Undefined()


class Named(Struct, eq=False):
    """A function, class or module of the language or its library, by its full name."""

    path: str


class Method(Struct, eq=False):
    """A method taken off what it belongs to."""

    this: object
    name: str


class Partial(Struct, eq=False):
    """A function with some of its arguments given."""

    function: object
    args: tuple[object, ...]


class Return(Struct):
    """A function has come to its end."""

    value: object


class Signal:
    """What a statement ends a loop with."""

    __slots__ = ()


BREAK: Final = Signal()
CONTINUE: Final = Signal()


class Thrown(Exception):
    """The script threw something: a fault of the script, not of ours."""


class Spent(Exception):
    """The script has had its share of work."""
