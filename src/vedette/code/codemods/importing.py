"""How to name something of a library in a file: by an import that is there, or by a new one."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.module import Module, Refused, function
from vedette.code.codemods.site import Site

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_IMPORTS: Final = ("import_statement", "import_from_statement", "future_import_statement")
_CODING: Final = b"coding"
_HEAD_LINES: Final = 2


def spell(site: Site, draft: Draft, module: Module, node: Syntax, path: str) -> str:
    """Return how `path` (`shlex.quote`) is written at a node, and add an import to the draft if need be.

    Raises:
        Refused: a name that would be needed means something else in this file.

    """
    found = known(module, node, path)
    if found:
        return found
    library, _, name = path.rpartition(".")
    if library == "os.path":
        library, name = "os", f"path.{name}"
    if library == "":
        return _import(site, draft, module, path, "", path)
    top = library.partition(".")[0]
    if top not in sys.stdlib_module_names or ("." not in name and _from_there(module, library) is not None):
        return _from(site, draft, module, library, name)
    if top not in module.bound and module.meanings.get(top, top) == top:
        return _import(site, draft, module, library, "", library) + "." + name
    if "." in name:
        raise Refused
    alias = module.fresh(name, f"{library.replace('.', '_')}_{name}")
    return _import(site, draft, module, library, name, alias)


def _from(site: Site, draft: Draft, module: Module, library: str, name: str) -> str:
    """Import one name from a library that is not Python's own, with those imported from it already."""
    alias = name if name not in module.bound and name not in module.meanings else ""
    if not alias:
        alias = module.fresh(f"{library.replace('.', '_')}_{name}")
        return _import(site, draft, module, library, name, alias)
    node = _from_there(module, library)
    if node is None:
        return _import(site, draft, module, library, name, alias)
    at, text = _among(module, node.children_by_field_name("name"), name)
    if not any((one.start, one.text) == (at, text) for one in draft.edits.get(module.path, ())):
        draft.put(module, at, at, text)
    return name


def _from_there(module: Module, library: str) -> Syntax | None:
    """Return the statement at the top of a file that imports names from a library already."""
    for node in module.root.named_children:
        origin = node.child_by_field_name("module_name") if node.type == "import_from_statement" else None
        if origin is not None and module.of(origin) == library and node.children_by_field_name("name"):
            return node
    return None


def _among(module: Module, names: list[Syntax], name: str) -> tuple[int, str]:
    """Return where a name goes among those imported, and the text that puts it there."""
    later = next((one for one in names if _order(module.of(one)) > _order(name)), None)
    beside = later if later is not None else names[-1]
    lead = module.data[module.line_start(beside.start_byte) : beside.start_byte]
    gap = module.newline + lead.decode("utf-8", "replace") if not lead.strip() else " "
    return (beside.start_byte, f"{name},{gap}") if later is not None else (beside.end_byte, f",{gap}{name}")


def _order(name: str) -> tuple[int, str]:
    """Order names as import sorters do: constants, classes, the rest."""
    first = name.split(" ", maxsplit=1)[0]
    return (0 if first.isupper() else 1 if first[:1].isupper() else 2, first.lower())


def known(module: Module, node: Syntax, path: str) -> str:
    """Return how a path can be written at a node with the imports that are there; empty where it cannot."""
    here = function(node)
    parts = path.split(".")
    cuts = [len(parts), len(parts) - 1] + ([1] if path.startswith("os.path.") else [])
    for cut in cuts:  # not what an outer package alone would give: its modules need not be loaded
        wanted = ".".join(parts[:cut])
        for statement, name, meant in module.imports:
            shadowed = name.partition(".")[0] in module.bound
            if (
                meant == wanted
                and not shadowed
                and _reaches(statement, node, here)
                and _sole(module, name, meant)
            ):
                return ".".join([name, *parts[cut:]])
    return ""


def _sole(module: Module, name: str, meant: str) -> bool:
    return module.meanings.get(name) == meant


def _reaches(statement: Syntax, node: Syntax, here: Syntax | None) -> bool:
    """Tell whether an import is certain to have been run at a node."""
    above = statement.parent
    if above is not None and above.type == "module":
        return here is not None or statement.end_byte <= node.start_byte
    if here is None or above is None or above.parent != here:
        return False
    return statement.end_byte <= node.start_byte


def _import(site: Site, draft: Draft, module: Module, library: str, name: str, alias: str) -> str:  # noqa: PLR0913, PLR0917
    """Add an import, and return the name it binds."""
    _own(site, module, library)
    if name:
        line = f"from {library} import {name}" + (f" as {alias}" if alias != name else "")
    else:
        line = f"import {library}"
        if library.partition(".")[0] in module.bound:
            raise Refused
    at, before, after = _place(module, library, plain=not name)
    text = f"{before}{line}{module.newline}{after}"
    edits = draft.edits.get(module.path, [])
    if not any(one.text == text for one in edits):
        for number, one in enumerate(edits if after else ()):
            if one.start == one.end == at:  # the blank line comes behind the last
                edits[number] = replace(one, text=one.text.removesuffix(after))
        draft.put(module, at, at, text)
    return alias


def _own(site: Site, module: Module, library: str) -> None:
    """Refuse where the project has a module of that name itself."""
    top = library.partition(".")[0]
    for folder in {PurePosixPath(), PurePosixPath(module.path).parent}:
        for name in (f"{top}.py", f"{top}/__init__.py"):
            if site.text_of(str(folder / name)) is not None:
                raise Refused


def _place(module: Module, library: str, *, plain: bool) -> tuple[int, str, str]:
    """Return where an import goes, and what stands before and after its line."""
    group = _group(module)
    if not group:
        return _head(module)
    same = [one for one in group if (one.type == "import_statement") is plain] or group
    for one in same:
        if plain and one.type == "import_statement" and _named(module, one) > library:
            return module.line_start(one.start_byte), "", ""
    if same is group and plain:
        return module.line_start(group[0].start_byte), "", ""
    return _after(module, same[-1])


def _after(module: Module, node: Syntax) -> tuple[int, str, str]:
    end = module.data.find(b"\n", node.end_byte)
    return (end + 1, "", "") if end >= 0 else (len(module.data), module.newline, "")


def _named(module: Module, node: Syntax) -> str:
    return module.of(node.named_children[0])


def _group(module: Module) -> list[Syntax]:
    """Return the first imports that stand together; those from `__future__` do not count."""
    found: list[Syntax] = []
    for one in module.root.named_children:
        if one.type in _IMPORTS[:2]:
            if found and one.start_point.row > found[-1].end_point.row + 1:
                break
            if module.data[module.line_start(one.start_byte) : one.start_byte].strip():
                break  # behind a semicolon
            found.append(one)
        elif found or (one.type not in ("comment", _IMPORTS[2]) and not is_docstring(one)):
            break
    return found


def is_docstring(node: Syntax) -> bool:
    """Tell whether a statement is nothing but a text."""
    return (
        node.type == "expression_statement"
        and node.named_child_count == 1
        and node.named_children[0].type in ("string", "concatenated_string")
    )


def _head(module: Module) -> tuple[int, str, str]:
    """Return where the first import of a file goes: after comments, docstring and what is from the future."""
    last: Syntax | None = None
    for one in module.root.named_children:
        if (
            (one.type == "comment" and (last is None or last.type == "comment") and _leads(module, one))
            or one.type == _IMPORTS[2]
            or (is_docstring(one) and (last is None or last.type == "comment"))
        ):
            last = one
        else:
            break
    if last is None:
        return _bom(module), "", module.newline
    at, before, _ = _after(module, last)
    gap = "" if last.type == "comment" else module.newline
    blank = module.data[at : at + 2].lstrip(b"\r")[:1] in (b"\n", b"")
    return at, before + gap, "" if blank else module.newline


def _leads(module: Module, comment: Syntax) -> bool:
    text = module.data[comment.start_byte : comment.end_byte]
    return comment.start_point.column == 0 and (
        text.startswith(b"#!") or _CODING in text or comment.start_point.row < _HEAD_LINES
    )


def _bom(module: Module) -> int:
    return 3 if module.data.startswith(b"\xef\xbb\xbf") else 0


def imported(module: Module, *libraries: str) -> bool:
    """Tell whether a file imports one of some libraries, or something of them."""
    return any(
        meant == one or meant.startswith(one + ".") for _, _, meant in module.imports for one in libraries
    )


def relied_on(module: Module, *libraries: str) -> bool:
    """Tell whether a file imports one of some libraries wherever it is used: at its top, under no condition.

    What only some function imports need not be installed; who uses another would miss it.
    """
    return any(
        (meant == one or meant.startswith(one + "."))
        and statement.parent is not None
        and statement.parent.type == "module"
        for statement, _, meant in module.imports
        for one in libraries
    )
