"""Where things are in a PHP script that came from somewhere: members, parameters, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct, field

from vedette.triage.fact import Act, Fact

Flow = tuple[Fact, ...]
_RUN: Final = frozenset(
    {
        "include",
        "include_once",
        "require",
        "require_once",
        "system",
        "exec",
        "shell_exec",
        "passthru",
        "popen",
        "dl",
    }
)
_SHORTEST: Final = 4


class Trails(Struct):
    """What flowed where, beside variables."""

    members: dict[str, Flow] = field(default_factory=dict)
    """By the name of a member, of whichever object."""
    given: dict[str, dict[int, Flow]] = field(default_factory=dict)
    """By the name of a function of this file, what its parameters hold."""
    scopes: dict[int, dict[str, Flow]] = field(default_factory=dict)
    """Variables of functions, by where the function stands."""
    leading: dict[tuple[int, int], Flow] = field(default_factory=dict)
    """What flowed into the first argument of calls, by where it stands."""
    files: dict[str, Flow] = field(default_factory=dict)
    wild: Flow = ()
    """What any variable may hold: a visitor sets them by name."""
    asked: Flow = ()
    """What a visitor sent last."""

    def through(self, name: str, first: str | None, args: Sequence[str | None]) -> Flow:
        """Return what a file was made of that is run or read."""
        if name not in _RUN and name not in {"file_get_contents", "fopen", "readfile"}:
            return ()
        text = first or next((one for one in args if one), "") or ""
        return next((flow for path, flow in self.files.items() if path in text), ())

    def keep(self, name: str, args: Sequence[str | None], made: Sequence[Fact]) -> None:
        """Remember what a file was made of."""
        path = {"copy": args[1:2], "file_put_contents": args[:1], "fopen": args[:1]}.get(name, [])
        if not path or not path[0] or len(path[0]) < _SHORTEST:
            return
        for one in made:
            if one.act is Act.DOWNLOADS and name == "copy":
                self.files[path[0]] = (one,)
            elif one.act is Act.WRITES_FILE and one.inputs:
                self.files[path[0]] = one.inputs
