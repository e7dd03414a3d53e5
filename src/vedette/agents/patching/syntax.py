"""A view of Python source that survives whatever it is given: functions, calls, names, comments.

By tree-sitter, and only what the gates ask for. Nothing here runs the code or recurses with its
depth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from tree_sitter import Node

from vedette.lang.python.parsing import parse

FUNCTION = "function_definition"
CLASS = "class_definition"
_DEFINITIONS = frozenset((FUNCTION, CLASS))
_STATEMENT_CALLS = {"exec_statement": "exec", "print_statement": "print"}
_ASSIGNMENTS = frozenset(("assignment", "augmented_assignment", "for_statement", "for_in_clause"))


def text_of(node: Node | None) -> str:
    """Return what a node covers."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def walk(node: Node, enter: Callable[[Node], bool] = lambda _: True) -> Iterator[Node]:
    """Yield a node and all below it in order; below those `enter` says no to, nothing."""
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        if one is node or enter(one):
            todo.extend(reversed(one.children))


@dataclass(frozen=True, slots=True)
class Call:
    """A call, and what is called: dotted, imports looked through."""

    name: str
    node: Node

    @property
    def last(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def line(self) -> int:
        """Where it begins, from 1."""
        return self.node.start_point[0] + 1


@dataclass(slots=True)
class Scope:
    """A function, a class, or the top level (its name is empty), without those written inside it."""

    name: str
    node: Node
    decorators: tuple[str, ...] = ()
    calls: list[Call] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    """All of its nodes, inner definitions left out."""

    @property
    def body(self) -> Node:
        """Its statements."""
        return self.node.child_by_field_name("body") or self.node

    @property
    def is_function(self) -> bool:
        """Whether it is one."""
        return self.node.type == FUNCTION

    @property
    def lines(self) -> range:
        """Its lines, from 1, decorators left out."""
        return range(self.node.start_point[0] + 1, self.node.end_point[0] + 2)

    def of(self, *kinds: str) -> list[Node]:
        """Return its nodes of some kinds."""
        return [one for one in self.nodes if one.type in kinds]


class Syntax:
    """One text, taken apart."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._data = text.encode("utf-8", "replace")
        self.root = parse(self._data).root_node

    @cached_property
    def faults(self) -> int:
        """How many places are no Python."""
        if not self.root.has_error:
            return 0
        return sum(one.is_error or one.is_missing for one in walk(self.root, lambda one: one.has_error))

    @cached_property
    def comments(self) -> list[str]:
        """Return the comments, in order."""
        return [text_of(one) for one in walk(self.root) if one.type == "comment"]

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Return what names stand for that imports brought, anywhere in the file."""
        found: dict[str, str] = {}
        for node in walk(self.root):
            if node.type == "import_statement":
                found |= dict(_imported(node, ""))
            elif node.type == "import_from_statement":
                found |= dict(_imported(node, text_of(node.child_by_field_name("module_name"))))
        return found

    @cached_property
    def imports(self) -> frozenset[str]:
        """Return the top-level names of what is imported; relative imports are `.`."""
        return frozenset(name.partition(".")[0] or "." for name in self.aliases.values())

    @cached_property
    def firm_imports(self) -> frozenset[str]:
        """Return the top-level names of what is imported in no function and under no condition."""
        found = set()
        for node in self.root.named_children:
            if node.type == "import_statement":
                found |= {full for _, full in _imported(node, "")}
            elif node.type == "import_from_statement":
                found |= {
                    full for _, full in _imported(node, text_of(node.child_by_field_name("module_name")))
                }
        return frozenset(name.partition(".")[0] or "." for name in found)

    @cached_property
    def scopes(self) -> dict[str, Scope]:
        """Return the top level, functions and classes by qualified name; a second of a name gets a number."""
        found: dict[str, Scope] = {}
        todo: list[tuple[str, Node, tuple[str, ...]]] = [("", self.root, ())]
        while todo:
            name, node, decorators = todo.pop(0)
            scope = Scope(_unused(name, found), node, decorators)
            found[scope.name] = scope
            for one in walk(scope.body, lambda one: one.type not in _DEFINITIONS):
                if one.type in _DEFINITIONS and one is not node:
                    inner = text_of(one.child_by_field_name("name"))
                    todo.append((f"{name}.{inner}" if name else inner, one, _decorators(one)))
                else:
                    scope.nodes.append(one)
            scope.calls = [call for one in scope.nodes if (call := self._call(one)) is not None]
        return found

    def named(self, node: Node | None) -> str:
        """Return a dotted name with imports looked through; what is no name is given as it stands."""
        plain = "".join(text_of(node).split())
        head, dot, rest = plain.partition(".")
        return f"{self.aliases.get(head, head)}{dot}{rest}"

    def _call(self, node: Node) -> Call | None:
        if node.type == "call":
            return Call(self.named(node.child_by_field_name("function")), node)
        name = _STATEMENT_CALLS.get(node.type)
        return Call(name, node) if name is not None else None

    def at(self, line: int) -> Scope:
        """Return the innermost function a line stands in, or else the top level."""
        inside = [one for one in self.scopes.values() if one.is_function and line in one.lines]
        return min(inside, key=lambda one: len(one.lines), default=self.scopes[""])

    def bound(self, scope: Scope) -> set[str]:
        """Return the names a scope gives a meaning to."""
        found = set()
        for node in scope.nodes:
            if node.type in _ASSIGNMENTS:
                found |= _names(node.child_by_field_name("left"))
            elif node.type in {"named_expression", "keyword_pattern"}:
                found |= _names(node.child_by_field_name("name"))
            elif node.type == "as_pattern_target":
                found |= _names(node)
        return found | self._inner.get(scope.name, set())

    @cached_property
    def _inner(self) -> dict[str, set[str]]:
        """The names of what is defined in each scope."""
        found: dict[str, set[str]] = {}
        for name in self.scopes:
            outer, _, last = name.rpartition(".")
            if name:
                found.setdefault(outer, set()).add(last.partition("#")[0])
        return found


@lru_cache(maxsize=4)
def syntax_of(text: str) -> Syntax:
    """Return a text taken apart: each gate asks for the same two."""
    return Syntax(text)


def _unused(name: str, known: dict[str, Scope]) -> str:
    number, made = 1, name
    while made in known:
        number += 1
        made = f"{name}#{number}"
    return made


def _decorators(node: Node) -> tuple[str, ...]:
    parent = node.parent
    if parent is None or parent.type != "decorated_definition":
        return ()
    return tuple("".join(text_of(one).split()) for one in parent.children if one.type == "decorator")


def _names(node: Node | None) -> set[str]:
    """Return the plain names that are bound by a target."""
    if node is None:
        return set()
    inside = walk(node, lambda one: one.type not in {"attribute", "subscript", "call"})
    return {text_of(one) for one in inside if one.type == "identifier"}


def _imported(node: Node, module: str) -> Iterator[tuple[str, str]]:
    """Yield the name that is bound and what it stands for."""
    for one in node.children_by_field_name("name"):
        inner = one.child_by_field_name("name") if one.type == "aliased_import" else one
        alias = one.child_by_field_name("alias") if one.type == "aliased_import" else None
        full = text_of(inner)
        if module:
            yield text_of(alias) or full, f"{module}.{full}"
        elif alias is not None:
            yield text_of(alias), full
        else:
            head = full.partition(".")[0]
            yield head, head
    if module and any(one.type == "wildcard_import" for one in node.children):
        yield f"*{module}", f"{module}.*"
