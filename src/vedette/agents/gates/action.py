"""That a tool a model asks for is one this caller may use, with arguments of its schema, within the scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from vedette.agents.gates import schema
from vedette.core.dialogue import Tool, ToolCall

_LONGEST: Final = 4_096
"""Characters of a text within arguments."""


class Allowance(Struct, frozen=True, kw_only=True):
    """What one run may use, and on what."""

    tools: tuple[Tool, ...]
    paths: frozenset[str] = frozenset()
    """Files it may name: arguments whose schema has the format `path`."""
    names: frozenset[str] = frozenset()
    """Hosts, accounts and addresses it may name, in lower case: format `name`."""

    def tool(self, name: str) -> Tool | None:
        """Return a tool by name."""
        return next((one for one in self.tools if one.name == name), None)


def allowed(call: ToolCall, allowance: Allowance) -> dict[str, Any] | str:
    """Return the arguments of a call that may be made, or why it may not."""
    tool = allowance.tool(call.name)
    if tool is None:
        return f"{call.name[:40]!a} is no tool this run may use"
    value, why = schema.read(call.arguments, tool.schema)
    if why:
        return why
    if not isinstance(value, dict):
        return "its arguments are no object"
    for form, text in _formed(value, tool.schema):
        if why := _outside(form, text, allowance):
            return why
    return value


def fault(call: ToolCall, allowance: Allowance) -> str:
    """Say why a call may not be made."""
    found = allowed(call, allowance)
    return found if isinstance(found, str) else ""


def _formed(value: object, shape: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return each text within arguments, and the format its schema says it has."""
    if isinstance(value, str):
        yield shape.get("format", ""), value
    elif isinstance(value, dict):
        for name, one in value.items():
            for known in (branch.get("properties", {}) for branch in _branches(shape)):
                yield from _formed(one, known[name]) if name in known else ()
    elif isinstance(value, list):
        for branch in _branches(shape):
            for one in value:
                yield from _formed(one, branch.get("items", {}))


def _branches(shape: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    return (shape, *shape.get("anyOf", ()), *shape.get("oneOf", ()))


def _outside(form: str, text: str, allowance: Allowance) -> str:
    if len(text) > _LONGEST or any(not one.isprintable() for one in text if one not in "\n\t"):
        return "an argument is too long, or holds what does not print"
    if form == "path" and text not in allowance.paths:
        return f"{text[:60]!a} is no file this run may touch"
    if form == "name" and text.casefold() not in allowance.names:
        return f"{text[:60]!a} is nothing this run is about"
    return ""
