"""Holes of a text taken out of it and replaced by placeholders, whichever way the text is put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.module import Module, Refused, plain
from vedette.code.codemods.site import arguments
from vedette.code.codemods.texts import Piece, prefix, quote

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch of a text that becomes one placeholder: holes and what stands with them between quotes."""

    first: int
    """Number of the first hole among the pieces."""
    last: int
    before: str = ""
    """Constant text between the opening quote and the first hole."""
    behind: str = ""
    """Constant text between the last hole and the closing quote."""
    quoted: bool = False
    """Whether quotes stand around it, which go."""


def slot(made: Sequence[Piece], number: int, quotes: str) -> Slot:
    """Return the slot of a hole; `quotes` is the sign that is open where it stands, or empty.

    Raises:
        Refused: the quotes do not begin and end in constants.

    """
    if not quotes:
        return Slot(first=number, last=number)
    first, last = number, number
    while first and quotes not in _text(made, first - 1):
        first -= 1
    while last + 1 < len(made) and quotes not in _text(made, last + 1):
        last += 1
    if not first or last + 1 >= len(made):
        raise Refused
    before = made[first - 1].text.rpartition(quotes)[2]
    behind = made[last + 1].text.partition(quotes)[0]
    return Slot(first=first, last=last, before=before, behind=behind, quoted=True)


def _text(made: Sequence[Piece], number: int) -> str:
    return made[number].text if made[number].hole is None else ""


def expression(made: Sequence[Piece], where: Slot) -> str:
    """Return the value of a slot: the hole alone, or a text of all that stands there.

    Raises:
        Refused: it cannot be written in one line.

    """
    inner = made[where.first : where.last + 1]
    only = inner[0]
    if len(inner) == 1 and not where.before and not where.behind and only.hole is not None:
        text = only.module.of(only.hole)
        if only.spec in ("", "!s"):
            return text
        return 'f"{' + _safe(text) + only.spec + '}"'
    parts = [_escaped(where.before)]
    for one in inner:
        if one.hole is None:
            parts.append(_escaped(one.text))
        else:
            spec = one.spec if one.form in ("f", "format") else ""
            if one.spec and not spec:
                raise Refused
            parts.append("{" + _safe(one.module.of(one.hole)) + spec + "}")
    return 'f"' + "".join([*parts, _escaped(where.behind)]) + '"'


def _safe(text: str) -> str:
    """Return an expression as it may stand in an f-string that is quoted twice."""
    changed = text.replace('"', "'") if "'" not in text else text
    if '"' in changed or "\\" in changed or "\n" in changed or changed.startswith("{"):
        raise Refused
    return changed


def _escaped(text: str) -> str:
    made = text.replace("\\", "\\\\").replace('"', '\\"').replace("{", "{{").replace("}", "}}")
    return made.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def substitute(draft: Draft, made: Sequence[Piece], slots: Sequence[Slot], marks: Sequence[str]) -> None:
    """Put placeholders where slots are, and take out what filled them.

    Raises:
        Refused: the text is put together in a way this cannot change without touching more.

    """
    for where, mark in zip(slots, marks, strict=True):
        inner = made[where.first : where.last + 1]
        forms = {one.form for one in inner if one.hole is not None}
        if forms == {"+"}:
            _joined(draft, made, where, mark)
        elif len(forms) == 1 and forms <= {"f", "%", "format"}:
            _inside(draft, made, where, mark)
        else:
            raise Refused
    _emptied(draft, made, slots)


def _inside(draft: Draft, made: Sequence[Piece], where: Slot, mark: str) -> None:
    """Replace what stands within one literal."""
    start, end, module = made[where.first].start, made[where.last].end, made[where.first].module
    if where.quoted:
        before, behind = made[where.first - 1], made[where.last + 1]
        if before.literal != behind.literal or before.literal != made[where.first].literal:
            raise Refused
        start = _at(module, before, -len(where.before) - 1, where.before)
        end = _at(module, behind, len(where.behind) + 1, where.behind)
    draft.put(module, start, end, mark)


def _at(module: Module, piece: Piece, shift: int, text: str) -> int:
    """Return the offset that many signs from the near end of a constant, whose source is plain there."""
    source = module.data[piece.start : piece.end].decode("utf-8", "replace")
    if shift < 0:
        tail = source[shift:]
        if tail[1:] != text:
            raise Refused
        return piece.end - len(tail.encode())
    head = source[:shift]
    if head[:-1] != text:
        raise Refused
    return piece.start + len(head.encode())


def _joined(draft: Draft, made: Sequence[Piece], where: Slot, mark: str) -> None:
    """Replace an operand of `+`, and join the literals around it."""
    before = made[where.first - 1] if where.first else None
    behind = made[where.last + 1] if where.last + 1 < len(made) else None
    if before is None or before.literal is None or before.module != made[where.first].module:
        raise Refused
    module = before.module
    start = _at(module, before, -len(where.before) - 1, where.before) if where.quoted else before.end
    if behind is None:
        draft.put(module, start, made[where.last].end, mark + quote(module, before.literal))
        return
    if behind.literal is None or not _alike(module, before.literal, behind.literal):
        raise Refused
    end = _at(module, behind, len(where.behind) + 1, where.behind) if where.quoted else behind.start
    if start >= end or b"#" in module.data[before.end : behind.start]:
        raise Refused
    draft.put(module, start, end, mark)


def _alike(module: Module, one: Syntax, other: Syntax) -> bool:
    return quote(module, one) == quote(module, other) and prefix(module, one) == prefix(module, other)


def _emptied(draft: Draft, made: Sequence[Piece], slots: Sequence[Slot]) -> None:
    """Take out what is no longer needed: arguments of `%` and `.format`, the letter of an f-string."""
    gone = {number for where in slots for number in range(where.first, where.last + 1)}
    for form in ("f", "%", "format"):
        all_of = [index for index, one in enumerate(made) if one.form == form]
        taken = [index for index in all_of if index in gone]
        if not taken:
            continue
        if form == "f":
            _plain_literals(draft, made, gone)
        elif len(taken) == len(all_of):
            _no_arguments(draft, [made[index] for index in taken])
        else:
            _fewer_arguments(draft, [made[index] for index in taken])


def _plain_literals(draft: Draft, made: Sequence[Piece], gone: set[int]) -> None:
    """Take the f from literals that have no holes any more."""
    literals = {
        one.literal.start_byte: one
        for index, one in enumerate(made)
        if one.form == "f" and index in gone and one.literal
    }
    left = {
        one.literal.start_byte
        for index, one in enumerate(made)
        if one.form == "f" and index not in gone and one.literal
    }
    for start, piece in literals.items():
        if start in left or piece.literal is None:
            continue
        module = piece.module
        letters = module.of(piece.literal.children[0]).rstrip("\"'")
        kept = letters.replace("f", "").replace("F", "")
        draft.put(module, start, start + len(letters), kept)
        for one in made:
            if one.hole is None and one.literal == piece.literal and ("{" in one.text or "}" in one.text):
                raise Refused


def _holder(piece: Piece) -> Syntax:
    """Return the `%` operation or the call of `.format` a placeholder belongs to."""
    node = piece.literal
    while node is not None:
        node = node.parent
        if node is not None and node.type == ("binary_operator" if piece.form == "%" else "call"):
            return node
    raise Refused


def _no_arguments(draft: Draft, taken: list[Piece]) -> None:
    """Take `% (...)` or `.format(...)` away altogether."""
    holders = {_holder(one).start_byte: (_holder(one), one) for one in taken}
    for holder, piece in holders.values():
        if piece.form == "%":
            left = holder.child_by_field_name("left")
        else:
            called = holder.child_by_field_name("function")
            left = called.child_by_field_name("object") if called is not None else None
        if left is None:
            raise Refused
        draft.put(piece.module, left.end_byte, holder.end_byte, "")


def _fewer_arguments(draft: Draft, taken: list[Piece]) -> None:
    """Take some values out of a tuple or a call."""
    holder, module = _holder(taken[0]), taken[0].module
    if taken[0].form == "%":
        values = holder.child_by_field_name("right")
        values = plain(values) if values is not None else None
        if values is None or values.type != "tuple":
            raise Refused
        items = list(values.named_children)
        start, end = values.start_byte, values.end_byte
    else:
        items = list(arguments(holder))
        given = holder.child_by_field_name("arguments")
        if given is None or any(_numbered(module, one) for one in taken):
            raise Refused
        start, end = given.start_byte, given.end_byte
    gone = {one.hole.start_byte for one in taken if one.hole is not None}
    kept = [module.of(one) for one in items if one.start_byte not in gone]
    if len(kept) != len(items) - len(gone) or any(one.type == "comment" for one in items):
        raise Refused
    comma = "," if taken[0].form == "%" and len(kept) == 1 else ""
    draft.put(module, start, end, f"({', '.join(kept)}{comma})")


def _numbered(module: Module, piece: Piece) -> bool:
    return module.data[piece.start : piece.end] != b"{}"
