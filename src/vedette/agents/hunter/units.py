"""Units of code worth a look: functions, what they call under its full name, what they are given.

Read with the parser of the language, from files nobody vouches for: what does not parse is left out and
named.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from vedette.agents.hunter.slices import bare, numbered

_FILE_MAX: Final = 512 << 10
_SLICE_MAX: Final = 4000
"""Characters of one unit that are shown: about a thousand tokens."""
_IMPORTS_MAX: Final = 20
MODULE: Final = "<module>"
CALL: Final = "()"
Functions = ast.FunctionDef | ast.AsyncFunctionDef


class Called(Struct, frozen=True, kw_only=True):
    """One call in a unit."""

    path: str
    """As imported: `acme.db.raw`, `acme.Runner().shell`; empty where the receiver is not known."""
    method: str
    """The last part of its name."""
    written: str
    """As it stands in the code, without arguments."""
    line: int
    end_line: int
    positional: int
    keywords: tuple[str, ...] = ()
    constant: bool = False
    """Whether all arguments are constants."""


class Unit(Struct, frozen=True, kw_only=True):
    """A function, or what a module does when it is imported."""

    path: str
    name: str
    """With its class: `Store.find`."""
    line: int
    end_line: int
    text: str
    """Numbered lines without comments and docstrings."""
    cut: bool = False
    imports: tuple[str, ...] = ()
    """Import statements whose names it uses, rewritten from what was parsed."""
    parameters: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    """Of its class."""
    calls: tuple[Called, ...] = ()

    @property
    def place(self) -> str:
        """Return where it is, in words."""
        return f"{self.path}:{self.line} {self.name}"


class Parsed(Struct, frozen=True, kw_only=True):
    """One file, taken apart."""

    units: tuple[Unit, ...]
    defined: frozenset[str]
    """Names of the functions, methods and classes in it."""
    lines: tuple[str, ...]
    """Bare lines, as models are shown them."""
    texts: tuple[str, ...]
    """The same lines as they stand there."""


def parse(path: str, text: str) -> Parsed | str:
    """Take a file apart, or say why it cannot be."""
    if len(text) > _FILE_MAX:
        return f"larger than {_FILE_MAX >> 10} KiB"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        return _File(path, text, tree).parsed()
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"not parsed: {type(error).__name__}"


class _File:
    def __init__(self, path: str, text: str, tree: ast.Module) -> None:
        self.path, self.tree = path, tree
        self.lines = bare(text, tree)
        self.texts = tuple(line.rstrip("\r") for line in text.split("\n"))
        self.package = ".".join(PurePosixPath(path).parts[:-1])
        self.names: dict[str, str] = {}
        self.statements: dict[str, str] = {}
        for node in ast.walk(tree):
            self._import(node)
        self.own = [one for one in tree.body if not isinstance(one, Functions | ast.ClassDef)]
        self.globals = self._assigned(self.own)

    def parsed(self) -> Parsed:
        units = [*self._module(), *self._functions(self.tree.body, None)]
        defined = frozenset(
            node.name for node in ast.walk(self.tree) if isinstance(node, Functions | ast.ClassDef)
        )
        return Parsed(units=tuple(units), defined=defined, lines=tuple(self.lines), texts=self.texts)

    def _import(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for one in node.names:
                bound = one.asname or one.name.partition(".")[0]
                self.names[bound] = one.name if one.asname else bound
                self.statements[bound] = f"import {one.name}" + (f" as {one.asname}" if one.asname else "")
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            for one in node.names:
                bound = one.asname or one.name
                self.names[bound] = f"{origin}.{one.name}" if node.module else f"{origin}{one.name}"
                more = f" as {one.asname}" if one.asname else ""
                self.statements[bound] = f"from {origin} import {one.name}{more}"

    def _module(self) -> Iterator[Unit]:
        calls = tuple(self._calls(self.own, self.globals))
        if calls:
            first, last = min(one.line for one in calls), max(one.end_line for one in calls)
            text, cut = numbered(self.lines, first, last, _SLICE_MAX)
            yield Unit(
                path=self.path,
                name=MODULE,
                line=first,
                end_line=last,
                text=text,
                cut=cut,
                imports=self._imports(self.own),
                calls=calls,
            )

    def _functions(self, body: Iterable[ast.stmt], owner: ast.ClassDef | None) -> Iterator[Unit]:
        for node in body:
            if isinstance(node, Functions):
                yield self._unit(node, owner)
            elif isinstance(node, ast.ClassDef) and owner is None:
                yield from self._functions(node.body, node)

    def _unit(self, node: Functions, owner: ast.ClassDef | None) -> Unit:
        first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        last = node.end_lineno or node.lineno
        text, cut = numbered(self.lines, first, last, _SLICE_MAX)
        held = self._assigned(node.body, self.globals | self._attributes(owner))
        given = node.args
        parameters = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        return Unit(
            path=self.path,
            name=f"{owner.name}.{node.name}" if owner is not None else node.name,
            line=first,
            end_line=last,
            text=text,
            cut=cut,
            imports=self._imports([node, *([] if owner is None else owner.bases)]),
            parameters=tuple(parameters),
            decorators=tuple(self._full(node.decorator_list)),
            bases=tuple(self._full(owner.bases)) if owner is not None else (),
            calls=tuple(self._calls([node], held)),
        )

    def _full(self, nodes: Iterable[ast.expr]) -> Iterator[str]:
        for node in nodes:
            if name := self._named(node, self.globals):
                yield name.removesuffix(CALL)

    def _imports(self, nodes: Iterable[ast.AST]) -> tuple[str, ...]:
        used = {one.id for node in nodes for one in ast.walk(node) if isinstance(one, ast.Name)}
        return tuple(self.statements[name] for name in sorted(used & set(self.statements)))[:_IMPORTS_MAX]

    def _calls(self, nodes: Iterable[ast.AST], held: Mapping[str, str]) -> Iterator[Called]:
        for node in (one for top in nodes for one in ast.walk(top)):
            if isinstance(node, ast.Call) and (written := _written(node.func)):
                yield Called(
                    path=self._named(node.func, held),
                    method=written.rpartition(".")[2],
                    written=written,
                    line=node.lineno,
                    end_line=node.end_lineno or node.lineno,
                    positional=sum(not isinstance(one, ast.Starred) for one in node.args),
                    keywords=tuple(one.arg for one in node.keywords if one.arg),
                    constant=all(isinstance(one, ast.Constant) for one in _arguments(node)),
                )

    def _assigned(
        self, nodes: Iterable[ast.AST], known: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, str]:
        """Return what names stand for that a call was assigned to: `db = acme.connect()`, `with … as db`."""
        held: dict[str, str] = {**known}
        for node in (one for top in nodes for one in ast.walk(top)):
            pairs: list[tuple[ast.expr | None, ast.expr]] = []
            if isinstance(node, ast.Assign):
                pairs = [(target, node.value) for target in node.targets]
            elif isinstance(node, ast.withitem):
                pairs = [(node.optional_vars, node.context_expr)]
            for target, value in pairs:
                name = _written(target) if target is not None else ""
                if isinstance(value, ast.Call) and name and (path := self._named(value.func, held)):
                    held[name] = path + CALL
        return held

    def _attributes(self, owner: ast.ClassDef | None) -> dict[str, str]:
        if owner is None:
            return {}
        return {name: path for name, path in self._assigned([owner]).items() if name.startswith("self.")}

    def _named(self, node: ast.expr, held: Mapping[str, str]) -> str:
        """Return the full name of an expression, or nothing where it has none."""
        written = _written(node)
        for name, path in held.items():
            if written.startswith(f"{name}."):
                return path + written[len(name) :]
        root = written.partition(".")[0].removesuffix(CALL)
        known = self.names.get(root)
        return known + written[len(root) :] if known is not None else ""


def _written(node: ast.AST) -> str:
    """Return a dotted name as it is written, calls in it without their arguments; else nothing."""
    parts: list[str] = []
    if not isinstance(node, ast.Attribute | ast.Call | ast.Name):
        return ""
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            inner = node.func
            if isinstance(inner, ast.Attribute):
                parts.append(f"{inner.attr}()")
                node = inner.value
            elif isinstance(inner, ast.Name):
                parts.append(f"{inner.id}()")
                break
            else:
                return ""
        elif isinstance(node, ast.Name):
            parts.append(node.id)
            break
        else:
            parts.append("?")  # of something without a name: only what follows is known
            break
    return ".".join(reversed(parts))


def _arguments(node: ast.Call) -> Iterator[ast.expr]:
    yield from node.args
    yield from (one.value for one in node.keywords)
