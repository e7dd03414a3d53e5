"""Expressions, the same for all languages. Each has its span, and comes to a value, known or not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from vedette.triage.layers.folding.contract import Scope
from vedette.triage.layers.folding.values import UNKNOWN, Method

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine

UNSEEN: Final = object()
"""A term nobody has come to yet."""
MANY: Final = object()
"""A term that came to different values."""


class Term(Struct, kw_only=True, eq=False):
    """One expression or statement; `start` and `end` are bytes of the source."""

    start: int = 0
    end: int = 0
    seen: object = UNSEEN
    changed: frozenset[str] | None = None

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return what it comes to."""
        del machine, scope
        return UNKNOWN

    def run(self, machine: Machine, scope: Scope) -> object:
        """Do it as a statement; return what ended it early, if anything did."""
        self.value(machine, scope)
        return None

    def assigns(self) -> frozenset[str]:
        """Return the names it gives values to, itself and all in it."""
        if self.changed is None:
            found: set[str] = set()
            waiting: list[Term] = [self]
            while waiting:
                term = waiting.pop()
                if term.changed is not None:  # somebody asked it before
                    found |= term.changed
                    continue
                found.update(term.targets())
                waiting.extend(term.parts())
            self.changed = frozenset(found)
        return self.changed

    def targets(self) -> Iterator[str]:
        """Yield the names it gives values to by itself."""
        yield from ()

    def parts(self) -> Iterator[Term]:
        """Yield the terms it is made of."""
        for name in _fields(type(self)):
            value = getattr(self, name)
            if isinstance(value, Term):
                yield value
            elif isinstance(value, tuple):
                yield from _terms(value)


@cache
def _fields(kind: type[Term]) -> tuple[str, ...]:
    """Return the fields of a kind of terms that may hold others."""
    return tuple(name for name in kind.__struct_fields__ if name not in Term.__struct_fields__)


def _terms(value: object) -> Iterator[Term]:
    if isinstance(value, Term):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _terms(one)


class Const(Term, kw_only=True, eq=False):
    """A literal."""

    is_: object

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return it."""
        del machine, scope
        return self.is_


class Opaque(Term, kw_only=True, eq=False):
    """What we do not follow. What is in it is looked at, and names it changes are unknown from there on."""

    inner: tuple[Term, ...] = ()

    def value(self, machine: Machine, scope: Scope) -> object:
        """Look at what is in it."""
        for one in self.inner:
            machine.maybe(one, scope)
        return UNKNOWN


class Name(Term, kw_only=True, eq=False):
    """A variable, or something the language knows by name."""

    name: str

    def value(self, machine: Machine, scope: Scope) -> object:
        """Look it up."""
        machine.burn()
        found = scope.find(self.name)
        return machine.dialect.named(self.name) if found is None else found.names[self.name]


class Unary(Term, kw_only=True, eq=False):
    """An operator before its operand."""

    sign: str
    inner: Term

    def value(self, machine: Machine, scope: Scope) -> object:
        """Apply it."""
        machine.burn()
        value = self.inner.value(machine, scope)
        if value is UNKNOWN:
            return UNKNOWN
        return machine.saw(self, machine.dialect.unary(machine, self.sign, value))


class Chain(Term, kw_only=True, eq=False):
    """Operands with operators between them, from left to right."""

    first: Term
    rest: tuple[tuple[str, Term], ...]

    def value(self, machine: Machine, scope: Scope) -> object:
        """Apply them from left to right."""
        left = self.first.value(machine, scope)
        binary = machine.dialect.binary
        for sign, term in self.rest:
            machine.burn()
            right = term.value(machine, scope)
            unknown = left is UNKNOWN or right is UNKNOWN
            left = UNKNOWN if unknown else binary(machine, sign, left, right)
        return machine.saw(self, left)


class Logic(Term, kw_only=True, eq=False):
    """And, or, or the first that is there: the right side is looked at only if it counts."""

    sign: str
    left: Term
    right: Term

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return whichever side counts."""
        machine.burn()
        left = self.left.value(machine, scope)
        if left is UNKNOWN:
            machine.maybe(self.right, scope)
            return UNKNOWN
        goes_on = machine.dialect.goes_on(self.sign, left)
        if goes_on is None:
            return UNKNOWN
        return self.right.value(machine, scope) if goes_on else left


class Choice(Term, kw_only=True, eq=False):
    """One of two expressions."""

    test: Term
    then: Term
    other: Term

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return the one that is chosen."""
        machine.burn()
        known = machine.dialect.truthy(self.test.value(machine, scope))
        if known is None:
            machine.maybe(self.then, scope)
            machine.maybe(self.other, scope)
            return UNKNOWN
        return (self.then if known else self.other).value(machine, scope)


class Spread(Term, kw_only=True, eq=False):
    """Items of something, put in where it stands."""

    inner: Term

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return what its items are taken from."""
        return self.inner.value(machine, scope)


def values_of(items: tuple[Term, ...], machine: Machine, scope: Scope) -> list[object]:
    """Return what a list of terms comes to, items of spread ones put in."""
    made: list[object] = []
    for one in items:
        value = one.value(machine, scope)
        if isinstance(one, Spread):
            inner = machine.dialect.items(value)
            made.extend([UNKNOWN] if inner is None else inner)
        else:
            made.append(value)
    return made


class Array(Term, kw_only=True, eq=False):
    """A list, tuple or set written out."""

    items: tuple[Term, ...]
    make: type = list

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return it; unknown items stay unknown in it."""
        machine.burn(1 + len(self.items))
        return machine.dialect.collection(self.make, values_of(self.items, machine, scope))


class Table(Term, kw_only=True, eq=False):
    """A mapping or object written out; a pair without a key is spread."""

    pairs: tuple[tuple[Term, Term], ...]

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return it."""
        made: dict[object, object] = {}
        for key_term, term in self.pairs:
            machine.burn()
            key, value = key_term.value(machine, scope), term.value(machine, scope)
            if key is UNKNOWN:
                return UNKNOWN
            made[machine.dialect.key(key)] = value
        return made


class Index(Term, kw_only=True, eq=False):
    """An item or attribute of something; `dot` where an attribute is written out."""

    of: Term
    key: Term
    dot: bool = False

    def value(self, machine: Machine, scope: Scope) -> object:
        """Look it up."""
        machine.burn()
        of, key = self.of.value(machine, scope), self.key.value(machine, scope)
        return machine.saw(self, self.taken(machine, of, key))

    def taken(self, machine: Machine, of: object, key: object) -> object:
        """Look up a key in what was found."""
        if of is UNKNOWN or key is UNKNOWN:
            return UNKNOWN
        look = machine.dialect.attribute if self.dot else machine.dialect.item
        return look(machine, of, key)


class Slice(Term, kw_only=True, eq=False):
    """Some of the items of something."""

    of: Term
    bounds: tuple[Term, ...]
    """From, to, step."""

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return them."""
        machine.burn()
        of = self.of.value(machine, scope)
        bounds = [one.value(machine, scope) for one in self.bounds]
        if of is UNKNOWN or UNKNOWN in bounds:
            return UNKNOWN
        return machine.saw(self, machine.dialect.part(machine, of, bounds))


class Call(Term, kw_only=True, eq=False):
    """A call, of a function or of a method of something."""

    function: Term
    args: tuple[Term, ...] = ()
    named: tuple[tuple[str, Term], ...] = ()
    new: bool = False

    def value(self, machine: Machine, scope: Scope) -> object:
        """Call it, if it and what it is given are known well enough."""
        machine.burn()
        target = self.target(machine, scope)
        args = values_of(self.args, machine, scope)
        named = {name: term.value(machine, scope) for name, term in self.named}
        return machine.saw(self, machine.call(target, args, named, self))

    def target(self, machine: Machine, scope: Scope) -> object:
        """Return what is called; a method knows what it belongs to."""
        term = self.function
        if not isinstance(term, Index):
            return term.value(machine, scope)
        of, key = term.of.value(machine, scope), term.key.value(machine, scope)
        if isinstance(key, str) and (term.dot or machine.dialect.binds):
            return machine.dialect.method(machine, of, key)
        found = term.taken(machine, of, key)
        return found if found is not UNKNOWN else Method(of, "")


class Sequence(Term, kw_only=True, eq=False):
    """Expressions one after another; the last one counts."""

    items: tuple[Term, ...]

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return the last."""
        made: object = UNKNOWN
        for one in self.items:
            made = one.value(machine, scope)
        return made
