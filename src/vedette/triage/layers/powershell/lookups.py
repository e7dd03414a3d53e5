"""What PowerShell looks up by name: variables, aliases, commands, paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.powershell.names import (
    ALIASES,
    COMMANDS,
    VARIABLE_NAMES,
    VARIABLES,
    WINDOWS,
    matching,
)
from vedette.triage.layers.powershell.values import text_of
from vedette.triage.layers.tracing.values import Thing, Value, derived, unknown

if TYPE_CHECKING:
    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.tree import Node


class Call(Struct, frozen=True, kw_only=True):
    """A command and what it is given."""

    node: Node
    name: str
    args: list[Value]
    named: dict[str, Value]
    words: list[Value]
    source: Value | None

    def first(self, *names: str) -> Value:
        """Return a named argument, or the first without a name, or what comes through the pipe."""
        for name in names:
            for given, value in self.named.items():
                if given and name.startswith(given):
                    return value
        if self.args:
            return self.args[0]
        return self.source if self.source is not None else unknown()


def alias(m: Machine, call: Call) -> Value:
    """Give a command another name."""
    name = call.named.get("name", call.args[0] if call.args else Value(None))
    what = call.named.get("value", call.args[-1] if call.args else Value(None))
    held = what.data.data if isinstance(what.data, Thing) and what.data.type == "named" else what.data
    if name.known and what.known and (text := text_of(held)):
        m.aliases[(text_of(name.data) or "").lower()] = text.lower()
    return Value(None)


def set_variable(m: Machine, call: Call) -> Value | None:
    """Set a variable, or an item of the drive they lie on."""
    name = call.named.get("name") or call.named.get("path") or (call.args[0] if call.args else Value(None))
    rest = call.args[1:] if not {"name", "path"} & call.named.keys() else call.args
    value = call.named.get("value") or (rest[0] if rest else None)
    text = text_of(name.data) if name.known else None
    if text is None or value is None:
        return None
    low = text.lower().replace("/", "").replace("\\", "")
    if call.name in ("set-item", "new-item") and not low.startswith(("variable:", "env:", "alias:")):
        return None
    if low.startswith("alias:"):
        m.aliases[low.removeprefix("alias:")] = (text_of(value.data) or "").lower()
    else:
        m.assign(low, value)
    return Value(None)


def get_variable(m: Machine, call: Call) -> Value | None:
    """Return a variable, found by its name or a pattern."""
    text = text_of(call.first("name", "path").data)
    if text is None:
        return None
    low = text.lower().replace("/", "").replace("\\", "")
    plain = low.removeprefix("variable:")
    if call.name != "get-variable" and plain == low and not low.startswith("env:"):
        return None
    names = (*VARIABLE_NAMES, *m.variables, *(f"env:{name}" for name in WINDOWS), *VARIABLES)
    if ("*" in plain or "?" in plain) and (found := matching(plain, tuple(names))) is not None:
        plain = found
    value = m.variable(plain)
    if "valueonly" in call.named or "value" in call.named or any(name.startswith("v") for name in call.named):
        return value
    shown = next((name for name in VARIABLE_NAMES if name.lower() == plain.lower()), plain)
    return derived(Thing("variable", {"name": Value(shown), "value": value, "key": Value(shown)}), ())


def get_command(_: Machine, call: Call) -> Value | None:
    """Return a command, found by its name or a pattern."""
    text = text_of(call.first("name").data)
    if text is None:
        return None
    found = matching(text, COMMANDS) if "*" in text or "?" in text else text
    return derived(Thing("named", found), call.args, Step.ALIAS) if found else None


def get_alias(_: Machine, call: Call) -> Value | None:
    """Return what an alias stands for."""
    text = (text_of(call.first("name").data) or "").lower()
    if "*" in text or "?" in text:
        text = matching(text, tuple(ALIASES)) or ""
    return derived(Thing("named", ALIASES[text]), call.args, Step.ALIAS) if text in ALIASES else None


def path(_: Machine, call: Call) -> Value | None:
    """Join a folder and a name."""
    if len(call.args) < 2 or not all(arg.known for arg in call.args[:2]):  # noqa: PLR2004  a folder and a name
        made = unknown(*call.args)
        made.data = "\\".join(str(arg.data or "…") for arg in call.args[:2])
        return made
    folder, name = (text_of(arg.data) or "" for arg in call.args[:2])
    return derived(folder.rstrip("\\") + "\\" + name.lstrip("\\"), call.args[:2])
