"""Paths checked to lie in their folder, and archives that may not write outside theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.guards import OUTSIDE, certain, refusal
from vedette.code.codemods.importing import spell
from vedette.code.codemods.module import COMPREHENSIONS, Module, Refused, ancestors, function, plain, walk
from vedette.code.codemods.settings import add
from vedette.code.codemods.site import Site, argument, keywords, positional
from vedette.code.codemods.texts import Piece, pieces
from vedette.code.codemods.tracing import came_in, handed_in, handed_over, harmful, own_function
from vedette.core.nouns import Confidence, Lines

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_FOLLOW_MAX: Final = 5
_JOINS: Final = ("os.path.join", "posixpath.join")
_OBJECTS: Final = ("pathlib.Path", "pathlib.PurePath")
_KEEPS: Final = ("os.path.abspath", "os.path.normpath", "os.path.expanduser", "str")


@dataclass(frozen=True, slots=True)
class Made:
    """A path put together: the folder it is meant to be in, and whether it is a `Path`."""

    module: Module
    node: Syntax
    folder: str
    objects: bool


def contain(site: Site) -> Iterator[Draft]:
    """Check that a path is still in its folder once links and dots are resolved, before it is used."""
    for given in _candidates(site):
        for check in (_where_made, _at_use):
            try:
                yield check(site, _origin(site, site.module, given, _FOLLOW_MAX), given)
            except Refused:
                continue
    for module, given in (*_handed(site), *_on_the_way(site)):
        try:
            yield _where_made(site, _origin(site, module, given, 1), given)
        except Refused:
            continue


def _handed(site: Site) -> Iterator[tuple[Module, Syntax]]:
    """Yield what was handed over to the function of the harm, where that uses it for a path as it is."""
    for given in _candidates(site):
        if came_in(site, site.followed(given)):
            yield from islice(handed_over(site), 1)


def _on_the_way(site: Site) -> Iterator[tuple[Module, Syntax]]:
    """Yield what was assigned between the source and the harm, the last first."""
    for evidence in reversed(site.finding.evidence[:-1]):
        if not isinstance(evidence.locator, Lines):
            continue
        module = site.read(evidence.name)
        node = module.root.named_descendant_for_byte_range(*module.span(evidence.locator))
        if node is not None and evidence.note.startswith("assigned to") and node.type == "assignment":
            right = node.child_by_field_name("right")
            if right is not None:
                yield module, right


def _candidates(site: Site) -> Iterator[Syntax]:
    """Yield what may be the path: the object a method is called on, then an argument."""
    node = site.node
    called = node.child_by_field_name("function") if node.type == "call" else None
    holder = called.child_by_field_name("object") if called is not None else None
    if holder is not None and ("Path" in site.sink or site.sink.startswith("pathlib.")):
        yield holder
    yield from harmful(site)


def _origin(site: Site, module: Module, node: Syntax, hops: int) -> Made:
    """Find where a path is put together: here, in a variable, in an attribute, or in a helper.

    Raises:
        Refused: no folder can be told that it is meant to be in.

    """
    node = plain(node)
    if not hops:
        raise Refused
    found = _put_together(site, module, node)
    if found is not None:
        return found
    if node.type == "identifier":
        made = site.assigned(node, module)
        if made is not None:
            return _origin(site, module, made, hops - 1)
    elif node.type == "attribute":
        return _origin(site, module, _attribute(module, node), hops - 1)
    elif node.type == "call":
        return _origin(site, module, _returned(site, module, node), hops - 1)
    raise Refused


def _attribute(module: Module, node: Syntax) -> Syntax:
    """Return what `self.name` is given, where there is one such assignment in the class."""
    holder = node.child_by_field_name("object")
    outer = next((one for one in ancestors(node) if one.type == "class_definition"), None)
    if holder is None or outer is None or module.of(holder) != "self":
        raise Refused
    made = [
        one
        for one in walk(outer)
        if one.type == "assignment" and (left := one.child_by_field_name("left")) is not None
        and module.of(left) == module.of(node)
    ]  # fmt: skip
    right = made[0].child_by_field_name("right") if len(made) == 1 else None
    if right is None:
        raise Refused
    return right


def _returned(site: Site, module: Module, call: Syntax) -> Syntax:
    """Return what a helper of this file gives back, where it has one return statement."""
    helper = own_function(module, call)
    if helper is None or not handed_in(site, module, call):
        raise Refused
    given = [one for one in walk(helper) if one.type == "return_statement" and function(one) == helper]
    if len(given) != 1 or not given[0].named_child_count:
        raise Refused
    return given[0].named_children[0]


def _put_together(site: Site, module: Module, node: Syntax) -> Made | None:
    if node.type == "call":
        return _by_call(site, module, node)
    if node.type == "binary_operator":
        operator = node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if operator is not None and operator.type == "/" and left is not None and right is not None:
            return _by_slash(site, module, node, left)
    if node.type in ("binary_operator", "string", "concatenated_string"):
        return Made(module, node, _folder(site, module, node), objects=False)
    return None


def _by_slash(site: Site, module: Module, node: Syntax, left: Syntax) -> Made:
    """`ROOT / name / "data"`: the folder is what stands before the first that is untrusted."""
    while left.type == "binary_operator" and site.untrusted_in(module, left):
        inner = left.child_by_field_name("left")
        if inner is None:
            raise Refused
        left = inner
    if site.untrusted_in(module, left):
        raise Refused
    return Made(module, node, module.of(left), objects=True)


def _by_call(site: Site, module: Module, node: Syntax) -> Made | None:
    """`os.path.join(folder, name)`, `Path(folder, name)`, `folder.joinpath(name)`, `"…{}".format(name)`."""
    called = node.child_by_field_name("function")
    if called is None:
        return None
    name, given = module.dotted(called), positional(node)
    before = _trusted(site, module, given)
    if name in _JOINS and before and len(before) < len(given):
        text = before[0] if len(before) == 1 else f"{module.of(called)}({', '.join(before)})"
        return Made(module, node, text, objects=False)
    if name in _OBJECTS and before:
        return Made(module, node, f"{module.of(called)}({', '.join(before)})", objects=True)
    if name in (*_KEEPS, *_OBJECTS) and len(given) == 1:
        return _as_is(site, module, node, given[0])
    return _of_method(site, module, node, called)


def _trusted(site: Site, module: Module, given: list[Syntax]) -> list[str]:
    """Return the arguments before the first that is untrusted."""
    before: list[str] = []
    for one in given:
        if site.untrusted_in(module, one):
            break
        before.append(module.of(one))
    return before


def _as_is(site: Site, module: Module, node: Syntax, given: Syntax) -> Made:
    """`Path(text)`, `os.path.abspath(text)`: the folder is that of the text."""
    called = node.child_by_field_name("function")
    inner = _origin(site, module, given, 2)
    objects = module.dotted(called) in _OBJECTS
    if inner.objects or called is None or inner.module != module:
        raise Refused
    folder = f"{module.of(called)}({inner.folder})" if objects else inner.folder
    return Made(module, node, folder, objects=objects)


def _of_method(site: Site, module: Module, node: Syntax, called: Syntax) -> Made | None:
    """`folder.joinpath(name)`, `"…{}".format(name)`."""
    holder = called.child_by_field_name("object") if called.type == "attribute" else None
    if holder is None:
        return None
    if module.of(called).endswith(".joinpath") and not site.untrusted_in(module, holder):
        return Made(module, node, module.of(holder), objects=True)
    if plain(holder).type in ("string", "concatenated_string"):
        return Made(module, node, _folder(site, module, node), objects=False)
    return None


def _folder(site: Site, module: Module, node: Syntax) -> str:
    """Return the folder before the first untrusted piece of a text: up to the last slash.

    Raises:
        Refused: no slash stands there.

    """
    before: list[Piece] = []
    for one in pieces(site, module, node, follow=False):
        if one.hole is not None and site.untrusted_in(module, one.hole):
            break
        before.append(one)
    while before and before[-1].hole is None and "/" not in before[-1].text:
        before.pop()
    if not before or before[-1].hole is not None:
        raise Refused
    last = before[-1].text.rpartition("/")[0]
    if len(before) == 1:
        if not last:
            raise Refused  # the root holds everything
        return _literal(last)
    return _text(before[:-1], last)


def _literal(text: str) -> str:
    if '"' in text or "\\" in text or not text.isprintable():
        raise Refused
    return f'"{text}"'


def _text(before: list[Piece], last: str) -> str:
    if len(before) == 1 and not last and before[0].hole is not None and not before[0].spec:
        return before[0].module.of(before[0].hole)
    parts = []
    for one in before:
        text = one.text if one.hole is None else "{" + one.module.of(one.hole) + one.spec + "}"
        if '"' in text or "\\" in text or (one.hole is None and ("{" in text or "}" in text)):
            raise Refused
        parts.append(text)
    if any(sign in last for sign in '"\\{}'):
        raise Refused
    return 'f"' + "".join([*parts, last]) + '"'


def _where_made(site: Site, made: Made, _: Syntax) -> Draft:
    """Put the check where the path is made: behind its assignment, else before its statement."""
    module, draft, node = made.module, Draft(), made.node
    outer = node.parent
    while outer is not None and outer.type == "parenthesized_expression":
        node, outer = outer, outer.parent
    if outer is not None and outer.type == "assignment" and outer.child_by_field_name("right") == node:
        left = outer.child_by_field_name("left")
        if left is None or left.type not in ("identifier", "attribute"):
            raise Refused
        lines = _check(site, draft, made, module.of(left))
        return draft.behind(module, outer, lines)
    certain(node)
    name = draft.fresh(module, "path", "full_path", "target_path", "wanted_path")
    text = module.of(node)
    draft.replace(module, node, name)
    lines = [f"{name} = {text}" if "\n" not in text else f"{name} = ({text})"]
    return draft.before(module, node, [*lines, *_check(site, draft, made, name)])


def _at_use(site: Site, made: Made, given: Syntax) -> Draft:
    """Put the check before the harm, where the path is an attribute and its folder is known everywhere.

    Raises:
        Refused: it is something else, or the folder is named by what only the place it is made knows.

    """
    module, draft = site.module, Draft()
    known_here = {"self", *module.meanings}
    for one in module.root.named_children:
        inner = one.named_children[0] if one.type == "expression_statement" and one.named_child_count else one
        left = inner.child_by_field_name("left") if inner.type == "assignment" else None
        known_here |= {module.of(left)} if left is not None else set()
    names = set(re.findall(r"(?<![\w.\"'])[A-Za-z_]\w*", re.sub(r"([\"']).*?\1", "", made.folder)))
    if given.type != "attribute" or made.module != module or names - known_here:
        raise Refused
    certain(given)
    return draft.before(module, given, _check(site, draft, replace(made, node=given), module.of(given)))


def _is_looked_for(made: Made) -> bool:
    """Tell whether a file is looked for in one folder after the other: to be outside of one ends nothing."""
    module, names = made.module, set(re.findall(r"[A-Za-z_]\w*", made.folder))
    lefts = [
        one.child_by_field_name("left") for one in ancestors(made.node)
        if one.type == "for_statement" or one.type in COMPREHENSIONS
    ]  # fmt: skip
    return any(
        one.type == "identifier" and module.of(one) in names
        for left in lefts
        for one in (walk(left) if left is not None else ())
    )


def _check(site: Site, draft: Draft, made: Made, name: str) -> list[str]:
    """Return the lines of a check.

    Raises:
        Refused: whoever calls a library may name a file beside the folders it is looked for in.

    """
    module, node = made.module, made.node
    if site.finding.confidence is Confidence.POSSIBLE and _is_looked_for(made):
        raise Refused
    no = refusal(site, draft, module, node, OUTSIDE)
    if made.objects:
        folder = made.folder if " " not in made.folder else f"({made.folder})"
        return [f"if not {name}.resolve().is_relative_to({folder}.resolve()):", "\t" + no]
    # Who calls a library may well have links in his folder; a visitor's request has no business with them.
    name_of = "abspath" if site.finding.confidence is Confidence.POSSIBLE else "realpath"
    real = spell(site, draft, module, node, f"os.path.{name_of}")
    common = real.removesuffix(name_of) + "commonpath"
    if common == "commonpath":
        common = spell(site, draft, module, node, "os.path.commonpath")
    folder = draft.fresh(module, "folder", "base_folder", "allowed_folder")
    return [
        f"{folder} = {real}({made.folder})",
        f"if {common}([{folder}, {real}({name})]) != {folder}:",
        "\t" + no,
    ]


def filter_archive(site: Site) -> Iterator[Draft]:
    """Let the library refuse entries that would leave the folder, where it is certain to be a tar archive."""
    module, call = site.module, site.call
    if "filter" in keywords(module, call) or not (_is_tar_call(site) or _says_tar(site)):
        raise Refused
    yield add(Draft(), module, call, 'filter="data"')


def _is_tar_call(site: Site) -> bool:
    """Tell whether what is unpacked was opened by `tarfile`: classes for other archives take no filter."""
    first = site.finding.evidence[0]
    if not site.sink.startswith("tarfile.") or not isinstance(first.locator, Lines):
        return False
    module = site.read(first.name)
    node = module.root.named_descendant_for_byte_range(*module.span(first.locator))
    return (node is not None and _opens_tar(module, node)) or _holds_tar(site)


def _opens_tar(module: Module, node: Syntax) -> bool:
    called = node.child_by_field_name("function") if node.type == "call" else None
    return module.dotted(called).startswith("tarfile.")


def _holds_tar(site: Site) -> bool:
    """Tell whether the variable unpacked from was given what `tarfile` opened, here."""
    module, called = site.module, site.call.child_by_field_name("function")
    holder = called.child_by_field_name("object") if called is not None else None
    if holder is None or holder.type != "identifier":
        return False
    made = site.assigned(holder)
    if made is not None:
        return _opens_tar(module, made)
    opened = [
        one.named_children[0]
        for one in walk(function(site.node) or module.root)
        if one.type == "as_pattern" and module.of(one.named_children[-1]) == module.of(holder)
    ]
    return bool(opened) and all(_opens_tar(module, one) for one in opened)


def _says_tar(site: Site) -> bool:
    """Tell whether `shutil.unpack_archive` is told that it is a tar archive, by format or name."""
    if site.sink != "shutil.unpack_archive":
        return False
    name, kind = (
        argument(site.module, site.call, 0, "filename"),
        argument(site.module, site.call, 2, "format"),
    )
    if kind is not None:
        return kind.type == "string" and "tar" in site.module.of(kind)
    return name is not None and re.search(r"\.tar(\.\w+)?.$|\.tgz.$", site.module.of(name)) is not None
