"""A finding, met in the source: the call it points at, and which values in it are untrusted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.module import Module, Refused, ancestors, function, inside, plain, statement, walk
from vedette.core.nouns import Evidence, Finding, Lines, Role

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_GIVING: Final = frozenset(
    ("assignment", "augmented_assignment", "named_expression", "for_statement", "for_in_clause")
)
HOPS_MAX: Final = 6
"""How many variables deep a value is followed back."""


def sink_name(finding: Finding) -> str:
    """Return what the engine calls the place of the harm: `sqlite3.Connection.execute`."""
    return finding.primary.note.removeprefix("reaches ")


class Site:
    """Where a finding is, for a codemod to work on."""

    def __init__(self, finding: Finding, text_of: Callable[[str], str | None]) -> None:
        self.finding = finding
        self.text_of = text_of
        self.sink = sink_name(finding)
        self._modules: dict[str, Module] = {}
        self._names: dict[tuple[str, int], frozenset[str]] = {}
        self._given: dict[tuple[str, int], Syntax | None] = {}
        self._givers: dict[tuple[str, int], list[Syntax]] = {}
        self.module = self.read(finding.primary.name)
        self.node = self.module.node(*self._span(finding.primary))
        if not self.module.of(self.node).startswith(finding.primary.quote):
            raise Refused  # the file is not the one that was looked at

    def read(self, path: str) -> Module:
        """Return a file.

        Raises:
            Refused: there is none, or it is no text.

        """
        known = self._modules.get(path)
        if known is None:
            text = self.text_of(path)
            if text is None or not path.endswith((".py", ".pyw")):
                raise Refused
            known = self._modules[path] = Module(path, text)
        return known

    def _span(self, evidence: Evidence) -> tuple[int, int]:
        if not isinstance(evidence.locator, Lines):
            raise Refused
        return self.read(evidence.name).span(evidence.locator)

    @property
    def call(self) -> Syntax:
        """The call the finding points at.

        Raises:
            Refused: it points at something else.

        """
        node = self.node
        if node.type in ("return_statement", "await"):
            node = node.named_children[0] if node.named_child_count else node
        if node.type != "call":
            raise Refused
        return node

    def spans(self, module: Module) -> tuple[tuple[int, int], ...]:
        """Return where the value was met in a file, the sink left out."""
        return tuple(
            module.span(evidence.locator)
            for evidence in self.finding.evidence[:-1]
            if evidence.name == module.path and isinstance(evidence.locator, Lines)
            and not evidence.note.startswith("goes into")
        )  # fmt: skip

    def names(self, module: Module, here: Syntax | None) -> frozenset[str]:
        """Return the names in a function that hold the value, as far as the steps say."""
        key = (module.path, here.start_byte if here is not None else -1)
        if key not in self._names:
            self._names[key] = frozenset(self._named(module, here))
        return self._names[key]

    def _source(self, module: Module) -> str:
        """Return the expression the value comes from, as it stands; empty where that is a name."""
        first = self.finding.evidence[0]
        found = first.role is Role.SOURCE and first.name == module.path and not first.quote.isidentifier()
        return first.quote if found else ""

    def _named(self, module: Module, here: Syntax | None) -> Iterator[str]:
        for evidence in self.finding.evidence[:-1]:
            if evidence.name != module.path or not isinstance(evidence.locator, Lines):
                continue
            start, end = module.span(evidence.locator)
            if here is not None and not (here.start_byte <= start and end <= here.end_byte):
                continue
            if evidence.note.startswith("assigned to "):
                yield evidence.note.removeprefix("assigned to ")
            elif evidence.role is Role.SOURCE and _is_parameter(module, start, end):
                yield evidence.quote.partition(":")[0].partition("=")[0].strip()
        name = here.child_by_field_name("name") if here is not None else None
        if name is not None and here is not None:
            notes = [evidence.note for evidence in self.finding.evidence]
            if f"goes into {module.of(name)}()" in notes:
                yield from _parameters(module, here)

    def untrusted(self, node: Syntax) -> bool:
        """Tell whether the value is in an expression of the sink's file."""
        return self.untrusted_in(self.module, node)

    def untrusted_in(self, module: Module, node: Syntax) -> bool:
        """Tell whether the value is in an expression, as far as steps and assignments say."""
        waiting, seen = [(node, HOPS_MAX)], {node.start_byte}
        while waiting:
            one, hops = waiting.pop()
            if self._holds(module, one):
                return True
            for name in walk(one) if hops else ():
                made = self._made(module, name) if name.type == "identifier" else None
                if made is not None and made.start_byte not in seen and not inside(name, made):
                    seen.add(made.start_byte)
                    waiting.append((made, hops - 1))
        return False

    def _holds(self, module: Module, node: Syntax) -> bool:
        """Tell whether the value is in an expression, no variable followed."""
        if any(node.start_byte <= start and end <= node.end_byte for start, end in self.spans(module)):
            return True
        names, source = self.names(module, function(node)), self._source(module)
        return any(
            module.of(one) in names
            if one.type == "identifier"
            else bool(source) and one.type in ("attribute", "call") and module.of(one) == source
            for one in walk(node)
        )

    def _made(self, module: Module, name: Syntax) -> Syntax | None:
        """Return what a variable was given, or what its loop runs over; looked up once."""
        key = (module.path, name.start_byte)
        if key not in self._given:
            self._given[key] = self.assigned(name, module) or _run_over(module, name)
        return self._given[key]

    def assigned(self, name: Syntax, module: Module | None = None) -> Syntax | None:
        """Return what a variable was given: the only value the function assigns to it, before this place."""
        module = module or self.module
        text = module.of(name)
        made = [one for one in self._giving(module, function(name)) if _gives(module, one, text)]
        if len(made) != 1 or made[0].type != "assignment" or made[0].end_byte > name.start_byte:
            return None
        block = statement(made[0]).parent
        if block is None or not inside(name, block):
            return None  # it may not have been run
        left, right = made[0].child_by_field_name("left"), made[0].child_by_field_name("right")
        if left is None or right is None or left.type == "identifier":
            return right
        if left.type != "pattern_list" or right.type != "expression_list":
            return None
        names = [module.of(one) for one in left.named_children]
        given = right.named_children
        return given[names.index(text)] if len(names) == len(given) and text in names else None

    def _giving(self, module: Module, here: Syntax | None) -> list[Syntax]:
        """Return all that gives names values in a function, or in a file; looked up once."""
        key = (module.path, here.start_byte if here is not None else -1)
        if key not in self._givers:
            self._givers[key] = [one for one in walk(here or module.root) if one.type in _GIVING]
        return self._givers[key]

    def followed(self, node: Syntax, hops: int = HOPS_MAX) -> Syntax:
        """Return what an expression stands for: the value of a variable, without brackets."""
        node = plain(node)
        while node.type == "identifier" and hops:
            made = self.assigned(node)
            if made is None:
                return node
            node, hops = plain(made), hops - 1
        return node


def _gives(module: Module, node: Syntax, name: str) -> bool:
    """Tell whether a statement or expression gives a name a value."""
    if node.type not in _GIVING:
        return False
    left = node.child_by_field_name("left") or node.child_by_field_name("name")
    return left is not None and any(
        one.type == "identifier" and module.of(one) == name for one in walk(left) if not _is_held(one)
    )


def _run_over(module: Module, name: Syntax) -> Syntax | None:
    """Return what the loop around a name runs over, if the name is what it gives."""
    text = module.of(name)
    for above in ancestors(name):
        left = above.child_by_field_name("left") if above.type == "for_statement" else None
        if left is not None and any(module.of(one) == text for one in walk(left) if one.type == "identifier"):
            return above.child_by_field_name("right")
    return None


def _is_held(node: Syntax) -> bool:
    """Tell whether a name is only a part of what is assigned to: of `self.x`, self."""
    return node.parent is not None and node.parent.type in ("attribute", "subscript")


def _parameters(module: Module, here: Syntax) -> set[str]:
    given = here.child_by_field_name("parameters")
    names = (
        {module.of(one) for one in walk(given) if one.type == "identifier"} if given is not None else set()
    )
    return names - {"self", "cls"}


def _is_parameter(module: Module, start: int, end: int) -> bool:
    node = module.root.named_descendant_for_byte_range(start, end)
    while node is not None and node.type not in ("block", "module"):
        if node.type in ("parameters", "lambda_parameters"):
            return True
        node = node.parent
    return False


def positional(call: Syntax) -> list[Syntax]:
    """Return the positional arguments of a call."""
    return [one for one in _arguments(call) if one.type != "keyword_argument"]


def _arguments(call: Syntax) -> list[Syntax]:
    given = call.child_by_field_name("arguments")
    if given is None:
        return []
    if given.type != "argument_list":  # f(x for x in y)
        return [given]
    return [one for one in given.named_children if one.type != "comment"]


def keywords(module: Module, call: Syntax) -> dict[str, Syntax]:
    """Return the keyword arguments of a call: names to nodes `name=value`."""
    found: dict[str, Syntax] = {}
    for one in _arguments(call):
        name = one.child_by_field_name("name") if one.type == "keyword_argument" else None
        if name is not None:
            found[module.of(name)] = one
    return found


def value(keyword: Syntax) -> Syntax:
    """Return the value of a keyword argument.

    Raises:
        Refused: it has none.

    """
    found = keyword.child_by_field_name("value")
    if found is None:
        raise Refused
    return found


def argument(module: Module, call: Syntax, position: int, *names: str) -> Syntax | None:
    """Return an argument by position or name; None where it is not given.

    Raises:
        Refused: arguments are unpacked, so that nobody can tell.

    """
    if any(one.type in ("list_splat", "dictionary_splat") for one in _arguments(call)):
        raise Refused
    given = positional(call)
    if 0 <= position < len(given):
        return given[position]
    named = keywords(module, call)
    return next((value(named[name]) for name in names if name in named), None)


def arguments(call: Syntax) -> Iterator[Syntax]:
    """Yield the arguments of a call as they stand, keywords and unpacked ones too."""
    yield from _arguments(call)
