"""What PHP's variables, items and calls mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.contract import Closure, Scope
from vedette.triage.layers.folding.values import UNKNOWN, Method, Named
from vedette.triage.layers.php import functions, operators
from vedette.triage.layers.php.operators import said

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Called, Machine, Piece

_CONSTANTS: Final[dict[str, object]] = {
    "php_eol": "\n",
    "directory_separator": "/",
    "ent_quotes": 3,
    "__line__": UNKNOWN,
    "__file__": UNKNOWN,
}
_ITEMS: Final = 1 << 18


class Php:
    """The meaning of PHP. Lists and mappings are one kind of thing: a dict in order."""

    nothing: object = None
    binds: bool = False

    def __init__(self, root: Scope) -> None:
        self.root = root

    def named(self, name: str) -> object:
        """Return what the language itself knows by a name."""
        if name.endswith("()"):
            return Named(name[:-2])
        if name == "$GLOBALS":
            return Named("$GLOBALS")
        return UNKNOWN if name.startswith("$") else _CONSTANTS.get(name.lower(), UNKNOWN)

    def place(self, scope: Scope, name: str) -> Scope:
        """Return the scope it stands in, unless it is declared to be a global one."""
        return scope.root if name in scope.shared else scope

    def truthy(self, value: object) -> bool | None:
        """Return whether a value counts as true."""
        if isinstance(value, str):
            return value not in {"", "0"}
        return bool(value) if value is None or isinstance(value, int | float | dict) else None

    def goes_on(self, sign: str, left: object) -> bool | None:
        """Return whether and, or and `??` look at their right side."""
        if sign == "??":
            return left is None
        known = self.truthy(left)
        return known if sign == "&&" or known is None else not known

    def unary(self, machine: Machine, sign: str, value: object) -> object:
        """Apply an operator before its operand."""
        return operators.unary(machine, sign, value)

    def binary(self, machine: Machine, sign: str, left: object, right: object) -> object:
        """Apply an operator between its operands."""
        return operators.binary(machine, sign, left, right)

    def number(self, value: object, *, bare: bool) -> object:
        """Return what counting starts from."""
        return UNKNOWN if bare and isinstance(value, str) and not value.isdigit() else value

    def same(self, left: object, right: object) -> bool:
        """Return whether a case fits."""
        return operators.same(left, right)

    def key(self, value: object) -> object:
        """Return what a key is kept as: digits are numbers."""
        if isinstance(value, str) and value.isdecimal() and (value == "0" or value[0] != "0"):
            return int(value[:18])
        return value if isinstance(value, str | int) else said(value)

    def items(self, value: object) -> list[object] | None:
        """Return the items of a value, if they are known."""
        if isinstance(value, dict):
            return list(value.values())
        return list(value) if isinstance(value, list) else None

    def pairs(self, value: object, *, keys: bool) -> list[tuple[object, object]] | None:
        """Return what a loop goes over."""
        del keys
        return list(value.items()) if isinstance(value, dict) else None

    def collection(self, make: type, items: list[object]) -> object:
        """Return a pair of an array, as it is written."""
        del make
        return items

    def item(self, machine: Machine, of: object, key: object) -> object:
        """Look up an item, or a character."""
        match of:
            case Named(path="$GLOBALS") if isinstance(key, str):
                return self.root.names.get(f"${key}", self.named(f"${key}"))
            case dict():
                return of.get(self.key(key), UNKNOWN)
            case str():
                at = operators.counted(key)
                if not isinstance(at, int) or not -len(of) <= at < len(of):
                    return UNKNOWN
                return machine.note(of[at], Step.PICKED, of)
            case _:
                return UNKNOWN

    def attribute(self, machine: Machine, of: object, key: object) -> object:
        """Return nothing known: objects are not followed."""
        del machine, of, key
        return UNKNOWN

    def method(self, machine: Machine, of: object, key: str) -> object:
        """Return what is called: a method of the script, by its name alone."""
        del of, machine
        found = self.root.find(f"{key.lower()}()")
        return found.names[f"{key.lower()}()"] if found is not None else Method(UNKNOWN, key)

    def part(self, machine: Machine, of: object, bounds: list[object]) -> object:
        """There are no slices."""
        del machine, of, bounds
        return UNKNOWN

    def put(self, machine: Machine, term: Piece, place: tuple[object, object], value: object) -> None:
        """Change an item."""
        del machine, term
        of, key = place
        if isinstance(of, Named) and of.path == "$GLOBALS" and isinstance(key, str):
            self.root.names[f"${key}"] = value
        if isinstance(of, dict) and len(of) < _ITEMS:
            if key is None:
                key = max((one for one in of if isinstance(one, int)), default=-1) + 1
            of[self.key(key)] = value

    def bind(
        self, machine: Machine, closure: Closure, scope: Scope, args: list[object], named: dict[str, object]
    ) -> None:
        """Give a function's parameters their values."""
        del named
        for at, one in enumerate(closure.term.parameters):
            if one.many:
                scope.names[one.name] = dict(enumerate(args[at:]))
            elif at < len(args):
                scope.names[one.name] = args[at]
            else:
                scope.names[one.name] = one.default.value(machine, closure.scope) if one.default else None

    def call(
        self, machine: Machine, target: object, args: list[object], named: dict[str, object], term: Called
    ) -> object:
        """Call a function by its name, which may be a string that was put together."""
        del named
        if isinstance(target, str):
            target = self.function(target)
            if isinstance(target, Closure):
                return machine.apply(target, UNKNOWN, args, {})
        return functions.call(machine, target.path, args, term) if isinstance(target, Named) else UNKNOWN

    def function(self, name: str) -> object:
        """Return a function by its name."""
        name = name.lstrip("\\").lower()
        return self.root.names.get(f"{name}()", Named(name))
