"""One step under a shell script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tree_sitter import Parser

from vedette.core.expressions import expression
from vedette.core.text import Positions
from vedette.lang.grammars import grammar
from vedette.triage.kinds import Kind
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.edits import Edit, apply, outermost
from vedette.triage.layers.shell.carried import INTERPRETERS, Carried, Word
from vedette.triage.layers.shell.folding import ShellFolder
from vedette.triage.peeled import Peeled, too_long

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.sample import Sample

_SIGN: Final = expression(
    rb"\beval\b|base64|base32|xxd|\brev\b|\btr\b|\$'|\\x[0-9a-fA-F]{2}|\\[0-7]{3}|\$\{!?\w+[:/^,#%@*\[]|\$\{!|gunzip|gzip|zcat"
    rb"|openssl|<<<|\bpython|\bperl\b|\bnode\b|\bphp\b|\bruby\b|printf|IFS|\{\w+,|\$@|\"\"|''|\\[a-z]\w|\$0|<\(|\|\s*(?:ba|z|da)?sh\b"
    rb"|\bbzcat|\bxz"
)
_ARCHIVE: Final = expression(
    rb"\n(?=\x1f\x8b\x08|PK\x03\x04|BZh[1-9]1AY|\xfd7zXZ\x00|\x7fELF|7z\xbc\xaf\x27\x1c|\x28\xb5\x2f\xfd)"
)
_BRACES: Final = expression(rb"(?:^|[;&|(\n])[ \t]*(\{[\w./-]+(?:,[^{}\s,]+)+\})")
_GIVEN: Final = expression(rb"(?:^|[\s;&|({])([a-z]\w{0,40}|[A-Z_]\w{0,3})\+?=")
_ODD: Final = expression(
    rb"\$'|\\x[0-9a-fA-F]{2}|\$\{\w+:|\$\{!|\$\{\w+\[|['\"]{2}|\w['\"]\w|\\\w|\$\(|`|\$[@*{]|\{\w+,"
)
_LARGEST: Final = 4 << 20
_APPENDED: Final = "data behind the script"
_PLAIN: Final = frozenset({Step.VARIABLES, Step.JOINED, Step.SPLIT, Step.PICKED, Step.CASE})
"""What ordinary scripts do too."""
_VARIABLE: Final = expression(rb"\$\{?!?\w+\}?")
_SIMPLE: Final = expression(r"[A-Za-z_][\w.-]{1,80}")
_SPLIT: Final = expression(rb"[A-Za-z](?:''|\"\"|'[A-Za-z]+'|\"[A-Za-z]+\"|\\)[A-Za-z]")
_QUOTE: Final = expression(r"[^\w@%+=:,./~-]")
_WORD: Final = 4096
_LITERAL: Final = 60
_SHORT: Final = 8
_ENOUGH: Final = 2
_HOT: Final = expression(r"socket|exec|base64|urllib|requests|https?:|subprocess|system|eval|connect|fetch\(")
_LANGUAGES: Final = frozenset(kind for kind, _ in INTERPRETERS.values())


@lru_cache(maxsize=1)
def parser() -> Parser:
    """Return the parser."""
    return Parser(grammar("tree_sitter_bash"))


def peel(sample: Sample, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what lies one layer deep in a script."""
    source = sample.data
    allowance.burn(len(source) >> 6)
    behind = _ARCHIVE.search(source)
    if behind is not None:
        yield _appended(source, behind.end(), allowance)
        source = source[: behind.start()]
    if not _SIGN.search(source):
        return
    if len(source) > _LARGEST:
        raise too_long(_LARGEST)
    flat = _BRACES.sub(_spread, source)
    folder = ShellFolder(flat, allowance)
    folder.state.names["0"] = "$0"
    folder.state.given = frozenset(one.decode() for one in _GIVEN.findall(source))
    folder.state.files["$0"] = folder.state.history.note(source.decode("latin-1"), _APPENDED)
    folder.go(parser().parse(flat).root_node)
    positions = Positions(source)
    for one in folder.carried:
        if _worth(one, flat):
            yield _layer(one, positions)
    made = _rewritten(folder, flat)
    if made is not None:
        yield Peeled(data=made, kind=Kind.SHELL, steps=_steps(folder), whole=True)


def _appended(source: bytes, start: int, allowance: Allowance) -> Peeled:
    allowance.take_bytes(len(source) - start)
    place = Positions(source[:start].decode("latin-1").encode()).place(0, 1)
    line = source.count(b"\n", 0, start) + 1
    place = type(place)(line=line, column=1, end_line=line, end_column=2)
    return Peeled(data=source[start:], kind=None, steps=(_APPENDED,), place=place)


def _spread(found: re.Match[bytes]) -> bytes:
    """Write `{curl,-s,address}` as words; as long as it was, so that places hold."""
    inside = found[1][1:-1].replace(b",", b" ")
    return found[0][: -len(found[1])] + b" " + inside + b" "


def _worth(one: Carried, source: bytes) -> bool:
    """Return whether it is more than what anybody reads where it stands."""
    if set(one.steps) - _PLAIN:
        return True
    if one.kind in _LANGUAGES:
        return len(one.text) >= _LITERAL and _HOT.search(one.text) is not None
    if Step.JOINED not in one.steps and b"${!" not in source[one.start : one.end]:
        return False
    bare = _VARIABLE.sub(b"", source[one.start : one.end])
    return len(re.findall(rb"\w", bare)) <= len(b"eval") and len(one.text) >= _SHORT


def _layer(one: Carried, positions: Positions) -> Peeled:
    data = one.text.encode("latin-1", "replace")
    return Peeled(data=data, kind=one.kind, steps=one.steps, place=positions.place(one.start, one.end))


def _rewritten(folder: ShellFolder, source: bytes) -> bytes | None:
    edits: list[Edit] = []
    telling = 0
    for one in folder.folded.values():
        if one is None or not _changed(one, source):
            continue
        before = source[one.start : one.end]
        steps = set(folder.state.history.of(one.value))
        picked = one.first and Step.PICKED in steps and b":" in before
        odd = bool(steps - _PLAIN) or picked or _broken(one, before)
        if not odd and not one.first:
            continue
        telling += odd * (1 + one.first)
        edits.append(Edit(one.start, one.end, (_quoted(one.value, first=one.first),)))
    if telling < _ENOUGH:
        return None
    made = apply(source, [_latin(one) for one in outermost(edits)])
    return made if made != source else None


def _broken(one: Word, before: bytes) -> bool:
    """Return whether a plain word has quotes or backslashes in it that nobody needs, or names a name."""
    if b"${!" in before or b"${IFS" in before:
        return True
    return (
        _SIMPLE.fullmatch(one.value) is not None and _SPLIT.search(before) is not None and b"$" not in before
    )


def _latin(edit: Edit) -> Edit:
    """Values have one character for each byte; what is written has the bytes' own characters."""
    return Edit(
        edit.start,
        edit.end,
        tuple(
            one.encode("latin-1", "replace").decode("utf-8", "replace") if isinstance(one, str) else one
            for one in edit.pieces
        ),
    )


def _changed(one: Word, source: bytes) -> bool:
    before = source[one.start : one.end]
    value = one.value.encode("latin-1", "replace")
    if (
        len(value) > _WORD
        or b"\0" in value
        or (not _ODD.search(before) and not (one.first and b"$" in before))
    ):
        return False
    return value != before and value != before[1:-1] and bool(value)


def _quoted(text: str, *, first: bool) -> str:
    if not _QUOTE.search(text) or (first and "'" not in text and "\n" not in text and ";" not in text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def _steps(folder: ShellFolder) -> tuple[str, ...]:
    made: dict[str, None] = {}
    for one in folder.folded.values():
        if one is not None:
            made.update(dict.fromkeys(folder.state.history.of(one.value)))
    return tuple(made) or (Step.VARIABLES,)
