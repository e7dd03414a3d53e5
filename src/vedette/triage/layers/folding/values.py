"""Values that are no numbers, strings or lists: unknown ones, functions, what ended a statement early."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from vedette.triage.layers.folding.statements import Lambda


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


@dataclass(slots=True, eq=False)
class Named:
    """A function, class or module of the language or its library, by its full name."""

    path: str


@dataclass(slots=True, eq=False)
class Method:
    """A method taken off what it belongs to."""

    this: object
    name: str


@dataclass(slots=True, eq=False)
class Partial:
    """A function with some of its arguments given."""

    function: object
    args: tuple[object, ...]


@dataclass(slots=True, eq=False)
class Scope:
    """Names and their values in one call, and the scope it lies in."""

    names: dict[str, object] = field(default_factory=dict)
    parent: Scope | None = None
    shared: set[str] = field(default_factory=set)
    """Names declared to be those of the outermost scope."""

    def find(self, name: str) -> Scope | None:
        """Return the scope that has a name."""
        scope: Scope | None = self
        if name in self.shared:
            return self.root
        while scope is not None and name not in scope.names:
            scope = scope.parent
        return scope

    @property
    def root(self) -> Scope:
        """The outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(slots=True, eq=False)
class Closure:
    """A function of the script, and the names it sees."""

    term: Lambda
    scope: Scope
    this: object = UNKNOWN


@dataclass(slots=True)
class Return:
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
