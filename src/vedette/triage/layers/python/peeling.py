"""One step under Python: what it hands to an interpreter, and itself made readable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.core.text import Positions
from vedette.triage.kinds import Kind
from vedette.triage.layers.codecs import Step, to_bytes
from vedette.triage.layers.folding.contract import Closure, Scope
from vedette.triage.layers.folding.edits import Edit, apply, outermost
from vedette.triage.layers.folding.machine import Carried, Folder
from vedette.triage.layers.folding.terms import MANY, UNSEEN, Call, Const, Term
from vedette.triage.layers.python import compiled
from vedette.triage.layers.python.dialect import Python
from vedette.triage.layers.python.literals import written
from vedette.triage.layers.python.reading import program
from vedette.triage.peeled import Peeled, too_long

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.sample import Sample

_SIGN: Final = expression(
    rb"\bexec\b|\beval\b|\bcompile\s*\(|__import__|fromhex|unhexlify|marshal|b64decode|b32decode|b85decode|decompress"
    rb"|\bchr\s*\(|getattr\s*\(|globals\s*\(|__builtins__|rot.?13|maketrans|\[::-1\]|-c['\"]|\\x[2-7][0-9a-f]\\x"
)
_STRONG: Final = expression(
    rb"\bexec\s*\(|\beval\s*\(|marshal\.loads|__import__\s*\(|exec\)|\bexec\s*(?:\(\s*)?['\"]|(?:\\x[2-7][0-9a-fA-F]){6}"
)
_TELLING: Final = frozenset(
    {
        Step.CODES, Step.BASE64, Step.HEX, Step.REVERSE, Step.ROT13, Step.ZLIB, Step.BASE32, Step.BASE85,
        Step.GZIP, Step.LZMA, Step.BZIP2,
    }
)  # fmt: skip
_LARGEST: Final = 2 << 20
_FUEL: Final = 150_000
_FUEL_STRONG: Final = 3_000_000
_NODES: Final = 30_000
_NODES_STRONG: Final = 300_000
_LONGEST: Final = 1 << 18
_ENOUGH: Final = 3


def peel(sample: Sample, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what lies one layer deep in a script or in compiled code."""
    if sample.kind is Kind.PYTHON_CODE:
        yield from compiled.peel(sample.data, allowance)
        return
    source = sample.data if _plain(sample.data) else to_bytes(sample.text)
    allowance.burn(len(source) >> 6)
    if not _SIGN.search(source):
        return
    if len(source) > _LARGEST:
        raise too_long(_LARGEST)
    strong = _STRONG.search(source) is not None
    scope = Scope()
    machine = Folder(
        dialect=Python(scope),
        allowance=allowance,
        fuel=_FUEL_STRONG if strong else _FUEL,
        worth=lambda closure: _worth(closure, source),
    )
    tree, _ = program(source, _NODES_STRONG if strong else _NODES)
    machine.go(tree, scope)
    positions = Positions(source)
    for one in machine.carried:
        yield _layer(one, positions)
    made = _rewritten(machine, source)
    if made is not None:
        allowance.take_bytes(len(made[0]))
        yield Peeled(data=made[0], kind=Kind.PYTHON, steps=made[1], whole=True)


def _plain(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not data.startswith(b"\xef\xbb\xbf")


def _worth(closure: Closure, source: bytes) -> bool:
    return _SIGN.search(source, closure.term.start, closure.term.end) is not None


def _layer(one: Carried, positions: Positions) -> Peeled:
    data = one.text if isinstance(one.text, bytes) else to_bytes(one.text)
    return Peeled(data=data, kind=one.kind, steps=one.steps, place=positions.place(one.start, one.end))


def _rewritten(machine: Folder, source: bytes) -> tuple[bytes, tuple[str, ...]] | None:
    carried = [one.text for one in machine.carried]
    terms: dict[tuple[int, int], Term] = {}
    for term in machine.folded:
        if _folds(term, source) and term.seen not in carried and not machine.handed(term):
            terms.setdefault((term.start, term.end), term)
    edits = outermost(Edit(start, end, (written(term.seen) or "",)) for (start, end), term in terms.items())
    steps: dict[str, None] = {}
    telling = 0
    for one in edits:
        term = terms[one.start, one.end]
        history = machine.history(term.seen)
        telling += isinstance(term, Call) and bool(_TELLING & set(history))
        steps.update(dict.fromkeys(history))
    if telling < _ENOUGH:
        return None
    made = apply(source, edits)
    return (made, tuple(steps)) if made != source else None


def _folds(term: Term, source: bytes) -> bool:
    value = term.seen
    if value is MANY or value is UNSEEN or isinstance(term, Const) or term.end <= term.start:
        return False
    if isinstance(value, str | bytes) and len(value) > _LONGEST:
        return False
    text = written(value)
    return text is not None and text.encode("utf-8", "replace") != source[term.start : term.end]
