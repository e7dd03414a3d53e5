"""XML, read as a row of elements; declarations of entities are refused, and nothing outside is fetched."""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from msgspec import Struct, field

from vedette.triage.allowance import Allowance

_DEEP: Final = 500
_MOST: Final = 400_000


class Element(Struct):
    """One element."""

    name: str
    """Without its prefix."""
    given: dict[str, str]
    """Its attributes, without their prefixes."""
    at: int
    """Byte where it begins."""
    text: str = ""
    """The text directly in it."""
    depth: int = 0


class Tree(Struct):
    """All elements in the order they begin, as far as the text is well-formed."""

    elements: list[Element] = field(default_factory=list)
    entities: list[tuple[str, str]] = field(default_factory=list)
    """Declared entities: name, and what it stands for or where that lies. Reading ends at the first."""
    whole: bool = True
    cut: str = ""
    """Which bound ended the reading; empty where none did."""


class _RefusedError(Exception):
    """An entity was declared, or there is too much of it."""


def parsed(data: bytes, allowance: Allowance) -> Tree:
    """Read a text of XML."""
    tree, open_ = Tree(), list[Element]()
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, given: dict[str, str]) -> None:
        if len(open_) >= _DEEP or len(tree.elements) >= _MOST:
            deep = len(open_) >= _DEEP
            tree.cut = f"more than {_DEEP if deep else _MOST:,} elements {'deep' if deep else 'in it'}"
            raise _RefusedError
        allowance.burn(2)
        plain = {key.rpartition(":")[2]: value for key, value in given.items()}
        one = Element(name.rpartition(":")[2], plain, max(parser.CurrentByteIndex, 0), depth=len(open_))
        tree.elements.append(one)
        open_.append(one)

    def end(_: str) -> None:
        open_.pop()

    def text(piece: str) -> None:
        if open_:
            open_[-1].text += piece

    def entity(*told: object) -> None:
        tree.entities.append((str(told[0]), str(told[2] or told[4] or "")))
        raise _RefusedError

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = text, entity
    try:
        parser.Parse(data, True)  # noqa: FBT003
    except (expat.ExpatError, _RefusedError, ValueError, RecursionError, LookupError):
        tree.whole = False
    return tree
