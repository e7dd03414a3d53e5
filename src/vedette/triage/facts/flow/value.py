"""What is known of a value: its text, the name it goes by, and the marks that flowed into it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from vedette.lang.ir import Node
from vedette.triage.fact import Act, When

HOLE: Final = "\x00"
"""Stands around the number of an unknown part of a text: two texts with the same holes are the same."""
TEXT_CHARS: Final = 65_536
TEXTS: Final = 12
"""Alternatives kept of one text."""
MARKS: Final = 24
"""Marks kept on one value."""
ITEMS: Final = 2_000


class Mark(Struct, eq=False):
    """One thing one place does, while it is found out: what becomes a fact in the end."""

    act: Act
    at: int
    says: str = ""
    target: str = ""
    how: str = ""
    when: When = When.CALL
    sure: bool = True
    inputs: list[Mark] = field(default_factory=list)

    def fed(self, marks: Iterable[Mark]) -> None:
        """Add what flows into it."""
        for one in marks:
            if one is not self and one not in self.inputs and len(self.inputs) < MARKS:
                self.inputs.append(one)


Marks = tuple[Mark, ...]


class Value(Struct, frozen=True, eq=False):
    """What is known of a value. All of it may be unknown."""

    texts: tuple[str, ...] = ()
    """What it reads, if it is a text: alternatives, with holes."""
    number: int | None = None
    name: str = ""
    """The dotted way to it, through imports and calls: `subprocess.run`, `socket.socket().connect`."""
    marks: Marks = ()
    items: tuple[Value, ...] | None = None
    fields: dict[str, Value] | None = None
    """Of a dictionary or object with known keys."""
    code: Code | None = None
    """The function or class of this file it is."""
    owner: Value | None = None
    """What a method was taken from."""
    made: tuple[Value, ...] = ()
    """What the call that made it was given."""
    at: int = 0
    """Of a name that is a source as a whole: where it was taken."""

    @property
    def text(self) -> str:
        """Its text, where there is one."""
        return self.texts[0] if self.texts else ""

    def marked(self, marks: Iterable[Mark]) -> Value:
        """Return it with more marks."""
        more = joined(self.marks, marks)
        return self if more == self.marks else replace(self, marks=more)


class Code(Struct, frozen=True, eq=False):
    """A function or class of the file."""

    at: int
    name: str
    params: tuple[Any, ...] = ()
    body: tuple[Node, ...] = ()
    scope: Any = None
    """The frame it was made in."""
    members: dict[str, Value] | None = None
    """Of a class: what it and its instances hold."""
    instance: bool = False


UNKNOWN: Final = Value()


def hole(number: int) -> str:
    """Return the text of an unknown part."""
    return f"{HOLE}{number}{HOLE}"


def texted(*texts: str) -> Value:
    """Return a value that reads so."""
    return Value(texts=tuple(dict.fromkeys(one[:TEXT_CHARS] for one in texts[:TEXTS])))


def joined(marks: Marks, more: Iterable[Mark]) -> Marks:
    """Return the marks of both, once each."""
    if not more or more is marks:
        return marks
    new = tuple(one for one in dict.fromkeys(more) if one not in marks)
    return (marks + new)[:MARKS] if new else marks


def all_marks(value: Value, depth: int = 4) -> Marks:
    """Return the marks on a value and on what it holds."""
    found = value.marks
    if depth and value.items:
        found = _held(found, value.items[:200], depth - 1)
    if depth and value.fields:
        found = _held(found, list(value.fields.values())[:200], depth - 1)
    return found


def _held(found: Marks, held: Iterable[Value], depth: int) -> Marks:
    for one in held:
        if one.items or one.fields:
            found = joined(found, all_marks(one, depth))
        elif one.marks:
            found = joined(found, one.marks)
    return found


def either(left: Value, right: Value) -> Value:
    """Return what is known of a value that is one of two."""
    if left is right or right is UNKNOWN:
        return left
    if left is UNKNOWN:
        return right
    return Value(
        texts=tuple(dict.fromkeys(left.texts + right.texts))[:TEXTS] if left.texts or right.texts else (),
        number=left.number if left.number == right.number else None,
        name=left.name or right.name,
        marks=joined(left.marks, right.marks),
        items=left.items if left.items is not None else right.items,
        fields=left.fields if left.fields is not None else right.fields,
        code=left.code or right.code,
        owner=left.owner or right.owner,
        made=left.made or right.made,
    )


def any_of(values: Iterable[Value]) -> Value:
    """Return what is known of a value that is one of many."""
    found = UNKNOWN
    for one in values:
        found = either(found, one)
    return found


def shown(text: str) -> str:
    """Return a text for people: holes as an ellipsis."""
    parts = text.split(HOLE)
    return "…".join(parts[::2]) if len(parts) > 1 else text
