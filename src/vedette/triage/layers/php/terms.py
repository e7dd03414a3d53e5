"""Terms only PHP has: variables whose names are worked out, and global names."""

from __future__ import annotations

from vedette.triage.layers.folding.contract import Machine, Scope
from vedette.triage.layers.folding.terms import Name, Term
from vedette.triage.layers.folding.values import UNKNOWN


class Variable(Term, kw_only=True, eq=False):
    """A variable whose name is worked out: `${'a'}`, `$$b`."""

    inner: Term

    def value(self, machine: Machine, scope: Scope) -> object:
        """Look it up."""
        name = self.inner.value(machine, scope)
        if not isinstance(name, str):
            return UNKNOWN
        return Name(name=f"${name}").value(machine, scope)


class Give(Term, kw_only=True, eq=False):
    """A value for a variable whose name is worked out."""

    name: Term
    term: Term

    def value(self, machine: Machine, scope: Scope) -> object:
        """Give it."""
        name, value = self.name.value(machine, scope), self.term.value(machine, scope)
        if isinstance(name, str):
            scope.names[f"${name}"] = value
        return value


class Shared(Term, kw_only=True, eq=False):
    """Names that are those of the outermost scope."""

    names: tuple[str, ...]

    def run(self, machine: Machine, scope: Scope) -> object:
        """Say so."""
        del machine
        scope.shared.update(self.names)
        return None
