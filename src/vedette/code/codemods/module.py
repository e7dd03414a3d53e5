"""One Python file as codemods see it: its text, its syntax tree, and what its names mean."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from vedette.core.nouns import Lines
from vedette.lang.python.parsing import parse

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

BLOCKS: Final = frozenset(("block", "module"))
SCOPES: Final = frozenset(("function_definition", "module", "lambda", "class_definition"))
COMPREHENSIONS: Final = frozenset(
    ("list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression")
)
NODES_MAX: Final = 400_000
"""A file with more nodes is left alone: its names are looked up by walking all of them."""


class Refused(Exception):
    """A codemod is not sure, and proposes nothing."""


class Module:
    """A parsed file. Offsets are those of its UTF-8 bytes."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.data = text.encode("utf-8", "replace")
        self.root = parse(self.data).root_node
        self.newline = "\r\n" if b"\r\n" in self.data[:10_000] else "\n"

    def of(self, node: Syntax) -> str:
        """Return a node's text."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place; lines and columns count from 1, columns in code points."""
        start = self._starts[min(line, len(self._starts)) - 1]
        end = self.data.find(b"\n", start)
        text = self.data[start : end if end >= 0 else len(self.data)].decode("utf-8", "replace")
        return start + len(text[: column - 1].encode("utf-8", "replace"))

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [0], self.data.find(b"\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.data.find(b"\n", at + 1)
        return starts

    def span(self, where: Lines) -> tuple[int, int]:
        """Return the offsets of a place."""
        return self.offset(where.line, where.column), self.offset(where.end_line, where.end_column)

    def node(self, start: int, end: int) -> Syntax:
        """Return the deepest node over a span.

        Raises:
            Refused: there is none, or its parts could not be parsed.

        """
        found = self.root.named_descendant_for_byte_range(start, end)
        if found is None or found.start_byte != start or found.end_byte != end or found.has_error:
            raise Refused
        return found

    def line_start(self, at: int) -> int:
        """Return where the line of an offset begins."""
        return self.data.rfind(b"\n", 0, at) + 1

    @cached_property
    def nodes(self) -> tuple[Syntax, ...]:
        """Every named node, parents first.

        Raises:
            Refused: there are too many.

        """
        found: list[Syntax] = []
        for node in walk(self.root):
            found.append(node)
            if len(found) > NODES_MAX:
                raise Refused
        return tuple(found)

    @cached_property
    def imports(self) -> tuple[tuple[Syntax, str, str], ...]:
        """Every import: its node, the name it binds, and the dotted path that name means."""
        return tuple(self._imports())

    def _imports(self) -> Iterator[tuple[Syntax, str, str]]:
        for node in self.nodes:
            if node.type == "import_statement":
                for item in node.named_children:
                    yield from self._imported(node, item, "")
            elif node.type == "import_from_statement":
                origin = node.child_by_field_name("module_name")
                prefix = self.of(origin) if origin is not None else ""
                for item in node.named_children:
                    if item != origin:
                        yield from self._imported(node, item, prefix + ("" if prefix.endswith(".") else "."))

    def _imported(self, node: Syntax, item: Syntax, prefix: str) -> Iterator[tuple[Syntax, str, str]]:
        if item.type == "aliased_import":
            name, alias = item.child_by_field_name("name"), item.child_by_field_name("alias")
            if name is not None and alias is not None:
                yield node, self.of(alias), prefix + self.of(name)
        elif item.type == "dotted_name":
            text = self.of(item)
            first = text.partition(".")[0]
            yield (node, text, prefix + text) if prefix else (node, first, first)
            if not prefix and first != text:
                yield node, text, text

    @cached_property
    def meanings(self) -> dict[str, str]:
        """Names to the dotted paths they were imported for; one imported for two things means neither."""
        found: dict[str, str] = {}
        for _, name, path in self.imports:
            found[name] = path if found.get(name, path) == path else "?"
        return found

    def dotted(self, node: Syntax | None) -> str:
        """Return the library path of a name or attribute (`os.path.join`), or an empty text."""
        parts: list[str] = []
        while node is not None and node.type == "attribute":
            attribute = node.child_by_field_name("attribute")
            parts.append(self.of(attribute) if attribute is not None else "?")
            node = node.child_by_field_name("object")
        if node is None or node.type != "identifier":
            return ""
        name = self.of(node)
        return ".".join([self.meanings.get(name, name), *reversed(parts)])

    @cached_property
    def bound(self) -> frozenset[str]:
        """Every name that something other than an import binds, anywhere in the file."""
        return frozenset(self.of(node) for node in self.nodes if node.type == "identifier" and is_bound(node))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that occurs, but for those of attributes."""
        return frozenset(
            self.of(node) for node in self.nodes if node.type == "identifier" and not _is_attribute(node)
        )

    def fresh(self, *wanted: str) -> str:
        """Return the first of some names that occurs nowhere in the file.

        Raises:
            Refused: all of them do.

        """
        for name in wanted:
            if name not in self.names and name not in self.meanings:
                return name
        raise Refused


def walk(node: Syntax) -> Iterator[Syntax]:
    """Yield a node and all named nodes below it, parents first, in the order of the text."""
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        todo.extend(reversed(one.named_children))


def ancestors(node: Syntax) -> Iterator[Syntax]:
    """Yield what a node stands in, the nearest first."""
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def scope(node: Syntax) -> Syntax:
    """Return the function, lambda, class or module a node stands in."""
    return next((one for one in ancestors(node) if one.type in SCOPES), node)


def function(node: Syntax) -> Syntax | None:
    """Return the function a node stands in, lambdas and classes left aside."""
    return next((one for one in ancestors(node) if one.type == "function_definition"), None)


def statement(node: Syntax) -> Syntax:
    """Return the statement a node stands in: what stands directly in a block."""
    while node.parent is not None and node.parent.type not in BLOCKS:
        node = node.parent
    return node


def inside(inner: Syntax, outer: Syntax) -> bool:
    """Tell whether one node lies within another, or is it."""
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def plain(node: Syntax) -> Syntax:
    """Return what stands in brackets that only group."""
    while node.type == "parenthesized_expression" and node.named_child_count == 1:
        node = node.named_children[0]
    return node


_TARGETS_WORDS: Final = """
pattern_list tuple_pattern list_pattern list_splat_pattern as_pattern_target expression_list
dictionary_splat_pattern
"""
_TARGETS: Final = frozenset(_TARGETS_WORDS.split())
_ALWAYS: Final = frozenset(("parameters", "lambda_parameters", "typed_parameter", "global_statement"))
_FIELDS: Final = {
    "assignment": "left",
    "augmented_assignment": "left",
    "for_statement": "left",
    "for_in_clause": "left",
    "named_expression": "name",
    "function_definition": "name",
    "class_definition": "name",
    "default_parameter": "name",
    "typed_default_parameter": "name",
}


def is_bound(node: Syntax) -> bool:
    """Tell whether a name is given a value where it stands."""
    above = node.parent
    while above is not None and above.type in _TARGETS:
        node, above = above, above.parent
    if above is None:
        return False
    if above.type == "as_pattern":
        return node.type == "as_pattern_target"
    field = _FIELDS.get(above.type)
    return above.type in _ALWAYS or (field is not None and above.child_by_field_name(field) == node)


def _is_attribute(node: Syntax) -> bool:
    above = node.parent
    if above is None:
        return False
    if above.type == "keyword_argument":
        return above.child_by_field_name("name") == node
    return above.type == "attribute" and above.child_by_field_name("attribute") == node
