"""What is known of a script's variables, lists, files and functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from vedette.triage.layers.shell.history import History

if TYPE_CHECKING:
    from tree_sitter import Node

_FIXED: Final = {"IFS": " \t\n", "HOME": None, "PATH": None, "0": None, "OPTIND": "1"}
_NEVER: Final = frozenset({"@", "*"})


class State(Struct):
    """Names and their values: None is a value that is not known; a name that is not there was never set."""

    names: dict[str, str | None] = field(default_factory=lambda: dict(_FIXED))
    lists: dict[str, list[str | None]] = field(default_factory=dict)
    functions: dict[str, Node] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    history: History = field(default_factory=History)
    arguments: list[str | None] = field(default_factory=list)
    given: frozenset[str] = frozenset()
    """Names the script gives a value somewhere: empty until then."""
    within: bool = False
    """Whether a function's body is looked at: its arguments are known then, if at all."""

    def value(self, name: str, index: str = "") -> str | None:
        """Return the value of a name, or an item of a list."""
        if name in _NEVER:
            known = [one for one in self.arguments if one is not None]
            return " ".join(known) if len(known) == len(self.arguments) else None
        if name.isdigit() and name != "0":
            at = int(name[:6]) - 1
            return self.arguments[at] if at < len(self.arguments) else "" if self.within else None
        items = self.lists.get(name)
        if items is not None:
            return self._item(items, index or "0")
        if name not in self.names and name in self.given:
            return ""
        return self.names.get(name) if not index or index in {"0", "@", "*"} else None

    def _item(self, items: list[str | None], index: str) -> str | None:
        if index in _NEVER:
            known = [one for one in items if one is not None]
            return " ".join(known) if len(known) == len(items) else None
        if not index.lstrip("-").isdigit():
            return None
        at = int(index)
        return items[at] if -len(items) <= at < len(items) else ""

    def knows(self, name: str) -> bool:
        """Return whether a name was ever given a value here."""
        return name in self.names or name in self.lists

    def put(self, name: str, value: str | None) -> None:
        """Give a name a value."""
        self.lists.pop(name, None)
        self.names[name] = value
