"""What a language says its operators, items and functions mean; unknown wherever it is not sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from vedette.triage.layers.folding.machine import Machine
    from vedette.triage.layers.folding.terms import Call, Index
    from vedette.triage.layers.folding.values import Closure, Scope


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

    def put(self, machine: Machine, term: Index, place: tuple[object, object], value: object) -> None:
        """Change an item or attribute: `place` is what it is of, and its key."""

    def bind(
        self, machine: Machine, closure: Closure, scope: Scope, args: list[object], named: dict[str, object]
    ) -> None:
        """Give a function's parameters their values."""

    def call(
        self, machine: Machine, target: object, args: list[object], named: dict[str, object], term: Call
    ) -> object:
        """Call something that is no function of the script."""
