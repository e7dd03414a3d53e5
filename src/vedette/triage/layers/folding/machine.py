"""The folder: goes through the terms of one script with what is known, and keeps what it comes to.

It collects three things: what was handed to an interpreter (`carried`), what every term came to if it always
came to the same (`folded`), and which way branches went. Work is bounded by `fuel`; nothing is run.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from vedette.triage.layers.folding.contract import Closure, Scope
from vedette.triage.layers.folding.terms import MANY, UNSEEN, Call, Term
from vedette.triage.layers.folding.values import BREAK, CONTINUE, UNKNOWN, Partial, Return, Spent, Thrown

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.kinds import Kind
    from vedette.triage.layers.folding.contract import Called, Dialect, Piece, Shortcuts

_DEPTH: Final = 24
"""Calls within calls."""
_KEPT: Final = 4096
"""Length up to which a string's history is kept by its text; of longer ones, of the last one."""
_CARRIED: Final = 64
"""Payloads of one script."""
_LENGTH: Final = 16 << 20
_STEPS: Final = 12


class Carried(Struct, frozen=True, kw_only=True):
    """Code in a string that is handed to something that runs it."""

    text: str | bytes
    kind: Kind | None
    steps: tuple[str, ...]
    start: int
    end: int


class Folder(Struct):
    """One script on its way through."""

    dialect: Dialect
    allowance: Allowance
    fuel: int
    worth: Callable[[Closure], bool] = field(default=lambda _: True)
    """Whether a function nobody called is worth a look."""
    shortcuts: Shortcuts | None = None
    """What is known of functions of the script before they are gone through."""
    carried: list[Carried] = field(default_factory=list)
    folded: list[Term] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    here: Called = field(default_factory=lambda: Call(function=Term()))
    """The call we are in: functions handed to methods are called from there."""
    unknowns: int = 0
    used: int = 0
    guarded: int = 0
    """Names and calls we are within, of which we do not know whether they happen."""
    _left: bool = False
    _deep: int = 0
    _notes: dict[str | bytes, tuple[str, ...]] = field(default_factory=dict)
    _last: tuple[object, tuple[str, ...]] = (None, ())

    def burn(self, steps: int = 1) -> None:
        """Spend work.

        Raises:
            Spent: the script has had its share.

        """
        self.used += steps
        if self.used > self.fuel:
            raise Spent

    def go(self, program: Piece, scope: Scope) -> None:
        """Go through a script, then through its functions nobody called."""
        try:
            self._all(program, scope)
        except Spent:
            pass
        finally:
            self.allowance.burn(self.used)

    def _all(self, program: Piece, scope: Scope) -> None:
        self.safely(program, scope)
        at = 0
        while at < len(self.closures):
            closure = self.closures[at]
            at += 1
            if not closure.term.looked_at and self.worth(closure):
                with contextlib.suppress(Thrown, RecursionError):  # it ends itself, and nothing else
                    self.apply(closure, UNKNOWN, [UNKNOWN] * len(closure.term.parameters), {})

    def safely(self, term: Piece, scope: Scope) -> object:
        """Do a statement; what fails or goes too deep only ends itself."""
        try:
            return term.run(self, scope)
        except (Thrown, RecursionError):
            self.forget(term, scope)
            return None

    def maybe(self, term: Piece, scope: Scope) -> None:
        """Look at something of which we do not know whether it happens; what it changes is unknown after."""
        self.guarded += 1
        try:
            ended = self.safely(term, scope)
        finally:
            self.guarded -= 1
        if ended is not None and ended is not CONTINUE:
            self._left = True
        self.unknowns += 1
        self.forget(term, scope)

    def aside(self, term: Piece, scope: Scope) -> object:
        """Return what a term comes to that is none of the script's own."""
        before = len(self.folded)
        made = term.value(self, scope)
        del self.folded[before:]
        return made

    def forget(self, term: Piece, scope: Scope) -> None:
        """Let everything a term gives values to be unknown."""
        for name in term.assigns():
            found = scope.find(name)
            if found is not None and not isinstance(found.names[name], Closure):
                found.names[name] = UNKNOWN

    def round(self, loop: Piece, scope: Scope, body: Piece) -> tuple[object, bool]:
        """Go once round a loop; return what ended it, and whether it is over."""
        before, self._left = self._left, False
        ended = body.run(self, scope)
        left, self._left = self._left, self._left or before
        if left:
            self.forget(loop, scope)
            return None, True
        if ended is BREAK:
            return None, True
        return (ended, True) if isinstance(ended, Return) else (None, False)

    def call(self, target: object, args: list[object], named: dict[str, object], term: Called) -> object:
        """Call whatever it is."""
        self.here = term
        if isinstance(target, Partial):
            args = [*target.args, *args]
            target = target.function
        if isinstance(target, Closure):
            if not term.new:
                return self.apply(target, target.this, args, named)
            shared = target.own.get("prototype")
            this: dict[object, object] = dict(shared) if isinstance(shared, dict) else {}
            self.apply(target, this, args, named)
            return this
        made = self.dialect.call(self, target, args, named, term)
        if made is UNKNOWN:
            self.unknowns += 1
        return made

    def apply(self, closure: Closure, this: object, args: list[object], named: dict[str, object]) -> object:
        """Call a function of the script. With unknown arguments it is looked at once."""
        made = self.shortcuts.known(self, closure, args) if self.shortcuts is not None else None
        if made is not None:
            return made
        made = self._applied(closure, this, args, named)
        if self.shortcuts is not None:
            self.shortcuts.learn(closure, args, made)
        return made

    def _applied(
        self, closure: Closure, this: object, args: list[object], named: dict[str, object]
    ) -> object:
        term = closure.term
        blind = UNKNOWN in args or (this is UNKNOWN and not args)
        if self._deep >= _DEPTH or (blind and term.looked_at and UNKNOWN in args):
            self.unknowns += 1
            return UNKNOWN
        term.looked_at = True
        scope = Scope({}, closure.scope)
        self.dialect.bind(self, closure, scope, args, named)
        if this is not UNKNOWN:
            scope.names["this"] = this
        self._deep += 1
        before, self._left = self._left, False
        try:
            return self._done(closure, scope)
        finally:
            self._deep -= 1
            self._left = before

    def _done(self, closure: Closure, scope: Scope) -> object:
        if closure.term.expression:
            return closure.term.body.value(self, scope)
        ended = closure.term.body.run(self, scope)
        if self._left:
            return UNKNOWN
        return ended.value if isinstance(ended, Return) else self.dialect.nothing

    def saw(self, term: Piece, value: object) -> object:
        """Keep what a term came to; return it."""
        if not isinstance(term, Term):
            return value
        seen = term.seen
        if seen is MANY or value is seen:
            return value
        if not isinstance(value, str | bytes | int | float):
            if seen is not UNSEEN:
                term.seen = MANY
            elif value is UNKNOWN:
                self.unknowns += 1
                term.seen = MANY
            return value
        if seen is UNSEEN:
            term.seen = value
            self.folded.append(term)
        elif type(seen) is not type(value) or seen != value:
            term.seen = MANY
        return value

    def note(self, made: object, step: str, *sources: object) -> object:
        """Remember how a string came about; return it."""
        if not isinstance(made, str | bytes) or len(made) > _LENGTH:
            return UNKNOWN if isinstance(made, str | bytes) else made
        self.used += len(made) >> 6
        steps: list[str] = []
        for one in sources:
            steps.extend(each for each in self.history(one) if each not in steps)
        if step and step not in steps:
            steps.append(step)
        self.keep(made, tuple(steps[:_STEPS]))
        return made

    def keep(self, made: str | bytes, steps: tuple[str, ...]) -> None:
        """Remember steps of a string."""
        if len(made) > _KEPT:
            self._last = (made, steps)
        elif steps:
            self._notes[made] = steps

    def history(self, value: object) -> tuple[str, ...]:
        """Return how a string came about."""
        if isinstance(value, list | tuple):
            value = value[0] if value else ""
        if not isinstance(value, str | bytes):
            return ()
        if len(value) > _KEPT:
            return self._last[1]
        return self._notes.get(value, ())

    def handed(self, term: Piece) -> bool:
        """Return whether a term is, or lies in, what was handed to an interpreter."""
        return any(one.start <= term.start and term.end <= one.end for one in self.carried)

    def carry(self, text: object, kind: Kind | None, term: Piece, *, step: str = "") -> None:
        """Keep code that is handed to something that runs it."""
        if not isinstance(text, str | bytes) or len(self.carried) >= _CARRIED:
            return
        if any(one.text == text for one in self.carried):
            return
        steps = self.history(text)
        steps = (*steps, step) if step and step not in steps else steps
        self.carried.append(Carried(text=text, kind=kind, steps=steps, start=term.start, end=term.end))
