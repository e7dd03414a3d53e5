"""Statements and what gives names their values, the same for all languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field

from vedette.triage.layers.folding.contract import Closure, Scope
from vedette.triage.layers.folding.terms import MANY, Array, Call, Index, Name, Spread, Term
from vedette.triage.layers.folding.values import BREAK, CONTINUE, UNKNOWN, Return, Thrown

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine


class Parameter(Struct, kw_only=True, eq=False):
    """One parameter; `many` takes all that is left, `named` all that is named."""

    name: str
    default: Term | None = None
    many: bool = False
    named: bool = False


class Lambda(Term, kw_only=True, eq=False):
    """A function. Its body is read when somebody looks at it."""

    name: str = ""
    parameters: tuple[Parameter, ...] = ()
    make: Callable[[], Term]
    expression: bool = False
    declared: bool = False
    """Whether its name is known in the scope it stands in."""
    looked_at: bool = False
    body_: Term | None = None
    keeps: dict[str, object] = field(default_factory=dict)
    """What it keeps from call to call: static variables."""
    written: Callable[[], str] | None = None
    """Its own text, where a script of that language can ask for it."""

    @property
    def body(self) -> Term:
        """What it does."""
        if self.body_ is None:
            self.body_ = self.make()
        return self.body_

    def value(self, machine: Machine, scope: Scope) -> object:
        """Return the function, with the names it sees."""
        machine.burn()
        closure = Closure(self, scope, scope.names.get("this", UNKNOWN))
        machine.closures.append(closure)
        if self.declared and self.name:
            scope.names[self.name] = closure
        return closure

    def targets(self) -> Iterator[str]:
        """Yield its name where it is declared."""
        if self.declared:
            yield self.name

    def parts(self) -> Iterator[Term]:
        """Yield nothing: what it does is done when it is called."""
        yield from ()


def give(target: Term, value: object, machine: Machine, scope: Scope, *, declare: bool = False) -> None:
    """Give a value to what stands left of an equals sign."""
    match target:
        case Name():
            where = scope if declare else machine.dialect.place(scope, target.name)
            where.names[target.name] = value
        case Index():
            of, key = target.of.value(machine, scope), target.key.value(machine, scope)
            machine.dialect.put(machine, target, (of, key), value)
        case Array():
            _give_each(target, value, machine, scope, declare=declare)
        case _:
            pass


def _give_each(target: Array, value: object, machine: Machine, scope: Scope, *, declare: bool) -> None:
    items = machine.dialect.items(value)
    for at, one in enumerate(target.items):
        machine.burn()
        if isinstance(one, Spread):
            give(one.inner, UNKNOWN if items is None else items[at:], machine, scope, declare=declare)
            continue
        known = items is not None and at < len(items)
        give(one, items[at] if items is not None and known else UNKNOWN, machine, scope, declare=declare)


def given(target: Term) -> Iterator[str]:
    """Yield the names left of an equals sign."""
    match target:
        case Name(name=name):
            yield name
        case Array(items=items):
            for one in items:
                yield from given(one)
        case Spread(inner=inner):
            yield from given(inner)
        case Index(of=Name(name=name)):
            yield name
        case _:
            pass


class Assign(Term, kw_only=True, eq=False):
    """A value for a name, item or attribute; with a sign, what it had counts too."""

    target: Term
    term: Term
    sign: str = ""
    declare: bool = False
    after: bool = True
    """Whether the whole comes to the new value."""

    def value(self, machine: Machine, scope: Scope) -> object:
        """Give it, and return it."""
        machine.burn()
        old: object = UNKNOWN
        value = self.term.value(machine, scope)
        if self.sign:
            self.target.seen = MANY
            old = machine.dialect.number(self.target.value(machine, scope), bare=not self.after)
            unknown = old is UNKNOWN or value is UNKNOWN
            value = UNKNOWN if unknown else machine.dialect.binary(machine, self.sign, old, value)
        give(self.target, value, machine, scope, declare=self.declare)
        return value if self.after else old

    def targets(self) -> Iterator[str]:
        """Yield the names it gives a value."""
        yield from given(self.target)


class Block(Term, kw_only=True, eq=False):
    """Statements one after another; what is declared anywhere in it is known from the start."""

    body: tuple[Term, ...]
    hoists: bool = False

    def run(self, machine: Machine, scope: Scope) -> object:
        """Do them until one ends it."""
        if self.hoists:
            for one in self.body:
                if isinstance(one, Lambda) and one.declared:
                    one.value(machine, scope)
        for one in self.body:
            machine.burn()
            if self.hoists and isinstance(one, Lambda) and one.declared:
                continue
            ended = one.run(machine, scope)
            if ended is not None:
                return ended
        return None

    def value(self, machine: Machine, scope: Scope) -> object:
        """Do it; it comes to nothing known."""
        self.run(machine, scope)
        return UNKNOWN


class If(Term, kw_only=True, eq=False):
    """One of two statements."""

    test: Term
    then: Term
    other: Term | None = None
    taken: object = None
    """Which way it went, if always the same."""

    def run(self, machine: Machine, scope: Scope) -> object:
        """Do the one that is chosen, or look at both."""
        known = machine.dialect.truthy(self.test.value(machine, scope))
        self._note(known)
        if known is None:
            machine.maybe(self.then, scope)
            if self.other is not None:
                machine.maybe(self.other, scope)
            return None
        chosen = self.then if known else self.other
        return chosen.run(machine, scope) if chosen is not None else None

    def _note(self, known: bool | None) -> None:  # noqa: FBT001
        if self.taken is None:
            self.taken = "both" if known is None else known
        elif self.taken is not known:
            self.taken = "both"


class While(Term, kw_only=True, eq=False):
    """A loop; `last` is done after each round, `late` asks only after the first."""

    test: Term | None
    body: Term
    first: Term | None = None
    last: Term | None = None
    late: bool = False

    def run(self, machine: Machine, scope: Scope) -> object:
        """Go round as long as it is known to go on."""
        if self.first is not None:
            self.first.run(machine, scope)
        asks = not self.late
        if self._stands_still():
            return None
        while True:
            machine.burn()
            known = machine.dialect.truthy(self.test.value(machine, scope)) if asks and self.test else True
            asks = True
            if known is None:
                machine.forget(self, scope)
                machine.maybe(self.body, scope)
                machine.forget(self, scope)
                return None
            if not known:
                return None
            ended, over = machine.round(self, scope, self.body)
            if over:
                return ended
            if self.last is not None:
                self.last.value(machine, scope)

    def _stands_still(self) -> bool:
        """Whether it would go on for ever and do nothing: it is there to hold up whoever goes along."""
        idle = isinstance(self.body, Block) and not self.body.body and self.last is None
        return idle and (self.test is None or _does_nothing(self.test))


def _does_nothing(term: Term) -> bool:
    """Whether what a term comes to is all there is of it."""
    return not isinstance(term, Assign | Call) and all(_does_nothing(one) for one in term.parts())


class Each(Term, kw_only=True, eq=False):
    """A loop over the items of something; `keys` where it goes over its keys."""

    target: Term
    of: Term
    body: Term
    keys: bool = False
    key: Term | None = None
    declare: bool = False

    def run(self, machine: Machine, scope: Scope) -> object:
        """Go over the items that are known."""
        value = self.of.value(machine, scope)
        pairs = machine.dialect.pairs(value, keys=self.keys)
        if pairs is None:
            for name in (*given(self.target), *(given(self.key) if self.key else ())):
                scope.names[name] = UNKNOWN
            machine.forget(self, scope)
            machine.maybe(self.body, scope)
            machine.forget(self, scope)
            return None
        for key, item in pairs:
            machine.burn()
            if self.key is not None:
                give(self.key, key, machine, scope, declare=self.declare)
            give(self.target, item, machine, scope, declare=self.declare)
            ended, over = machine.round(self, scope, self.body)
            if over:
                return ended
        return None

    def targets(self) -> Iterator[str]:
        """Yield what each item is called."""
        yield from given(self.target)


class End(Term, kw_only=True, eq=False):
    """Return, break, continue or throw."""

    word: str
    term: Term | None = None

    def run(self, machine: Machine, scope: Scope) -> object:
        """Say so."""
        value = self.term.value(machine, scope) if self.term is not None else machine.dialect.nothing
        if self.word == "throw":
            raise Thrown(str(value)[:200])
        if self.word == "return":
            return Return(value)
        return BREAK if self.word == "break" else CONTINUE


class Switch(Term, kw_only=True, eq=False):
    """Cases of a value; a case without a test is for all others."""

    subject: Term
    cases: tuple[tuple[Term | None, Block], ...]
    order: tuple[object, ...] = ()
    """The list the subject is an item of: the order in which a flattened function goes."""

    def run(self, machine: Machine, scope: Scope) -> object:
        """Do the case that fits and those it falls into, or look at all."""
        value = self.subject.value(machine, scope)
        if isinstance(self.subject, Index) and not self.order:
            of = self.subject.of.value(machine, scope)
            self.order = tuple(of) if isinstance(of, list) else ()
        at = self._start(machine, scope, value) if value is not UNKNOWN else None
        if at is None:
            for _, body in self.cases:
                machine.maybe(body, scope)
            return None
        for _, body in self.cases[at:]:
            ended = body.run(machine, scope)
            if ended is BREAK:
                return None
            if ended is not None:
                return ended
        return None

    def _start(self, machine: Machine, scope: Scope, value: object) -> int | None:
        other = len(self.cases)
        for at, (test, _) in enumerate(self.cases):
            if test is None:
                other = at
                continue
            case = test.value(machine, scope)
            if case is UNKNOWN:
                return None
            if machine.dialect.same(value, case):
                return at
        return other


class Try(Term, kw_only=True, eq=False):
    """Statements, and what is done when one of them fails. Where all is known, nothing fails unseen."""

    body: Term
    handlers: tuple[Term, ...] = ()
    last: Term | None = None

    def run(self, machine: Machine, scope: Scope) -> object:
        """Do the body; then what may come of it."""
        before = machine.unknowns
        try:
            ended = self.body.run(machine, scope)
        except Thrown:
            ended = self.handlers[0].run(machine, scope) if self.handlers else None
        else:
            if machine.unknowns != before:
                for one in self.handlers:
                    machine.maybe(one, scope)
        if self.last is not None:
            self.last.run(machine, scope)
        return ended
