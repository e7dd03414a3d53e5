"""Terms only Python has: comprehensions, classes, global names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.folding.contract import Scope
from vedette.triage.layers.folding.statements import give
from vedette.triage.layers.folding.terms import Term
from vedette.triage.layers.folding.values import UNKNOWN
from vedette.triage.layers.python.values import Space

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine

_ITEMS: Final = 1 << 20


class Comprehension(Term, kw_only=True, eq=False):
    """A list, set, dict or generator made of others."""

    body: Term
    value_: Term | None
    """The value, where it makes a mapping."""
    clauses: tuple[tuple[Term | None, Term], ...]
    """Targets and what they go over; a clause without a target is a condition."""
    make: type = list

    def value(self, machine: Machine, scope: Scope) -> object:
        """Make it."""
        made: list[object] = []
        inner = Scope({}, scope)
        if not self._fill(machine, inner, 0, made):
            machine.maybe(self.body, inner)
            return UNKNOWN
        if self.value_ is not None:
            return dict(made) if UNKNOWN not in made else UNKNOWN  # type: ignore[arg-type]
        return machine.dialect.collection(self.make, made)

    def _fill(self, machine: Machine, scope: Scope, at: int, made: list[object]) -> bool:
        machine.burn()
        if at == len(self.clauses):
            made.append(self._item(machine, scope))
            return len(made) < _ITEMS
        target, of = self.clauses[at]
        value = of.value(machine, scope)
        if target is None:
            known = machine.dialect.truthy(value)
            return known is not None and (not known or self._fill(machine, scope, at + 1, made))
        items = machine.dialect.items(value)
        if items is None:
            give(target, UNKNOWN, machine, scope, declare=True)
            return False
        for item in items:
            give(target, item, machine, scope, declare=True)
            if not self._fill(machine, scope, at + 1, made):
                return False
        return True

    def _item(self, machine: Machine, scope: Scope) -> object:
        item = self.body.value(machine, scope)
        if self.value_ is None:
            return item
        value = self.value_.value(machine, scope)
        hashable = isinstance(item, str | bytes | int | float | tuple)
        return (item, value) if hashable and value is not UNKNOWN else UNKNOWN


class Class(Term, kw_only=True, eq=False):
    """A class: its body is done in names of its own."""

    body: Term

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return it."""
        inner = Scope({}, scope)
        machine.safely(self.body, inner)
        return Space(inner.names)


class Shared(Term, kw_only=True, eq=False):
    """Names that are those of the outermost scope."""

    names: tuple[str, ...]

    def run(self, machine: Machine, scope: Scope) -> object:
        """Say so."""
        del machine
        scope.shared.update(self.names)
        return None
