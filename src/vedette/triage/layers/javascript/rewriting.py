"""JavaScript made readable: folded, escapes undone, dead branches gone, flattened loops put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from vedette.core.expressions import expression
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.edits import Edit, apply, outermost
from vedette.triage.layers.folding.statements import Block, End, If, Switch, While
from vedette.triage.layers.folding.terms import MANY, UNSEEN, Call, Chain, Const, Index, Name, Term
from vedette.triage.layers.javascript.literals import written

if TYPE_CHECKING:
    from vedette.triage.layers.folding.machine import Folder
    from vedette.triage.layers.javascript.lowering import JavaScriptLowering

_LONGEST: Final = 1 << 18
_SHORT: Final = 240
"""Letters of what is handed to an interpreter, up to which it is put in its place; more is a layer only."""
_TELLING: Final = frozenset(
    {
        Step.CODES,
        Step.URL,
        Step.BASE64,
        Step.HEX,
        Step.REVERSE,
        Step.REPLACED,
        Step.XOR,
        Step.RC4,
        Step.SPLIT,
        Step.PICKED,
    }
)
_ENOUGH: Final = 3
_SHRINKS: Final = 4
_DOTTED: Final = expression(rb'(?<=[\w$\])])\["([A-Za-z_$][\w$]{0,80})"\]')
_SYMBOLS: Final = expression(rb"[\[\](){}!+\s\"'\\/,]*")
UNFLATTENED: Final = "order of statements put back"
LOOKED_UP: Final = "strings put back"
DEAD: Final = "dead branches removed"


class Rewritten(Struct, frozen=True):
    """The script again, and what was undone."""

    data: bytes
    steps: tuple[str, ...]


def rewritten(machine: Folder, lowering: JavaScriptLowering, source: bytes) -> Rewritten | None:
    """Return a script made readable; None where there was nothing worth it."""
    steps: dict[str, None] = {}
    edits = [one for term in machine.folded if (one := _folded(machine, term, source)) is not None]
    edits = outermost(edits)
    telling = _telling(machine, edits, source, steps)
    literals = [Edit(term.start, term.end, (written(term.is_) or "",)) for term in lowering.escaped]
    if literals:
        steps[Step.ESCAPES] = None
    shapes = [*_shapes(lowering, steps)]
    if telling + len(literals) + (UNFLATTENED in steps) * _ENOUGH < _ENOUGH:
        return None
    made = apply(source, [*edits, *literals, *shapes])
    made = _DOTTED.sub(rb".\1", made)
    return Rewritten(made, tuple(steps)) if made != source and made.strip() else None


def _folded(machine: Folder, term: Term, source: bytes) -> Edit | None:
    value = term.seen
    if value is MANY or value is UNSEEN or isinstance(term, Const) or term.end <= term.start:
        return None
    if isinstance(value, str) and len(value) > (_SHORT if machine.handed(term) else _LONGEST):
        return None
    text = written(value)
    if text is None or text.encode("utf-8", "replace") == source[term.start : term.end]:
        return None
    return Edit(term.start, term.end, (text,))


def _telling(machine: Folder, edits: list[Edit], source: bytes, steps: dict[str, None]) -> int:
    """Count the edits that undo something nobody writes by accident."""
    count = 0
    values = {(term.start, term.end): term for term in machine.folded}
    for one in edits:
        term = values.get((one.start, one.end))
        if term is None:
            continue
        history = machine.history(term.seen)
        before = source[one.start : one.end]
        shrinks = len(before) > _SHRINKS * max(len(str(one.pieces[0])), 4) and _SYMBOLS.fullmatch(before)
        looked_up = isinstance(term, Call) and isinstance(term.function, Name) and isinstance(term.seen, str)
        if looked_up or shrinks or (isinstance(term, Call | Index | Chain) and _TELLING & set(history)):
            count += 1
        for step in history:
            steps[step] = None
        if looked_up:
            steps[LOOKED_UP] = None
        if shrinks:
            steps["coercions"] = None
    return count


def _shapes(lowering: JavaScriptLowering, steps: dict[str, None]) -> list[Edit]:
    made: list[Edit] = []
    for loop in lowering.loops:
        flat = _unflattened(loop)
        if flat is not None:
            made.append(flat)
            steps[UNFLATTENED] = None
    for one in lowering.branches:
        dead = _dead(one)
        if dead:
            made.extend(dead)
            steps[DEAD] = None
    return made


def _dead(branch: If) -> list[Edit]:
    """Return what is to be cut off a branch whose test compares nothing but constants."""
    test = branch.test
    if branch.taken not in (True, False) or not isinstance(test, Chain):
        return []
    if not all(_constant(one) for one in (test.first, *(term for _, term in test.rest))):
        return []
    chosen = branch.then if branch.taken else branch.other
    if chosen is None:
        return [Edit(branch.start, branch.end, (";",))]
    return [Edit(branch.start, branch.end, ((chosen.start, chosen.end),))]


def _constant(term: Term) -> bool:
    if isinstance(term, Const):
        return True
    return isinstance(term, Call | Chain | Index) and term.seen not in (MANY, UNSEEN)


def _unflattened(loop: While) -> Edit | None:
    """Return the statements of a loop around a switch in the order in which the switch takes them."""
    body = loop.body
    if not isinstance(body, Block) or not body.body or not isinstance(body.body[0], Switch):
        return None
    switch = body.body[0]
    if not switch.order or len(switch.order) > len(switch.cases):
        return None
    cases = {test.is_: block for test, block in switch.cases if isinstance(test, Const)}
    pieces: list[str | tuple[int, int]] = []
    for name in switch.order:
        block = cases.get(name)
        if block is None:
            return None
        for one in block.body:
            if not isinstance(one, End) or one.word == "return":
                pieces += (one.start, one.end), "\n"
    return Edit(loop.start, loop.end, tuple(pieces))
