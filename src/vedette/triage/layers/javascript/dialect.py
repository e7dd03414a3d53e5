"""What JavaScript's operators, properties and calls mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.folding.contract import Closure, Scope
from vedette.triage.layers.folding.terms import values_of
from vedette.triage.layers.folding.values import UNDEFINED, UNKNOWN, Method, Named, Partial
from vedette.triage.layers.javascript import functions, methods, operators
from vedette.triage.layers.javascript.values import counted, said, truthy

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Called, Machine, Piece

__all__ = ["JavaScript", "values_of"]
_KNOWN: Final = frozenset(
    [
        "String",
        "Array",
        "Number",
        "Boolean",
        "Object",
        "RegExp",
        "Math",
        "JSON",
        "Function",
        "Date",
        "Buffer",
        "eval",
        "parseInt",
        "parseFloat",
        "unescape",
        "escape",
        "decodeURIComponent",
        "decodeURI",
        "encodeURIComponent",
        "encodeURI",
        "atob",
        "btoa",
        "isNaN",
        "require",
        "setTimeout",
        "setInterval",
        "setImmediate",
        "execScript",
        "document",
        "process",
        "Symbol",
        "Error",
        "Promise",
        "Reflect",
        "Uint8Array",
        "TextDecoder",
        "WScript",
        "ActiveXObject",
        "console",
        "module",
        "vm",
    ]
)
_GLOBAL: Final = frozenset({"window", "self", "globalThis", "global", "top", "parent", "frames"})
GLOBAL: Final = Named("globalThis")
_PAGE: Final = frozenset({"innerHTML", "outerHTML", "srcdoc"})
_FUNCTION_METHODS: Final = frozenset({"call", "apply", "bind"})
_OF_FUNCTIONS: Final = _FUNCTION_METHODS | {
    "constructor",
    "length",
    "name",
    "toString",
    "caller",
}
_LARGEST: Final = 1 << 20


class JavaScript:
    """The meaning of JavaScript."""

    nothing: object = UNDEFINED
    binds: bool = True

    def named(self, name: str) -> object:
        """Return what the language itself knows by a name."""
        if name in _KNOWN:
            return Named(name)
        if name in _GLOBAL or name == "this":
            return GLOBAL
        return {"NaN": float("nan"), "Infinity": float("inf")}.get(name, UNKNOWN)

    def place(self, scope: Scope, name: str) -> Scope:
        """Return the scope that has it, or the outermost."""
        return scope.find(name) or scope.root

    def truthy(self, value: object) -> bool | None:
        """Return whether a value counts as true."""
        return truthy(value)

    def goes_on(self, sign: str, left: object) -> bool | None:
        """Return whether and, or and `??` look at their right side."""
        if sign == "??":
            return left is None or left is UNDEFINED
        known = truthy(left)
        return known if sign == "&&" or known is None else not known

    def unary(self, machine: Machine, sign: str, value: object) -> object:
        """Apply an operator before its operand."""
        del machine
        return operators.unary(sign, value)

    def binary(self, machine: Machine, sign: str, left: object, right: object) -> object:
        """Apply an operator between its operands."""
        return operators.binary(machine, sign, left, right)

    def number(self, value: object, *, bare: bool) -> object:
        """Make a number of what is counted."""
        if not bare:
            return value
        made = counted(value)
        return UNKNOWN if made is None else made

    def same(self, left: object, right: object) -> bool:
        """Return whether a case fits."""
        return operators.identical(left, right)

    def key(self, value: object) -> object:
        """Keys are strings."""
        return said(value)

    def items(self, value: object) -> list[object] | None:
        """Return the items of a list or the characters of a string."""
        return list(value) if isinstance(value, list | str) else None

    def pairs(self, value: object, *, keys: bool) -> list[tuple[object, object]] | None:
        """Return what a loop goes over."""
        if keys and isinstance(value, dict | list):
            names = list(value) if isinstance(value, dict) else [str(n) for n in range(len(value))]
            return [(one, one) for one in names]
        items = self.items(value)
        return None if items is None else list(enumerate(items))

    def collection(self, make: type, items: list[object]) -> object:
        """Return a list."""
        del make
        return items

    def item(self, machine: Machine, of: object, key: object) -> object:
        """Look up a property by a key that was worked out."""
        if isinstance(of, str | list | bytes) and isinstance(key, int) and not isinstance(key, bool):
            return of[key] if 0 <= key < len(of) else UNDEFINED
        name = said(key)
        if name is None:
            return UNKNOWN
        if isinstance(of, str | list) and name.isdecimal():
            return of[int(name)] if int(name) < len(of) else UNDEFINED
        return self.attribute(machine, of, name)

    def attribute(self, machine: Machine, of: object, key: object) -> object:
        """Look up a property."""
        del machine
        name = str(key)
        if isinstance(of, dict):
            return of.get(name, UNDEFINED)
        if isinstance(of, Named):
            return self._of_named(of, name)
        if isinstance(of, Closure) and (name in of.own or name not in _OF_FUNCTIONS):
            return of.own.setdefault(name, {}) if name == "prototype" else of.own.get(name, UNDEFINED)
        if name == "constructor":
            return functions.constructor(of)
        return self._of_value(of, name)

    def _of_value(self, of: object, name: str) -> object:
        if name == "length" and isinstance(of, str | list | bytes):
            return len(of)
        if of is None or of is UNDEFINED or of is UNKNOWN:
            return UNKNOWN
        return Method(of, name) if methods.knows(of, name) else UNDEFINED if isinstance(of, list) else UNKNOWN

    def _of_named(self, of: Named, name: str) -> object:
        if of is GLOBAL:
            return self.named(name)
        if name == "constructor":
            return Named("Function")
        if name in _FUNCTION_METHODS:
            return Method(of, name)
        return functions.property_of(of.path, name)

    def method(self, machine: Machine, of: object, key: str) -> object:
        """Return what is called; on what is unknown, too, for its name may say enough."""
        if of is UNKNOWN:
            return Method(of, key)
        found = self.attribute(machine, of, key)
        return Method(of, key) if found is UNKNOWN or found is UNDEFINED else _bound(found, of)

    def part(self, machine: Machine, of: object, bounds: list[object]) -> object:
        """There are no slices."""
        del machine, of, bounds
        return UNKNOWN

    def put(self, machine: Machine, term: Piece, place: tuple[object, object], value: object) -> None:
        """Change a property; what is put on a page is carried."""
        of, key = place
        if key in _PAGE:
            functions.put_on_page(machine, value, term)
        match of:
            case list():
                _put_item(of, key, value)
            case dict() if (name := said(key)) is not None:
                of[name] = value
            case Closure() if (name := said(key)) is not None:
                of.own[name] = value
            case _:
                pass

    def bind(
        self, machine: Machine, closure: Closure, scope: Scope, args: list[object], named: dict[str, object]
    ) -> None:
        """Give parameters their values; what is not given is undefined, or has its default."""
        del named
        names = scope.names
        names["arguments"] = list(args)
        if closure.term.name and closure.scope.find(closure.term.name) is None:
            names[closure.term.name] = closure
        for at, one in enumerate(closure.term.parameters):
            value = args[at] if at < len(args) else UNDEFINED
            if one.many:
                names[one.name] = list(args[at:])
            elif value is UNDEFINED and one.default is not None:
                names[one.name] = one.default.value(machine, scope)
            else:
                names[one.name] = value

    def call(
        self, machine: Machine, target: object, args: list[object], named: dict[str, object], term: Called
    ) -> object:
        """Call something of the language or a method of a value."""
        del named
        match target:
            case Named(path=path):
                return functions.call(machine, path, args, term)
            case Method(this=this, name=name):
                return self._method(machine, (this, name), args, term)
            case _:
                return UNKNOWN

    def _method(
        self, machine: Machine, method: tuple[object, str], args: list[object], term: Called
    ) -> object:
        this, name = method
        if name in _FUNCTION_METHODS and isinstance(this, Closure | Named | Method):
            return _called(machine, method, args, term)
        if this is UNKNOWN or isinstance(this, Named):
            return functions.call_on_unknown(machine, this, name, args, term)
        return methods.call(machine, (this, name), args)


def _bound(found: object, of: object) -> object:
    """Return a function of an object that sees it as `this`."""
    return (
        Closure(found.term, found.scope, of, found.own)
        if isinstance(found, Closure) and isinstance(of, dict)
        else found
    )


def _put_item(of: list[object], key: object, value: object) -> None:
    at = int(key) if isinstance(key, str) and key.isdecimal() and len(key) < len(str(_LARGEST)) else key
    if isinstance(at, bool) or not isinstance(at, int) or not 0 <= at <= len(of) + 4096:
        return
    while len(of) <= at:
        of.append(UNDEFINED)
    of[at] = value


def _called(machine: Machine, method: tuple[object, str], args: list[object], term: Called) -> object:
    """Do `f.call(this, ...)`, `f.apply(this, [...])`, `f.bind(this, ...)`."""
    function, name = method
    this, given = (args[0] if args else UNDEFINED), list(args[1:])
    if name == "apply":
        given = given[0] if given and isinstance(given[0], list) else [UNKNOWN] if given else []
    if isinstance(function, Closure):
        function = Closure(function.term, function.scope, this, function.own)
    elif isinstance(function, Method) and this is not UNDEFINED:
        function = Method(this, function.name)
    elif isinstance(function, Named) and ".prototype." in function.path:
        function = Method(this, function.path.rpartition(".")[2])
    if name == "bind":
        return Partial(function, tuple(given))
    return machine.call(function, given, {}, term)
