"""One file's part in routing: handlers with their paths, groups with their prefixes, what is mounted.

Nothing is run: what decides is a string constant handed to a call whose name frameworks use for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from vedette.code.routing.templates import from_pattern, normal
from vedette.lang import ir
from vedette.lang.ir import Node, end_of, start_of

METHODS: Final = frozenset(("get", "post", "put", "delete", "patch", "head", "options"))
_DECORATORS: Final = METHODS | {"route", "api_route", "expose"}
_GROUPS: Final = {"Blueprint": "url_prefix", "APIRouter": "prefix", "RouteTableDef": "", "Router": "prefix"}
"""What makes a group of routes, and how its prefix is handed over."""
_MOUNTS: Final = {"register_blueprint": "url_prefix", "include_router": "prefix", "blueprint": "url_prefix"}
_ADDERS: Final = {
    "add_url_rule": (0, 2, "view_func"),
    "add_api_route": (0, 1, "endpoint"),
    "add_route": (0, 1, "endpoint"),
    "Route": (0, 1, "endpoint"),
    "path": (0, 1, "view"),
    "url": (0, 1, "view"),
    "re_path": (0, 1, "view"),
    "URLSpec": (0, 1, "handler"),
    **{f"add_{method}": (0, 1, "handler") for method in METHODS},
}
"""Calls that tie a path to a function: where the path is, where the function, and its name as a keyword."""
_TIES: Final = frozenset((*_GROUPS, *_MOUNTS, *_ADDERS, *(f"@{name}" for name in _DECORATORS)))
_PATTERNS: Final = frozenset(("re_path", "url", "URLSpec"))
_SAYING: Final = frozenset((ir.FUNCTION, ir.CLASS, ir.ASSIGN, ir.IMPORT, ir.FROM, ir.CALL))
_LEAVES: Final = frozenset((ir.CONST, ir.NAME, ir.ATTR, ir.COMPARE, ir.UNARY, ir.JOINED))
"""Nodes with nothing below them that ties a path to a function."""


class Handler(NamedTuple):
    """A function that answers requests."""

    start: int
    """Bytes of the file, from where to where."""
    end: int
    group: str
    """The name of the group it is in; empty: of none."""
    path: str
    methods: tuple[str, ...]


class Tied(NamedTuple):
    """A path tied to a function that is named, maybe in another file."""

    target: str
    """Dotted, as written: `views.show`."""
    group: str
    path: str
    methods: tuple[str, ...]


class Mount(NamedTuple):
    """A group put into another one under a prefix."""

    child: str
    """Dotted, as written; a module's name where a module was included."""
    parent: str
    prefix: str | None
    """None: none was given, and its own counts."""
    whole_module: bool
    replaces: bool
    """Whether a prefix given here stands in place of the group's own, as in Flask, and not before it."""


class Span(NamedTuple):
    """Where a definition stands, and what methods it has when it is a class."""

    start: int
    end: int
    methods: tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class FileRoutes:
    """What one file says of routes."""

    handlers: list[Handler] = field(default_factory=list)
    tied: list[Tied] = field(default_factory=list)
    mounts: list[Mount] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    """Of the groups made here."""
    imports: dict[str, str] = field(default_factory=dict)
    """What names mean: dotted, with dots in front when relative."""
    definitions: dict[str, Span] = field(default_factory=dict)


def may_tie(called: frozenset[str]) -> bool:
    """Tell whether a file that calls these may have routes, groups of them, or mounts; see `Facts.called`."""
    return not _TIES.isdisjoint(called)


def collect(body: ir.Block) -> FileRoutes:
    """Read one file."""
    made = FileRoutes()
    for node in _nodes(body):
        match node[0]:
            case ir.FUNCTION:
                _function(node, made)
            case ir.CLASS:
                _define_class(node, made)
            case ir.ASSIGN:
                _assign(node, made)
            case ir.IMPORT:
                made.imports.update({bound: path for bound, path in node[2]})  # noqa: C416  pairs of more
            case ir.FROM:
                _from(node, made)
            case ir.CALL:
                _call(node, made)
            case _:
                pass
    return made


def _nodes(body: ir.Block) -> Iterator[Node]:
    """Give the nodes that can say something of routes, in the order they stand in, outer ones first."""
    waiting: list[Any] = [body]
    while waiting:
        part = waiting.pop()
        if len(part) > 1 and part[0].__class__ is int and part[1].__class__ is int:
            if part[0] in _LEAVES:
                continue
            if part[0] in _SAYING:
                yield part
        waiting.extend(one for one in reversed(part) if one.__class__ is tuple and one)


def _function(node: Node, made: FileRoutes) -> None:
    name, decorators, end = node[2], node[5], node[6]
    start = start_of(node[1])
    made.definitions.setdefault(name, Span(start, end, ()))
    for mark in decorators:
        if mark[0] != ir.CALL or mark[2][0] != ir.ATTR or mark[2][3] not in _DECORATORS:
            continue
        path = _text(_argument(mark, 0, ("rule", "path")))
        if path is not None:
            how = mark[2][3]
            methods = (how.upper(),) if how in METHODS else _methods(mark)
            group = dotted(mark[2][2]) or ""
            made.handlers.append(Handler(start, end, group, normal(path), methods))


def _define_class(node: Node, made: FileRoutes) -> None:
    methods = tuple((one[2], start_of(one[1]), one[6]) for one in node[4] if one[0] == ir.FUNCTION)
    made.definitions.setdefault(node[2], Span(start_of(node[1]), max(end_of(node[1]), node[6]), methods))


def _assign(node: Node, made: FileRoutes) -> None:
    value = node[3]
    if value is None or value[0] != ir.CALL:
        return
    maker = (dotted(value[2]) or "").rpartition(".")[2]
    if maker not in _GROUPS:
        return
    keyword = _GROUPS[maker]
    prefix = _text(_keyword(value, keyword)) if keyword else None
    for target in node[2]:
        if (name := dotted(target)) is not None:
            made.prefixes[name] = normal(prefix or "")


def _from(node: Node, made: FileRoutes) -> None:
    level, module, names = node[2], node[3] or "", node[4]
    lead = "." * level + module
    for name, bound in names:
        made.imports[bound or name] = f"{lead}.{name}" if module else f"{lead}{name}"


def _call(node: Node, made: FileRoutes) -> None:
    function = node[2]
    name = function[3] if function[0] == ir.ATTR else function[2] if function[0] == ir.NAME else None
    owner = (dotted(function[2]) or "") if function[0] == ir.ATTR else ""
    if name in _MOUNTS:
        _mount(node, owner, name, made)
    elif name in _ADDERS:
        _tie(node, owner, name, made)


def _mount(node: Node, owner: str, name: str, made: FileRoutes) -> None:
    child = dotted(_argument(node, 0, ("blueprint", "router")))
    if child is not None:
        prefix = _text(_keyword(node, _MOUNTS[name]))
        replaces = name != "include_router"
        made.mounts.append(
            Mount(
                child,
                owner,
                None if prefix is None else normal(prefix),
                whole_module=False,
                replaces=replaces,
            )
        )


def _tie(node: Node, owner: str, name: str, made: FileRoutes) -> None:
    where, which, keyword = _ADDERS[name]
    written = _text(_argument(node, where, ("rule", "path", "route", "regex", "pattern")))
    view = _argument(node, which, (keyword,))
    if written is None or view is None:
        return
    path = from_pattern(written) if name in _PATTERNS else normal(written)
    if view[0] == ir.CALL and (dotted(view[2]) or "").rpartition(".")[2] == "include":
        module = _text(_argument(view, 0, ())) or dotted(_argument(view, 0, ()))
        if module is not None:
            made.mounts.append(Mount(module, "", path, whole_module=True, replaces=False))
        return
    target = dotted(view[2][2]) if _is_as_view(view) else dotted(view)
    if target is not None:
        how = name.removeprefix("add_")
        methods = (how.upper(),) if how in METHODS else _methods(node)
        made.tied.append(Tied(target, owner, path, methods))


def _is_as_view(view: Node) -> bool:
    """Whether a class is made a view: `Show.as_view()`."""
    return bool(view[0] == ir.CALL and view[2][0] == ir.ATTR and view[2][3] == "as_view")


def _methods(call: Node) -> tuple[str, ...]:
    listed = _keyword(call, "methods")
    if listed is None or listed[0] != ir.SEQUENCE:
        return ()
    texts = (_text(one) for one in listed[3])
    return tuple(text.upper() for text in texts if text)


def dotted(node: Node | None) -> str | None:
    """Return a name with dots, `shop.views.show`, or nothing for anything else."""
    parts: list[str] = []
    while node is not None and node[0] == ir.ATTR:
        parts.append(node[3])
        node = node[2]
    if node is None or node[0] != ir.NAME:
        return None
    return ".".join([node[2], *reversed(parts)])


def _argument(call: Node, position: int, names: tuple[str, ...]) -> Node | None:
    for name in names:
        if (found := _keyword(call, name)) is not None:
            return found
    given = call[3]
    return given[position] if position < len(given) else None


def _keyword(call: Node, name: str) -> Node | None:
    return next((value for key, value in call[4] if key == name), None)


def _text(node: Node | None) -> str | None:
    return node[2] if node is not None and node[0] == ir.CONST and isinstance(node[2], str) else None
