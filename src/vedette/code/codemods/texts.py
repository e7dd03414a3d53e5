"""A text a program puts together, as its pieces: constants and holes, each with its place in the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.module import Module, Refused, plain
from vedette.code.codemods.site import Site, keywords, positional, value

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_PERCENT: Final = re.compile(
    rb"%(?:\((?P<name>\w+)\))?(?P<spec>[#0\- +]*(?:\d+)?(?:\.\d+)?[hlL]?)(?P<type>[diouxXeEfFgGcrsa%])"
)
_BRACES: Final = re.compile(
    rb"(?P<double>\{\{|\}\})|\{(?P<name>\w*)(?P<conversion>![rsa])?(?P<spec>:[^{}]*)?\}"
)
_NUMBERS: Final = "diouxXeEfFgGc"
_DEPTH_MAX: Final = 8
_PIECES_MAX: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece. Offsets are where it stands in the literal, or where the expression does."""

    module: Module
    start: int
    end: int
    text: str = ""
    """A constant's value; empty for a hole."""
    hole: Syntax | None = None
    form: str = ""
    """How a hole is filled: `f`, `%`, `format`, `+`, or `whole` where it is the whole text."""
    spec: str = ""
    """A conversion or format: `!r`, `:>10`, `d`."""
    literal: Syntax | None = None
    """The string literal a constant or a placeholder stands in."""

    @property
    def is_number(self) -> bool:
        """Whether the format lets nothing but a number through."""
        return bool(self.spec) and self.spec[-1] in _NUMBERS and self.form in ("%", "f", "format")


def pieces(
    site: Site, module: Module, node: Syntax, *, follow: bool = True, depth: int = _DEPTH_MAX
) -> list[Piece]:
    """Return the pieces of a text; variables that hold a text put together are followed.

    Raises:
        Refused: it is put together in a way that is not known here.

    """
    found = list(_pieces(site, module, node, follow, depth))
    if not found or len(found) > _PIECES_MAX:
        raise Refused
    if len(found) == 1 and found[0].hole is not None and found[0].form == "+":
        found = [replace(found[0], form="whole")]
    return found


def _pieces(site: Site, module: Module, node: Syntax, follow: bool, depth: int) -> Iterator[Piece]:  # noqa: FBT001
    node = plain(node)
    if node.type == "string":
        yield from _string(module, node)
    elif node.type == "concatenated_string":
        for child in node.named_children:
            if child.type == "string":
                yield from _string(module, child)
    elif node.type == "binary_operator" and depth:
        yield from _operator(site, module, node, follow, depth)
    elif node.type == "call" and _is_format(module, node):
        yield from _formatted(module, node)
    else:
        made = site.assigned(node, module) if follow and depth and node.type == "identifier" else None
        if made is not None and is_built(module, made):
            yield from _pieces(site, module, made, follow, depth - 1)
        else:
            yield Piece(module=module, start=node.start_byte, end=node.end_byte, hole=node, form="+")


def is_built(module: Module, node: Syntax) -> bool:
    """Tell whether an expression puts a text together, or is one."""
    node = plain(node)
    if node.type in ("string", "concatenated_string"):
        return True
    if node.type == "binary_operator":
        sides = [node.child_by_field_name(name) for name in ("left", "right")]
        return _sign(node) in ("+", "%") and any(one is not None and is_built(module, one) for one in sides)
    return node.type == "call" and _is_format(module, node)


def _sign(node: Syntax) -> str:
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""


def _operator(site: Site, module: Module, node: Syntax, follow: bool, depth: int) -> Iterator[Piece]:  # noqa: FBT001
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        raise Refused
    if _sign(node) == "+":
        yield from _pieces(site, module, left, follow, depth)
        yield from _pieces(site, module, right, follow, depth - 1)
    elif _sign(node) == "%" and plain(left).type in ("string", "concatenated_string"):
        yield from _percent(module, plain(left), plain(right))
    else:
        yield Piece(module=module, start=node.start_byte, end=node.end_byte, hole=node, form="+")


def contents(node: Syntax) -> tuple[int, int]:
    """Return where the text of a string literal begins and ends, between its quotes.

    Raises:
        Refused: it is not whole.

    """
    children = node.children
    if len(children) < 2 or children[0].type != "string_start" or children[-1].type != "string_end":  # noqa: PLR2004
        raise Refused
    return children[0].end_byte, children[-1].start_byte


def prefix(module: Module, node: Syntax) -> str:
    """Return the letters before a literal's quote, in small letters."""
    return module.of(node.children[0]).rstrip("\"'").lower() if node.children else ""


def quote(module: Module, node: Syntax) -> str:
    """Return a literal's quotes: one or three."""
    return module.of(node.children[-1]) if node.children else '"'


def _string(module: Module, node: Syntax) -> Iterator[Piece]:
    start, end = contents(node)
    at = start
    for child in node.named_children:
        if child.type != "interpolation":
            continue
        yield from _constant(module, node, at, child.start_byte)
        yield _interpolation(module, node, child)
        at = child.end_byte
    yield from _constant(module, node, at, end)


def _constant(module: Module, literal: Syntax, start: int, end: int, doubled: str = "") -> Iterator[Piece]:
    if start < end:
        text = decoded(module, literal, start, end)
        if doubled:
            text = text.replace("%%", "%") if doubled == "%" else text.replace("{{", "{").replace("}}", "}")
        elif "f" in prefix(module, literal):
            text = text.replace("{{", "{").replace("}}", "}")
        yield Piece(module=module, start=start, end=end, text=text, literal=literal)


def decoded(module: Module, literal: Syntax, start: int, end: int) -> str:
    """Return what a part of a literal's source means.

    Raises:
        Refused: it is no text.

    """
    source = module.data[start:end].decode("utf-8", "replace")
    letters = prefix(module, literal).replace("f", "").replace("t", "")
    quotes = '"""' if "'''" in source else "'''"
    if source.endswith(quotes[0]):
        quotes = "'''" if quotes == '"""' else '"""'
    try:
        made = ast.literal_eval(f"{letters}{quotes}{source}{quotes}")
    except (SyntaxError, ValueError):
        raise Refused from None
    return made if isinstance(made, str) else made.decode("latin-1") if isinstance(made, bytes) else source


def _interpolation(module: Module, literal: Syntax, node: Syntax) -> Piece:
    expression = node.child_by_field_name("expression")
    spec = "".join(
        module.of(one) for one in node.named_children if one.type in ("type_conversion", "format_specifier")
    )
    if expression is None or any(one.type == "=" for one in node.children):
        raise Refused
    return Piece(
        module=module,
        start=node.start_byte,
        end=node.end_byte,
        hole=expression,
        form="f",
        spec=spec,
        literal=literal,
    )


def _percent(module: Module, left: Syntax, right: Syntax) -> Iterator[Piece]:
    """`"…%s…" % (a, b)`: the placeholders in turn, or by the keys of a dictionary."""
    given = (
        [one for one in right.named_children if one.type != "comment"] if right.type == "tuple" else [right]
    )
    named = _pairs(module, right) if right.type == "dictionary" else {}
    for literal in _literals(left):
        start, end = contents(literal)
        at = start
        for found in _PERCENT.finditer(module.data, start, end):
            if found["type"] == b"%":
                continue
            yield from _constant(module, literal, at, found.start(), "%")
            name = (found["name"] or b"").decode()
            hole = named.get(name) if name else given.pop(0) if given else None
            if hole is None or hole.type in ("list_splat", "dictionary"):
                raise Refused
            spec = (found["spec"] + found["type"]).decode()
            yield Piece(
                module=module, start=found.start(), end=found.end(), hole=hole, form="%",
                spec="" if spec == "s" else spec, literal=literal,
            )  # fmt: skip
            at = found.end()
        yield from _constant(module, literal, at, end, "%")
    if given and not named:
        raise Refused


def _literals(node: Syntax) -> list[Syntax]:
    return [node] if node.type == "string" else [one for one in node.named_children if one.type == "string"]


def _pairs(module: Module, node: Syntax) -> dict[str, Syntax]:
    found: dict[str, Syntax] = {}
    for pair in node.named_children:
        key, held = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and held is not None and key.type == "string":
            found[module.of(key).strip("\"'")] = held
    return found


def _is_format(module: Module, node: Syntax) -> bool:
    function = node.child_by_field_name("function")
    if function is None or function.type != "attribute" or not module.of(function).endswith(".format"):
        return False
    receiver = function.child_by_field_name("object")
    return receiver is not None and plain(receiver).type in ("string", "concatenated_string")


def _formatted(module: Module, node: Syntax) -> Iterator[Piece]:
    """`"…{}…".format(a, b=c)`: by position, number or name."""
    function = node.child_by_field_name("function")
    receiver = function.child_by_field_name("object") if function is not None else None
    given, named = positional(node), {name: value(one) for name, one in keywords(module, node).items()}
    if receiver is None or any(one.type in ("list_splat", "dictionary_splat") for one in given):
        raise Refused
    turn = 0
    for literal in _literals(plain(receiver)):
        start, end = contents(literal)
        at = start
        for found in _BRACES.finditer(module.data, start, end):
            if found["double"]:
                continue
            yield from _constant(module, literal, at, found.start(), "{")
            name = found["name"].decode()
            number = turn if not name else int(name) if name.isdigit() else -1
            turn += not name
            hole = given[number] if 0 <= number < len(given) else named.get(name)
            if hole is None:
                raise Refused
            spec = ((found["conversion"] or b"") + (found["spec"] or b"")).decode()
            yield Piece(
                module=module,
                start=found.start(),
                end=found.end(),
                hole=hole,
                form="format",
                spec=spec,
                literal=literal,
            )
            at = found.end()
        yield from _constant(module, literal, at, end, "{")
