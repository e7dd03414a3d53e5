"""Structs as the compiler takes them: classes of its own kind, with all that makes an instance written out.

`msgspec.Struct` makes instances quickly where Python is interpreted. mypyc knows nothing of it: of a class
with a metaclass it heeds no keyword, and does not know where a field lies. A struct that is compared by
identity is never encoded, so a plain class will do: its fields lie in the object itself, where C finds them.
"""

from __future__ import annotations

import ast
import textwrap
from typing import Final

STRUCTS: Final = ("msgspec.Struct", "Struct")
_FACTORY: Final = "msgspec.field"
_MARKS: Final = ("import typing", "if typing.TYPE_CHECKING:", "    from mypy_extensions import mypyc_attr")
"""The compiler reads what it says of a class, and leaves it out."""


class Unfit(Exception):
    """A struct that is compared by value: it has to stay one, in a module that is not compiled."""


def native(source: str, name: str) -> str:
    """Return the text of a module with its structs as plain classes; `name` is for the message.

    And with `type(x)` for `x.__class__`, which C would look up by its name.

    Raises:
        Unfit: one of them is compared by value.

    """
    source = _types(source)
    lines = source.split("\n")
    structs = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and _is_struct(node)]
    for node in reversed(structs):
        if not _by_identity(node):
            raise Unfit(f"{name}: {node.name} is compared by value; leave the module out of what is compiled")
        lines[node.lineno - 1 : node.end_lineno] = _plain(node, lines)
    at = next(number for number, line in enumerate(lines) if line.startswith("from __future__"))
    lines[at + 1 : at + 1] = _MARKS if structs else ()
    return "\n".join(lines)


def _types(source: str) -> str:
    text = source.encode()
    starts = [0]
    for line in text.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    asked = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
    for node in sorted(asked, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        if node.attr == "__class__":
            begin = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            text = b"%stype(%s)%s" % (text[:begin], text[begin : end - len(b".__class__")], text[end:])
    return text.decode()


def _is_struct(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base) in STRUCTS for base in node.bases)


def _keywords(node: ast.ClassDef) -> dict[str | None, str]:
    return {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}


def _by_identity(node: ast.ClassDef) -> bool:
    keywords = _keywords(node)
    return keywords.get("eq") == "False" and "kw_only" not in keywords


def _plain(node: ast.ClassDef, lines: list[str]) -> list[str]:
    """Return the lines of a plain class with the fields and methods of a struct."""
    fields = [part for part in node.body if isinstance(part, ast.AnnAssign)]
    methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
    mark = ["@mypyc_attr(acyclic=True)"] if _keywords(node).get("gc") == "False" else []
    made = [*mark, f"class {node.name}:", *textwrap.indent(_init(fields), "    ").split("\n")]
    for method in methods:
        first = min([method.lineno, *(one.lineno for one in method.decorator_list)])
        made += ["", *lines[first - 1 : method.end_lineno]]
    return made


def _init(fields: list[ast.AnnAssign]) -> str:
    """Return an `__init__` that takes the fields in order, and makes anew what a factory makes."""
    given, body = ["self"], []
    for field in fields:
        name, kind = ast.unparse(field.target), ast.unparse(field.annotation)
        if field.value is None:
            given.append(f"{name}: {kind}")
        elif (factory := _factory(field.value)) is None:
            given.append(f"{name}: {kind} = {ast.unparse(field.value)}")
        else:
            given.append(f"{name}: {kind} | None = None")
            body.append(f"    self.{name}: {kind} = {factory}() if {name} is None else {name}")
            continue
        body.append(f"    self.{name}: {kind} = {name}")
    return "\n".join([f"def __init__({', '.join(given)}) -> None:", *body])


def _factory(value: ast.expr) -> str | None:
    """Return what makes a field's default anew for each instance."""
    if isinstance(value, ast.Call) and ast.unparse(value.func) == _FACTORY:
        return next(ast.unparse(word.value) for word in value.keywords if word.arg == "default_factory")
    return None
