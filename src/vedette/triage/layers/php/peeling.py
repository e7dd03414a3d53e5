"""One step under PHP: what it hands to an interpreter, and itself made readable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.core.text import Positions
from vedette.triage.kinds import Kind
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.contract import Closure, Scope
from vedette.triage.layers.folding.edits import Edit, apply, outermost
from vedette.triage.layers.folding.machine import Folder
from vedette.triage.layers.folding.terms import MANY, UNSEEN, Call, Chain, Const, Index, Term
from vedette.triage.layers.php.dialect import Php
from vedette.triage.layers.php.lowering import PhpLowering, parser
from vedette.triage.peeled import Peeled, too_long

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.sample import Sample

_SIGN: Final = expression(
    rb"\beval\b|\bassert\b|create_function|preg_replace|base64|gzinflate|gzuncompress|str_rot13|strrev|\bchr\s*\("
    rb"|hex2bin|\bpack\s*\(|\\x[0-9a-fA-F]{2}|GLOBALS|\$\{|\$\$|['\"]\s*\.\s*['\"]|['\"]\s*\^|call_user_func|data:",
    re.IGNORECASE,
)
_STRONG: Final = expression(
    rb"\beval\s*\(|\bassert\s*\(|gzinflate|create_function|\$\w+\s*\(|\\x[0-9a-fA-F]{2}", re.IGNORECASE
)
_DATA: Final = expression(
    rb"[A-Za-z0-9+/=]{100}|(?:\\x[0-9a-fA-F]{2}|\\[0-7]{3}){8}|(?:chr\s*\(\s*\d{1,3}\s*\)\s?\.\s?){4}|(?:\d{1,3},\s?){12}",
    re.IGNORECASE,
)
"""What is worth much work: data, beside what runs it."""
_OPEN: Final = b"<?php "
_BRACED: Final = expression(rb"(\$\w+)\{([^{};\"'\n]{1,40})\}")
_LARGEST: Final = 2 << 20
_FUEL: Final = 150_000
_FUEL_STRONG: Final = 2_000_000
_NODES: Final = 40_000
_NODES_STRONG: Final = 300_000
_LONGEST: Final = 1 << 18
_ENOUGH: Final = 3
_TELLING: Final = frozenset(
    {
        Step.CODES, Step.BASE64, Step.HEX, Step.REVERSE, Step.ROT13, Step.ZLIB, Step.DEFLATE, Step.GZIP,
        Step.PICKED, Step.XOR, Step.REPLACED, Step.SPLIT,
    }
)  # fmt: skip


def peel(sample: Sample, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what lies one layer deep in a script."""
    source = sample.data
    allowance.burn(len(source) >> 6)
    if not _SIGN.search(source):
        return
    if len(source) > _LARGEST:
        raise too_long(_LARGEST)
    opened = _OPEN if b"<?" not in source else b""
    text = opened + _BRACED.sub(rb"\1[\2]", source)
    strong = _STRONG.search(source) is not None and _DATA.search(source) is not None
    scope = Scope()
    folder = Folder(
        dialect=Php(scope),
        allowance=allowance,
        fuel=_FUEL_STRONG if strong else _FUEL,
        worth=lambda closure: _worth(closure, text),
    )
    lowering = PhpLowering(text, _NODES_STRONG if strong else _NODES)
    folder.go(lowering.term(parser().parse(text).root_node), scope)
    positions, shift = Positions(source), len(opened)
    for one in folder.carried:
        data = one.text if isinstance(one.text, bytes) else one.text.encode("latin-1", "replace")
        place = positions.place(max(one.start - shift, 0), max(one.end - shift, 0))
        yield Peeled(data=data, kind=one.kind, steps=one.steps, place=place)
    made = _rewritten(folder, text)
    if made is not None:
        allowance.take_bytes(len(made[0]))
        yield Peeled(data=made[0][shift:], kind=Kind.PHP, steps=made[1], whole=True)


def _worth(closure: Closure, source: bytes) -> bool:
    return _SIGN.search(source, closure.term.start, closure.term.end) is not None


def _rewritten(folder: Folder, source: bytes) -> tuple[bytes, tuple[str, ...]] | None:
    carried = [one.text for one in folder.carried]
    terms: dict[tuple[int, int], Term] = {}
    for term in folder.folded:
        if _folds(term, source) and term.seen not in carried and not folder.handed(term):
            terms.setdefault((term.start, term.end), term)
    edits = outermost(Edit(start, end, (written(term.seen) or "",)) for (start, end), term in terms.items())
    steps: dict[str, None] = {}
    telling = 0
    for one in edits:
        history = folder.history(terms[one.start, one.end].seen)
        telling += isinstance(terms[one.start, one.end], Call | Chain | Index) and bool(
            _TELLING & set(history)
        )
        steps.update(dict.fromkeys(history))
    if telling < _ENOUGH:
        return None
    made = apply(source, edits)
    return (made, tuple(steps)) if made != source else None


def _folds(term: Term, source: bytes) -> bool:
    value = term.seen
    if value is MANY or value is UNSEEN or isinstance(term, Const) or term.end <= term.start:
        return False
    if isinstance(value, str) and len(value) > _LONGEST:
        return False
    text = written(value)
    return text is not None and text.encode("utf-8", "replace") != source[term.start : term.end]


def written(value: object) -> str | None:
    """Return the literal of a value, if it has one."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if all(" " <= one <= "~" or one == "\n" for one in value):
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        inside = "".join(
            one if " " <= one <= "~" and one not in '"\\$' else f"\\x{ord(one):02x}" for one in value
        )
        return f'"{inside}"'
    return str(value) if isinstance(value, int) else None
