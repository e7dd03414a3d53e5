"""Calls of a PHP script as facts, with what flows into them through arguments and variables."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.core.text import Positions
from vedette.triage.fact import Act, Fact, When
from vedette.triage.facts.commands import Shell, facts_of_command
from vedette.triage.facts.flow.secrets import secret_path
from vedette.triage.facts.php.calls import CALLBACKS, CODE, COMMANDS, DECODERS, INPUT, OTHER, READERS
from vedette.triage.layers.php.literals import cooked, evaluates
from vedette.triage.layers.php.lowering import parser

if TYPE_CHECKING:
    from tree_sitter import Node

    from vedette.core.nouns import Lines
    from vedette.triage.allowance import Allowance
    from vedette.triage.sample import Sample

_LARGEST: Final = 4 << 20
_MOST: Final = 4000
_INPUTS: Final = 8
_QUOTE: Final = 200
_DEPTH: Final = 80
_OPEN: Final = b"<?php "
_CALLS: Final = frozenset(
    {"function_call_expression", "include_expression", "include_once_expression", "require_expression",
     "require_once_expression", "shell_command_expression"}
)  # fmt: skip
_FED: Final = frozenset(
    {Act.RUNS_CODE, Act.RUNS_COMMAND, Act.SENDS, Act.DECODES, Act.WRITES_FILE, Act.LOADS_CODE, Act.DOWNLOADS}
)
_HIDDEN: Final = re.compile(
    rb"<iframe\b[^>]{0,300}(?:(?:width|height)\s*=\s*[\"']?[01]\b|display\s*:\s*none|visibility\s*:\s*hidden)[^>]{0,300}>",
    re.IGNORECASE,
)
_INPUT_FILE: Final = "php://input"


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what a PHP script does."""
    source = sample.data[:_LARGEST]
    shift = 0 if b"<?" in source else len(_OPEN)
    text = _OPEN[:shift] + source
    allowance.burn(len(text) >> 5)
    reader = _Reader(text, shift, Positions(source), allowance)
    reader.walk(parser().parse(text).root_node, 0)
    yield from reader.made
    for found in _HIDDEN.finditer(source):
        place = Positions(source).place(found.start(), min(found.end(), found.start() + _QUOTE))
        quote = found[0][:_QUOTE].decode("utf-8", "replace")
        yield Fact(act=Act.OPENS_EXTERNAL, place=place, quote=quote, says="shows a page that nobody sees")


class _Reader:
    def __init__(self, source: bytes, shift: int, positions: Positions, allowance: Allowance) -> None:
        self.source, self.shift, self.positions, self.allowance = source, shift, positions, allowance
        self.made: list[Fact] = []
        self.variables: dict[str, tuple[Fact, ...]] = {}
        self.texts: dict[str, str] = {}

    def walk(self, node: Node, depth: int) -> tuple[Fact, ...]:
        """Go through a node; return the facts that flow out of it."""
        self.allowance.burn()
        if depth > _DEPTH or len(self.made) >= _MOST:
            return ()
        if node.type in {"assignment_expression", "augmented_assignment_expression"}:
            return self.assigned(node, depth)
        if node.type == "variable_name":
            return self.variable(node)
        inner: list[Fact] = []
        for one in node.named_children:
            inner.extend(fact for fact in self.walk(one, depth + 1) if fact not in inner[:_INPUTS])
        inner = inner[:_INPUTS]
        if node.type in _CALLS:
            return (*self.call(node, tuple(inner)), *inner)[:_INPUTS]
        return tuple(inner) if "statement" not in node.type else ()

    def assigned(self, node: Node, depth: int) -> tuple[Fact, ...]:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        fed = self.walk(right, depth + 1) if right is not None else ()
        if left is not None:
            name = self.text(left).partition("[")[0]
            self.variables[name] = (*self.variables.get(name, ()), *fed)[-_INPUTS:]
            known = self.constant(right)
            if known is not None:
                self.texts[name] = known
        return fed

    def variable(self, node: Node) -> tuple[Fact, ...]:
        name = self.text(node)
        if name in INPUT:
            return (self.fact(node, Act.READS_INPUT, "takes what a visitor sends", name),)
        return self.variables.get(name, ())

    def call(self, node: Node, fed: tuple[Fact, ...]) -> tuple[Fact, ...]:
        """Return what a call does, and keep it."""
        function = node.child_by_field_name("function")
        args = self.arguments(node)
        name = self.name(node, function)
        first = self.constant(args[0]) if args else None
        made: list[Fact] = []
        for act, says, target in self.meanings(name, first, args, fed):
            made.append(self.fact(node, act, says, target, name, fed if act in _FED else ()))
        if name in COMMANDS and first:
            made.extend(self.commands(node, first, fed))
        self.made.extend(made)
        return tuple(made)

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
            yield from _read(first)
        elif name in OTHER:
            yield *OTHER[name], target
        elif not name and any(one.act is Act.READS_INPUT for one in fed):
            yield Act.RUNS_CODE, "calls what a visitor names", ""
        elif name in CALLBACKS and (first or "").lower() in CODE | COMMANDS | {"assert"}:
            yield Act.RUNS_CODE, f"calls {first}", target
        elif name == "preg_replace" and first and evaluates(first):
            yield (
                Act.RUNS_CODE,
                "runs what a pattern puts in",
                self.constant(args[1]) or "" if len(args) > 1 else "",
            )

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

    def arguments(self, node: Node) -> list[Node]:
        args = node.child_by_field_name("arguments")
        if args is None:
            return list(node.named_children[:1])
        return [
            one.named_children[0]
            for one in args.named_children
            if one.type == "argument" and one.named_children
        ]

    def constant(self, node: Node | None) -> str | None:  # noqa: PLR0911  one a kind
        """Return the string a node is, if it is one, or a variable that was given one, or both joined."""
        if node is None:
            return None
        match node.type:
            case "string":
                return self.text(node)[1:-1]
            case "encapsed_string" if all(
                one.type in {"string_content", "escape_sequence"} for one in node.named_children
            ):
                return cooked(self.text(node)[1:-1])
            case "variable_name":
                return self.texts.get(self.text(node))
            case "binary_expression" if len(node.named_children) == 2:  # noqa: PLR2004  left and right
                left, right = (self.constant(one) for one in node.named_children)
                return None if left is None or right is None else (left + right)[:4096]
            case _:
                return None

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

    def text(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")


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
