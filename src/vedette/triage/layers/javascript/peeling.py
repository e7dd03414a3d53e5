"""One step under JavaScript: what it hands to an interpreter, and itself made readable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.core.text import Positions
from vedette.triage.kinds import Kind
from vedette.triage.layers.codecs import to_bytes
from vedette.triage.layers.folding.contract import Closure, Scope
from vedette.triage.layers.folding.machine import Carried, Folder
from vedette.triage.layers.javascript.ciphers import Ciphers
from vedette.triage.layers.javascript.dialect import JavaScript
from vedette.triage.layers.javascript.reading import program
from vedette.triage.layers.javascript.rewriting import rewritten
from vedette.triage.peeled import Peeled, too_long

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.sample import Sample

_SIGN: Final = expression(
    rb"\beval\b|\bFunction\b|fromCharCode|fromCodePoint|\batob\b|unescape|decodeURIComponent|execScript|innerHTML"
    rb"|\.write(?:ln)?\s*\(|ActiveXObject|WScript|\\x[0-9a-fA-F]{2}|\\u00[2-7]|\b_0x|setTimeout|setInterval"
    rb"|constructor|Buffer|insertAdjacentHTML|runIn\w+Context|_compile|'base64'|\"base64\"|split\s*\(\s*['\"]\|"
    rb"|[\[(!+\])]{40}|\[\s*['\"][^'\"]{1,20}['\"]\s*\+"
)
_STRONG: Final = expression(
    rb"\b_0x[0-9a-f]{4}|(?:\\x[2-7][0-9a-fA-F]){4}|(?:\\u00[2-7][0-9a-fA-F]){4}|p,\s*a,\s*c,\s*k,\s*e"
    rb"|fromCharCode[^;]{0,80}\^|\bunescape\s*\(|\beval\s*\(|[\[(!+\])]{60}|\bnew\s+Function\s*\(|\batob\s*\("
)
_IN_STRONG: Final = (b"_0x", b"fromCharCode", b"unescape", b"eval", b"Function", b"atob")
"""What stands in each word of these that is no run of escapes or symbols."""
_SYMBOLS: Final = bytes.maketrans(b"[(+])", b"!!!!!")
_BODY: Final = expression(
    rb"\beval\b|\bFunction\b|fromCharCode|\batob\b|unescape|execScript|\\x[0-9a-fA-F]{2}|_0x|\.write|base64"
    rb"|ActiveXObject|innerHTML|constructor|split\s*\(\s*['\"]\|"
)
_SCRIPT: Final = expression(rb"<script\b([^>]{0,2000})>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_OTHER: Final = expression(rb"vbscript|application/(?:ld\+)?json|text/(?:template|html|x-)", re.IGNORECASE)
_PAGES: Final = frozenset({Kind.HTML, Kind.SVG, Kind.HTA, Kind.WSF})
_PACKED: Final = expression(rb"p,\s*a,\s*c,\s*k,\s*e")
_BYTES_A_SIGN: Final = 20_000
_LARGEST: Final = 2 << 20
_FUEL: Final = 250_000
_FUEL_STRONG: Final = 3_000_000
_FUEL_SMALL, _FUEL_A_BYTE = 400_000, 32
"""What a small script may spend: an endless loop of three lines is gone round for a second, not for ten."""
_NODES: Final = 50_000
_NODES_STRONG: Final = 400_000


def peel(sample: Sample, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what lies one layer deep in a script, or in the scripts of a page."""
    source = sample.data if _plain(sample.data) else to_bytes(sample.text)
    positions = Positions(source)
    if sample.kind not in _PAGES:
        yield from _peeled(source, 0, positions, allowance)
        return
    cut = len(source) > _LARGEST
    for found in _SCRIPT.finditer(source[:_LARGEST]):
        if not _OTHER.search(found[1]):
            yield from (
                one for one in _peeled(found[2], found.start(2), positions, allowance) if not one.whole
            )
    if cut and _SIGN.search(source, _LARGEST):
        raise too_long(_LARGEST)


def _plain(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not data.startswith(b"\xef\xbb\xbf")


def _peeled(source: bytes, offset: int, positions: Positions, allowance: Allowance) -> Iterator[Peeled]:
    allowance.burn(len(source) >> 6)
    if not _SIGN.search(source):
        return
    if len(source) > _LARGEST:
        raise too_long(_LARGEST)
    strong = _strong(source)
    machine = Folder(
        dialect=JavaScript(),
        allowance=allowance,
        fuel=min(_FUEL_STRONG, _FUEL_SMALL + _FUEL_A_BYTE * len(source)) if strong else _FUEL,
        worth=lambda closure: _worth(closure, source),
        shortcuts=Ciphers(source),
    )
    tree, lowering = program(source, _NODES_STRONG if strong else _NODES)
    machine.go(tree, Scope())
    for one in machine.carried:
        yield _layer(one, offset, positions)
    made = rewritten(machine, lowering, source)
    if made is not None:
        allowance.take_bytes(len(made.data))
        yield Peeled(data=made.data, kind=Kind.JAVASCRIPT, steps=made.steps, whole=True)


def _strong(source: bytes) -> bool:
    """Return whether signs are dense: a large library has one or two of anything."""
    most = len(source) // _BYTES_A_SIGN
    if b"p," in source and _PACKED.search(source) is not None:
        return True
    return _at_most(source) > most and len(_STRONG.findall(source)) > most


def _at_most(source: bytes) -> int:
    """Return how many strong signs there can be: plain search for what each has is a fraction of the work."""
    words = sum(map(source.count, _IN_STRONG))
    escapes = (source.count(b"\\x") + source.count(b"\\u00")) // 4
    return words + escapes + source.translate(_SYMBOLS).count(b"!" * 60)


def _worth(closure: Closure, source: bytes) -> bool:
    return _BODY.search(source, closure.term.start, closure.term.end) is not None


def _layer(one: Carried, offset: int, positions: Positions) -> Peeled:
    data = one.text if isinstance(one.text, bytes) else _bytes(one.text)
    place = positions.place(one.start + offset, one.end + offset)
    return Peeled(data=data, kind=one.kind, steps=one.steps, place=place)


def _bytes(text: str) -> bytes:
    """Bytes that were made of characters, as `atob` does, are bytes again where they are no text."""
    if text.startswith(("MZ", "\x7fELF", "PK\x03\x04")):
        return text.encode("latin-1", "replace")
    return to_bytes(text)
