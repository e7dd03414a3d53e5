"""What Python's operators, attributes and calls mean."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.contract import Closure, Scope
from vedette.triage.layers.folding.values import UNKNOWN, Method, Named
from vedette.triage.layers.python import functions, methods, operators
from vedette.triage.layers.python.values import Generator, Space

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Called, Machine, Piece

_BUILTINS: Final = frozenset(dir(builtins)) | {"unichr", "xrange", "reduce", "execfile", "raw_input"}
_BUILTIN_SPACE: Final = frozenset({"__builtins__", "builtins", "__builtin__"})
_KINDS: Final = (str, bytes, int, float, list, tuple, dict, set)
_MAGIC: Final = (b"MZ", b"\x7fELF", b"PK\x03\x04", b"#!")
_TYPES: Final = frozenset({"str", "bytes", "int", "bytearray"})


class Python:
    """The meaning of Python."""

    nothing: object = None
    binds: bool = False

    def __init__(self, root: Scope) -> None:
        self.root = root

    def named(self, name: str) -> object:
        """Return what the language itself knows by a name."""
        if name in _BUILTIN_SPACE:
            return Named("builtins")
        if name == "__name__":
            return "__main__"
        return Named(name) if name in _BUILTINS else UNKNOWN

    def place(self, scope: Scope, name: str) -> Scope:
        """Return the scope it stands in, unless it is declared to be a global one."""
        return scope.root if name in scope.shared else scope

    def truthy(self, value: object) -> bool | None:
        """Return whether a value counts as true."""
        return bool(value) if value is None or isinstance(value, _KINDS) else None

    def goes_on(self, sign: str, left: object) -> bool | None:
        """Return whether and, or and or look at their right side."""
        known = self.truthy(left)
        return known if sign == "and" or known is None else not known

    def unary(self, machine: Machine, sign: str, value: object) -> object:
        """Apply an operator before its operand."""
        del machine
        return operators.unary(sign, value)

    def binary(self, machine: Machine, sign: str, left: object, right: object) -> object:
        """Apply an operator between its operands."""
        return operators.binary(machine, sign, left, right)

    def number(self, value: object, *, bare: bool) -> object:
        """Return it: there is no counting up."""
        del bare
        return value

    def same(self, left: object, right: object) -> bool:
        """Return whether a case fits."""
        return left == right

    def key(self, value: object) -> object:
        """Return a key as it is, if it can be one."""
        return value if isinstance(value, str | bytes | int | float | None) else str(value)

    def items(self, value: object) -> list[object] | None:
        """Return the items of a value, if they are known."""
        if isinstance(value, Generator):
            return value.items
        return list(value) if isinstance(value, list | tuple | str | bytes | dict) else None

    def pairs(self, value: object, *, keys: bool) -> list[tuple[object, object]] | None:
        """Return what a loop goes over."""
        del keys
        items = self.items(value)
        return None if items is None else [(None, one) for one in items]

    def collection(self, make: type, items: list[object]) -> object:
        """Return a list, tuple or set."""
        if make is set:
            return set(items) if all(isinstance(one, str | bytes | int) for one in items) else UNKNOWN
        return tuple(items) if make is tuple else items

    def item(self, machine: Machine, of: object, key: object) -> object:
        """Look up an item."""
        match of:
            case Named(path=path) if isinstance(key, str):
                return self._global(path, key)
            case dict():
                return of.get(key, UNKNOWN) if isinstance(key, str | bytes | int | float | tuple) else UNKNOWN
            case list() | tuple() | str() | bytes() if isinstance(key, int):
                made = of[key] if -len(of) <= key < len(of) else UNKNOWN
                return machine.note(made, Step.PICKED, of) if isinstance(made, str) else made
            case _:
                return UNKNOWN

    def _global(self, path: str, key: str) -> object:
        if path == "globals()":
            return self.root.names[key] if key in self.root.names else self.named(key)
        if path.startswith("builtins"):
            return self.named(key)
        return Named(f"{path.removesuffix('.__dict__')}.{key}")

    def attribute(self, machine: Machine, of: object, key: object) -> object:
        """Look up an attribute."""
        del machine
        name = str(key)
        match of:
            case Named(path="builtins"):
                return Named("builtins.__dict__") if name == "__dict__" else self.named(name)
            case Named(path=path):
                return Named(f"{path}.{name}")
            case Space(names=names):
                return names.get(name, UNKNOWN)
            case _ if of is UNKNOWN or of is None:
                return UNKNOWN
            case _:
                return Method(of, name)

    def method(self, machine: Machine, of: object, key: str) -> object:
        """Return what is called when a method of something is."""
        if of is UNKNOWN:
            return Method(of, key)
        found = self.attribute(machine, of, key)
        if isinstance(of, Space) and isinstance(found, Closure):
            return Closure(found.term, found.scope, of)
        return found

    def part(self, machine: Machine, of: object, bounds: list[object]) -> object:
        """Return some of the items."""
        if not isinstance(of, str | bytes | list | tuple):
            return UNKNOWN
        if not all(one is None or isinstance(one, int) for one in bounds) or bounds[2] == 0:
            return UNKNOWN
        machine.burn(1 + (len(of) >> 6))
        made = of[slice(*(one if isinstance(one, int) else None for one in bounds))]
        back = bounds[2] is not None and isinstance(bounds[2], int) and bounds[2] < 0
        step = Step.REVERSE if back else Step.PICKED
        return machine.note(made, step if made != of else "", of) if isinstance(made, str | bytes) else made

    def put(self, machine: Machine, term: Piece, place: tuple[object, object], value: object) -> None:
        """Change an item or attribute."""
        del machine, term
        of, key = place
        match of:
            case dict() if isinstance(key, str | bytes | int):
                of[key] = value
            case list() if isinstance(key, int) and -len(of) <= key < len(of):
                of[key] = value
            case Space(names=names) if isinstance(key, str):
                names[key] = value
            case Named(path="globals()") if isinstance(key, str):
                self.root.names[key] = value
            case _:
                pass

    def bind(
        self, machine: Machine, closure: Closure, scope: Scope, args: list[object], named: dict[str, object]
    ) -> None:
        """Give a function's parameters their values."""
        parameters = closure.term.parameters
        if isinstance(closure.this, Space) and parameters and parameters[0].name in {"self", "cls"}:
            args = [closure.this, *args]
        for at, one in enumerate(parameters):
            if one.many:
                scope.names[one.name] = tuple(args[at:])
            elif one.named:
                scope.names[one.name] = UNKNOWN
            elif at < len(args):
                scope.names[one.name] = args[at]
            elif one.name in named:
                scope.names[one.name] = named[one.name]
            else:
                scope.names[one.name] = one.default.value(machine, closure.scope) if one.default else UNKNOWN

    def call(
        self, machine: Machine, target: object, args: list[object], named: dict[str, object], term: Called
    ) -> object:
        """Call something of the language or a method of a value."""
        _noted(machine, target, args, term)
        match target:
            case Named(path="(joined)"):
                return _joined(machine, args)
            case Named(path=path):
                return self._named(machine, path, args, named, term)
            case Space():
                return target
            case Method(this=this, name=name):
                return UNKNOWN if this is UNKNOWN else methods.call(machine, (this, name), args, named)
            case _:
                return UNKNOWN

    def _named(
        self, machine: Machine, path: str, args: list[object], named: dict[str, object], term: Called
    ) -> object:
        made = functions.call(machine, path, args, named, term)
        head, _, name = path.rpartition(".")
        if made is UNKNOWN and head in _TYPES and args:
            return methods.call(machine, (args[0], name), args[1:], named)
        if (
            made is UNKNOWN
            and name in {"get", "__getitem__", "__getattribute__"}
            and args
            and isinstance(args[0], str)
        ):
            return self._global(head, args[0])
        return made


def _joined(machine: Machine, pieces: list[object]) -> object:
    if not all(isinstance(one, str | int | float) for one in pieces):
        return UNKNOWN
    return machine.note("".join(str(one) for one in pieces), Step.JOINED, *pieces)


def _noted(machine: Machine, target: object, args: list[object], term: Called) -> None:
    if isinstance(target, Method):
        _written(machine, target.name, args, term)


def _written(machine: Machine, name: str, args: list[object], term: Called) -> None:
    """Keep what is written to a file, where it was decoded and can run."""
    data = args[0] if name in {"write", "write_bytes", "write_text"} and args else None
    if not isinstance(data, str | bytes) or not set(machine.history(data)) - {Step.JOINED, Step.FORMAT}:
        return
    head = data[:4].encode("latin-1", "replace") if isinstance(data, str) else data[:4]
    if head.startswith(_MAGIC):
        machine.carry(data, None, term, step=Step.WRITTEN)
