"""Where functions stand in a file, whatever Python it is written in: asked of the parser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tree_sitter import Node

from vedette.core.nouns import Finding, Lines
from vedette.lang.python.parsing import parse

_DEFINITIONS = ("function_definition", "class_definition")


@dataclass(frozen=True, slots=True)
class Function:
    """A function or class, by its dotted name, and its lines."""

    name: str
    first: int
    """The line of `def` or `class`."""
    last: int
    top: int
    """The line of the first decorator, or `first`."""

    def holds(self, first: int, last: int) -> bool:
        """Tell whether any of these lines is one of ours, decorators included."""
        return self.top <= last and first <= self.last


def functions(source: bytes) -> tuple[Function, ...]:
    """Return every function and class of a file, outer ones first."""
    return tuple(_inside(parse(source).root_node, ""))


def _inside(node: Node, prefix: str) -> Iterator[Function]:
    for child in node.named_children:
        if child.type in _DEFINITIONS and (named := child.child_by_field_name("name")) is not None:
            name = prefix + (named.text or b"").decode("utf-8", "replace")
            top = node if node.type == "decorated_definition" else child
            lines = (child.start_point[0] + 1, child.end_point[0] + 1, top.start_point[0] + 1)
            yield Function(name, *lines)
            yield from _inside(child, f"{name}.")
        else:
            yield from _inside(child, prefix)


def innermost(found: Iterable[Function], line: int) -> str:
    """Return the dotted name of the smallest function or class around a line, or nothing."""
    around = [one for one in found if one.first <= line <= one.last]
    return max(around, key=lambda one: one.first).name if around else ""


def same_file(name: str, wanted: str) -> bool:
    """Tell whether an artefact is the wanted file, whatever folder it was unpacked in."""
    return name == wanted or name.endswith(f"/{wanted}")


def passes_through(finding: Finding, file: str, spans: Iterable[Function]) -> bool:
    """Tell whether any step of a finding lies in one of these functions of a file."""
    spans = tuple(spans)
    return any(
        isinstance(step.locator, Lines)
        and same_file(step.name, file)
        and any(span.holds(step.locator.line, step.locator.end_line) for span in spans)
        for step in finding.evidence
    )
