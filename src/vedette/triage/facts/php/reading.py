"""Calls of a PHP script as facts, with what flows into them through arguments and variables."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.core.text import Positions
from vedette.triage.fact import Act, Fact, When
from vedette.triage.facts.commands import Shell, facts_of_command
from vedette.triage.facts.cutting import only_first
from vedette.triage.facts.flow.secrets import secret_path
from vedette.triage.facts.php.calls import (
    CALLBACKS,
    CODE,
    COMMANDS,
    DECODERS,
    INPUT,
    OTHER,
    READERS,
    SAFE,
    VISITORS,
)
from vedette.triage.facts.php.texts import Texts
from vedette.triage.facts.php.trails import Trails
from vedette.triage.layers.php.literals import evaluates
from vedette.triage.layers.php.lowering import parser

if TYPE_CHECKING:
    from tree_sitter import Node

    from vedette.core.nouns import Lines
    from vedette.triage.allowance import Allowance
    from vedette.triage.sample import Sample

_LARGEST: Final = 2 << 20
_MOST: Final = 4000
_INPUTS: Final = 8
_QUOTE: Final = 200
_PASSES: Final = 2
"""Twice: what stands above may be given its value below."""
_DEPTH: Final = 80
_OPEN: Final = b"<?php "
_ABOVE: Final = 8
_SENT: Final = expression(r"HTTP_|QUERY_STRING|REQUEST_URI|PATH_INFO|PHP_AUTH|argv")
"""What a visitor sends of what the server says."""
_SPECIAL: Final = {
    "assignment_expression": "assigned",
    "augmented_assignment_expression": "assigned",
    "variable_name": "variable",
    "foreach_statement": "loop",
    "function_definition": "function",
    "method_declaration": "function",
    "anonymous_function": "function",
    "arrow_function": "function",
    "function_call_expression": "called",
    "member_call_expression": "method",
    "nullsafe_member_call_expression": "method",
    "scoped_call_expression": "method",
}
"""Nodes that are gone through in a way of their own."""
_CALLS: Final = frozenset(
    {"include_expression", "include_once_expression", "require_expression",
     "require_once_expression", "shell_command_expression"}
)  # fmt: skip
_FED: Final = frozenset(
    {Act.RUNS_CODE, Act.RUNS_COMMAND, Act.SENDS, Act.DECODES, Act.WRITES_FILE, Act.LOADS_CODE, Act.DOWNLOADS}
)
_HIDDEN: Final = expression(
    rb"<iframe\b[^>]{0,300}(?:(?:width|height)\s*=\s*[\"']?[01]\b|display\s*:\s*none|visibility\s*:\s*hidden)[^>]{0,300}>",
    re.IGNORECASE,
)
_INPUT_FILE: Final = "php://input"


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what a PHP script does.

    Raises:
        LimitHit: some of it could not be followed; what could is yielded before.

    """
    source = sample.data[:_LARGEST]
    shift = 0 if b"<?" in source else len(_OPEN)
    text = _OPEN[:shift] + source
    allowance.burn(len(text) >> 5)
    reader = _Reader(text, shift, Positions(source), allowance)
    root = parser().parse(text).root_node
    for _ in range(_PASSES):
        reader.made = []
        reader.walk(root, 0)
    yield from {(one.act, one.place, one.target, one.how): one for one in reader.made}.values()
    for found in _HIDDEN.finditer(source):
        place = Positions(source).place(found.start(), min(found.end(), found.start() + _QUOTE))
        quote = found[0][:_QUOTE].decode("utf-8", "replace")
        yield Fact(act=Act.OPENS_EXTERNAL, place=place, quote=quote, says="shows a page that nobody sees")
    if len(sample.data) > _LARGEST:
        raise only_first(_LARGEST)


class _Reader(Texts):
    def __init__(self, source: bytes, shift: int, positions: Positions, allowance: Allowance) -> None:
        super().__init__(source)
        self.shift, self.positions, self.allowance = shift, positions, allowance
        self.made: list[Fact] = []
        self.variables: dict[str, tuple[Fact, ...]] = {}
        self.trails = Trails()

    def walk(self, node: Node, depth: int) -> tuple[Fact, ...]:
        """Go through a node; return the facts that flow out of it."""
        self.allowance.burn()
        if depth > _DEPTH or len(self.made) >= _MOST:
            return ()
        special = _SPECIAL.get(node.type)
        if special is not None:
            found: tuple[Fact, ...] = getattr(self, special)(node, depth)
            return found
        inner: list[Fact] = []
        for one in node.named_children:
            inner.extend(fact for fact in self.walk(one, depth + 1) if fact not in inner[:_INPUTS])
        inner = inner[:_INPUTS]
        if node.type == "member_access_expression":
            inner.extend(self.trails.members.get(self.last(node), ()))
        if node.type in _CALLS:
            return (*self.call(node, tuple(inner)), *inner)[:_INPUTS]
        return tuple(inner) if "statement" not in node.type else ()

    def assigned(self, node: Node, depth: int) -> tuple[Fact, ...]:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        fed = self.walk(right, depth + 1) if right is not None else ()
        if left is not None:
            self.give(left, fed)
            known = self.constant(right)
            if known is not None:
                self.texts[self.text(left).partition("[")[0]] = known
        return fed

    def give(self, left: Node, fed: tuple[Fact, ...]) -> None:
        """Let a variable, an item or a member hold what flowed there."""
        if left.type == "dynamic_variable_name":
            self.trails.wild = fed or self.trails.wild
        elif left.type == "member_access_expression":
            name = self.last(left)
            self.trails.members[name] = _joined(self.trails.members.get(name, ()), fed)
        else:
            name = self.text(left).partition("[")[0]
            self.variables[name] = _joined(self.variables.get(name, ()), fed)

    def variable(self, node: Node, _: int = 0) -> tuple[Fact, ...]:
        name = self.text(node)
        if name in INPUT:
            key = self.text(node.parent) if node.parent is not None else ""
            if name == "$_SERVER" and not _SENT.search(key[:80]):
                return ()
            self.trails.asked = (self.fact(node, Act.READS_INPUT, "takes what a visitor sends", name),)
            return self.trails.asked
        return self.variables.get(name, self.trails.wild)

    def loop(self, node: Node, depth: int) -> tuple[Fact, ...]:
        """Go through a loop over a list, whose items hold what the list does."""
        over, *rest = node.named_children
        fed = self.walk(over, depth + 1)
        for one in rest:
            names = one.named_children if one.type == "pair" else [one]
            if one.type in {"pair", "variable_name"}:
                for name in names:
                    self.give(name, fed)
            else:
                self.walk(one, depth + 1)
        return ()

    def function(self, node: Node, depth: int) -> tuple[Fact, ...]:
        """Go through a function with names of its own; its parameters hold what it is called with."""
        named, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        name = self.text(named).lower() if named is not None else ""
        before, wild = self.variables, self.trails.wild
        scope = self.trails.scopes.setdefault(node.start_byte, {})
        given = self.trails.given.setdefault(name, {}) if name else {}
        parameters = node.child_by_field_name("parameters")
        for at, one in enumerate(parameters.named_children if parameters is not None else ()):
            key = one.child_by_field_name("name")
            if key is not None:
                scope[self.text(key)] = given.get(at, ())
        self.variables = scope if name else {**before, **scope}
        self.trails.wild = ()
        if body is not None:
            self.walk(body, depth + 1)
        self.variables, self.trails.wild = before, wild
        return ()

    def method(self, node: Node, depth: int) -> tuple[Fact, ...]:
        """Go through a call of a method; what it is given reaches a method of that name in this file."""
        fed: tuple[Fact, ...] = ()
        for one in node.named_children:
            if one.type != "arguments":
                fed = _joined(fed, self.walk(one, depth + 1))
        return _joined(fed, self.handed(self.last(node).lower(), node, depth))

    def handed(self, name: str, node: Node, depth: int) -> tuple[Fact, ...]:
        """Note what a function of this file is called with; return it all."""
        fed: tuple[Fact, ...] = ()
        given = self.trails.given.get(name)
        for at, one in enumerate(self.arguments(node)):
            flow = self.walk(one, depth + 1)
            fed = _joined(fed, flow)
            if at == 0:
                self.trails.leading[one.start_byte, one.end_byte] = flow
            if given is not None:
                given[at] = _joined(given.get(at, ()), flow)
        return fed

    def called(self, node: Node, depth: int) -> tuple[Fact, ...]:
        """Go through a call of a function by its name or by a value."""
        function = node.child_by_field_name("function")
        name = self.name(node, function)
        flow = self.walk(function, depth + 1) if function is not None and function.type != "name" else ()
        fed = _joined(flow, self.handed(name, node, depth))
        if name in SAFE:
            return ()
        if name in VISITORS or (name in {"extract", "parse_str", "import_request_variables"} and fed):
            asked = (self.fact(node, Act.READS_INPUT, "takes what a visitor sends", name),)
            if name in VISITORS:
                return asked
            if any(one.act is Act.READS_INPUT for one in fed):
                self.trails.wild = asked
        return _joined(self.call(node, fed), fed)

    def call(self, node: Node, fed: tuple[Fact, ...]) -> tuple[Fact, ...]:
        """Return what a call does, and keep it."""
        function = node.child_by_field_name("function")
        args = self.arguments(node)
        name = self.name(node, function)
        first = self.constant(args[0]) if args else None
        made: list[Fact] = []
        fed = _joined(fed, self.trails.through(name, first, [self.constant(one) for one in args]))
        for act, says, target in self.meanings(name, first, args, fed):
            inputs = fed if act in _FED else ()
            if name == "ob_start":
                inputs = _joined(inputs, self.trails.asked)
            how = "mail in a loop" if name == "mail" and self.looped(node, args) else name
            made.append(self.fact(node, act, says, target, how, inputs))
        if name in COMMANDS and first:
            made.extend(self.commands(node, first, fed))
        self.made.extend(made)
        self.trails.keep(name, [self.constant(one) for one in args], made)
        return tuple(made)

    def looped(self, node: Node, args: list[Node]) -> bool:
        """Say whether a mail goes to each of many whom a visitor names."""
        to = self.leading(args)
        above = node.parent
        for _ in range(_ABOVE):
            if above is None or any(one.act is Act.READS_INPUT for one in to) is False:
                return False
            if above.type in {"foreach_statement", "for_statement", "while_statement"}:
                return True
            above = above.parent
        return False

    def name(self, node: Node, function: Node | None) -> str:
        if function is None:
            return "shell_exec" if node.type.startswith("shell") else node.type.removesuffix("_expression")
        if function.type in {"name", "qualified_name"}:
            return self.text(function).rpartition("\\")[2].lower()
        return (self.constant(function) or "").lower()

    def meanings(  # noqa: C901  one a kind of function
        self, name: str, first: str | None, args: list[Node], fed: tuple[Fact, ...]
    ) -> Iterator[tuple[Act, str, str]]:
        target = (first or "")[:300]
        if name in CODE:
            yield from self.code(name, target, fed)
        elif name in COMMANDS:
            yield Act.RUNS_COMMAND, "runs a command", target
        elif name in DECODERS:
            yield Act.DECODES, "decodes", target[:100]
        elif name in READERS:
            yield from self.fetched(name, args, fed)
        elif name in OTHER:
            at = 1 if name == "move_uploaded_file" and len(args) > 1 else 0
            yield *OTHER[name], (self.tail(args[at]) if args else "")[:300]
        elif not name and any(one.act is Act.READS_INPUT for one in fed):
            yield Act.RUNS_CODE, "calls what a visitor names", ""
        elif name in CALLBACKS and (called := self.callback(args)):
            yield Act.RUNS_CODE, f"calls {called}", target
        elif name == "preg_replace" and first and evaluates(first):
            yield (
                Act.RUNS_CODE,
                "runs what a pattern puts in",
                self.constant(args[1]) or "" if len(args) > 1 else "",
            )

    def callback(self, args: list[Node]) -> str:
        """Name the function that is handed over, if it runs code or a visitor names it."""
        for one in args:
            if (name := (self.constant(one) or "").lower()) in CODE | COMMANDS:
                return name
        visited = any(one.act is Act.READS_INPUT for one in self.leading(args))
        first = self.constant(args[0]) if args else None
        direct = bool(args) and self.text(args[0]).startswith("$_") and first is None
        return "what a visitor names" if visited and direct and len(args) > 1 else ""

    def leading(self, args: list[Node]) -> tuple[Fact, ...]:
        """Return what flowed into the first argument of a call."""
        return self.trails.leading.get((args[0].start_byte, args[0].end_byte), ()) if args else ()

    def fetched(self, name: str, args: list[Node], fed: tuple[Fact, ...]) -> Iterator[tuple[Act, str, str]]:
        """Yield what is read by a path or address, and what is told in the address."""
        first = self.constant(args[0]) if args else None
        head = first if first is not None else self.head(args[0]) if args else ""
        if name == "copy" and len(args) > 1 and any(one.target == "$_FILES" for one in fed):
            yield Act.WRITES_FILE, "keeps a file somebody uploads", self.tail(args[1])[:300]
        elif first is None and "://" in head:
            if any(one.act in {Act.READS_SECRET, Act.READS_HOST, Act.READS_ENVIRONMENT} for one in fed):
                yield Act.SENDS, "sends in what it asks for", head[:300]
            yield Act.DOWNLOADS, "downloads", head[:300]
        else:
            yield from _read(first)

    @staticmethod
    def code(name: str, target: str, fed: tuple[Fact, ...]) -> Iterator[tuple[Act, str, str]]:
        """Yield that text is run as code: of files that are included, only those from elsewhere."""
        if name.startswith(("include", "require")) and "://" not in target and not target.startswith("data:"):
            if any(one.act in {Act.READS_INPUT, Act.DOWNLOADS} for one in fed):
                yield Act.RUNS_CODE, "includes a file that is chosen elsewhere", target
            return
        yield Act.RUNS_CODE, "runs text as code", target

    def commands(self, node: Node, line: str, fed: tuple[Fact, ...]) -> Iterator[Fact]:
        try:
            words = shlex.split(line[:4096])
        except ValueError:
            words = line[:4096].split()
        for told in facts_of_command(words, Shell.UNIX):
            if told.act is not Act.RUNS_COMMAND:
                yield told.fact(self.place(node), self.text(node)[:_QUOTE], When.RUN, fed)

    def fact(  # noqa: PLR0913, PLR0917  a fact has these
        self, node: Node, act: Act, says: str, target: str = "", how: str = "", inputs: tuple[Fact, ...] = ()
    ) -> Fact:
        quote = self.text(node)[:_QUOTE]
        return Fact(
            act=act,
            place=self.place(node),
            quote=quote,
            says=says,
            target=target,
            how=how,
            when=When.RUN,
            inputs=inputs,
        )

    def place(self, node: Node) -> Lines:
        start = max(node.start_byte - self.shift, 0)
        return self.positions.place(start, max(min(node.end_byte - self.shift, start + _QUOTE), start))


def _joined(left: tuple[Fact, ...], right: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Return both, each once."""
    return tuple({id(one): one for one in (*left, *right)}.values())[:_INPUTS]


def _read(first: str | None) -> Iterator[tuple[Act, str, str]]:
    if first is None:
        return
    if first == _INPUT_FILE:
        yield Act.READS_INPUT, "takes what a visitor sends", first
    elif "://" in first:
        yield Act.DOWNLOADS, "downloads", first[:300]
    elif secret := secret_path(first) or ("configuration with passwords" if "wp-config" in first else ""):
        yield Act.READS_SECRET, f"reads {secret}", first[:300]
    else:
        yield Act.READS_FILE, "reads a file", first[:300]
