"""What terms, languages and the folder know of each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from vedette.triage.layers.folding.values import UNKNOWN

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.kinds import Kind


class Scope(Struct, eq=False):
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


class Piece(Protocol):
    """A term, as those see it who do not make it."""

    start: int
    end: int

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return what it comes to."""

    def run(self, machine: Machine, scope: Scope) -> object:
        """Do it as a statement; return what ended it early, if anything did."""

    def assigns(self) -> frozenset[str]:
        """Return the names it gives values to."""


class Called(Piece, Protocol):
    """A call."""

    new: bool
    """Whether it makes an object."""


class Given(Protocol):
    """A parameter of a function."""

    name: str
    many: bool
    named: bool

    @property
    def default(self) -> Piece | None:
        """What it is where nothing is given."""


class Function(Piece, Protocol):
    """A function of the script."""

    name: str
    expression: bool
    looked_at: bool
    keeps: dict[str, object]
    written: Callable[[], str] | None

    @property
    def parameters(self) -> Sequence[Given]:
        """What it takes."""

    @property
    def body(self) -> Piece:
        """What it does."""


class Closure(Struct, eq=False):
    """A function of the script, and the names it sees."""

    term: Function
    scope: Scope
    this: object = UNKNOWN
    own: dict[object, object] = field(default_factory=dict)
    """What was put on the function itself, where the language lets one."""


class Machine(Protocol):
    """What goes through a script with what is known."""

    dialect: Dialect
    allowance: Allowance
    closures: list[Closure]
    unknowns: int

    @property
    def here(self) -> Called:
        """The call we are in: functions handed to methods are called from there."""

    def burn(self, steps: int = 1) -> None:
        """Spend work."""

    def safely(self, term: Piece, scope: Scope) -> object:
        """Do a statement; what fails or goes too deep only ends itself."""

    def maybe(self, term: Piece, scope: Scope) -> None:
        """Look at something of which we do not know whether it happens."""

    def aside(self, term: Piece, scope: Scope) -> object:
        """Return what a term comes to that is none of the script's own."""

    def forget(self, term: Piece, scope: Scope) -> None:
        """Let everything a term gives values to be unknown."""

    def round(self, loop: Piece, scope: Scope, body: Piece) -> tuple[object, bool]:
        """Go once round a loop; return what ended it, and whether it is over."""

    def call(self, target: object, args: list[object], named: dict[str, object], term: Called) -> object:
        """Call whatever it is."""

    def apply(self, closure: Closure, this: object, args: list[object], named: dict[str, object]) -> object:
        """Call a function of the script."""

    def saw(self, term: Piece, value: object) -> object:
        """Keep what a term came to; return it."""

    def note(self, made: object, step: str, *sources: object) -> object:
        """Remember how a string came about; return it."""

    def keep(self, made: str | bytes, steps: tuple[str, ...]) -> None:
        """Remember steps of a string."""

    def history(self, value: object) -> tuple[str, ...]:
        """Return how a string came about."""

    def carry(self, text: object, kind: Kind | None, term: Piece, *, step: str = "") -> None:
        """Keep code that is handed to something that runs it."""


class Shortcuts(Protocol):
    """What is known of functions of a script, or learnt from going through them once."""

    def known(self, machine: Machine, closure: Closure, args: list[object]) -> object:
        """Return what a call comes to; None where it has to be gone through."""

    def learn(self, closure: Closure, args: list[object], made: object) -> None:
        """Take note of what a call came to."""


class Dialect(Protocol):
    """The meaning of one language. Every method returns `UNKNOWN` where it does not know."""

    nothing: object
    """What a function without a return comes to."""
    binds: bool
    """Whether an item that is called is a method of what it is taken from."""

    def named(self, name: str) -> object:
        """Return what the language itself knows by a name."""

    def place(self, scope: Scope, name: str) -> Scope:
        """Return the scope an assignment to a name changes."""

    def truthy(self, value: object) -> bool | None:
        """Return whether a value counts as true; None where it is unknown."""

    def goes_on(self, sign: str, left: object) -> bool | None:
        """Return whether and, or and the like look at their right side."""

    def unary(self, machine: Machine, sign: str, value: object) -> object:
        """Apply an operator before its operand."""

    def binary(self, machine: Machine, sign: str, left: object, right: object) -> object:
        """Apply an operator between its operands."""

    def number(self, value: object, *, bare: bool) -> object:
        """Return what counting up or down starts from, where `bare`; else the value."""

    def same(self, left: object, right: object) -> bool:
        """Return whether a case fits."""

    def key(self, value: object) -> object:
        """Return what a key of a mapping is kept as."""

    def items(self, value: object) -> list[object] | None:
        """Return the items of a value, if they are known."""

    def pairs(self, value: object, *, keys: bool) -> list[tuple[object, object]] | None:
        """Return what a loop goes over: keys, and items (or keys again, where it goes over keys)."""

    def collection(self, make: type, items: list[object]) -> object:
        """Return a list, tuple or set."""

    def item(self, machine: Machine, of: object, key: object) -> object:
        """Look up an item."""

    def attribute(self, machine: Machine, of: object, key: object) -> object:
        """Look up an attribute."""

    def method(self, machine: Machine, of: object, key: str) -> object:
        """Return what is called when a method of something is."""

    def part(self, machine: Machine, of: object, bounds: list[object]) -> object:
        """Return some of the items."""

    def put(self, machine: Machine, term: Piece, place: tuple[object, object], value: object) -> None:
        """Change an item or attribute: `place` is what it is of, and its key."""

    def bind(
        self, machine: Machine, closure: Closure, scope: Scope, args: list[object], named: dict[str, object]
    ) -> None:
        """Give a function's parameters their values."""

    def call(
        self, machine: Machine, target: object, args: list[object], named: dict[str, object], term: Called
    ) -> object:
        """Call something that is no function of the script."""
