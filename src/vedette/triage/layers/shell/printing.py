"""What echo and printf write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.shell.filters import escaped

if TYPE_CHECKING:
    from vedette.triage.layers.shell.history import History

_ROUNDS: Final = 4096
_PERCENT: Final = expression(r"%(-?\d{0,3})(?:\.\d+)?([sdxXoucbi%q])")


def echoed(args: list[str], history: History) -> str:
    """Return what `echo` writes."""
    flags = 0
    while flags < len(args) and re.fullmatch(r"-[neE]+", args[flags]):
        flags += 1
    marks = "".join(args[:flags])
    text = " ".join(args[flags:])
    made = escaped(text) if "e" in marks else text
    made += "" if "n" in marks else "\n"
    return history.note(made, Step.ESCAPES if "e" in marks and "\\" in text else "", *args[flags:])


def printed(args: list[str], history: History) -> str | None:
    """Return what `printf` writes."""
    if args[:1] == ["--"]:
        args = args[1:]
    if not args:
        return None
    waiting = args[1:]
    made: list[str] = []
    for _ in range(_ROUNDS):
        before = len(waiting)
        piece = _formatted(args[0], waiting)
        if piece is None:
            return None
        made.append(piece)
        if not waiting or len(waiting) == before:
            break
    read = " ".join(args) if "%b" in args[0] else args[0]
    step = Step.ESCAPES if re.search(r"\\(?:x|[0-7]{2}|u)", read) else ""
    return history.note("".join(made), step, *args)


def _formatted(pattern: str, waiting: list[str]) -> str | None:
    failed = False

    def one(found: re.Match[str]) -> str:
        nonlocal failed
        letter = found[2]
        if letter == "%":
            return "%"
        value = waiting.pop(0) if waiting else ""
        made = _shown(letter, value, found[1])
        failed = failed or made is None
        return made or ""

    made = _PERCENT.sub(one, escaped(pattern))
    return None if failed else made


def _shown(letter: str, value: str, width: str) -> str | None:
    if letter == "c":
        return value[:1]
    if letter in "sbq":
        return escaped(value) if letter == "b" else value
    if value[:1] in {"'", '"'}:
        number = ord(value[1]) if len(value) > 1 else 0
    else:
        try:
            number = int(value or "0", 0)
        except ValueError:
            return None
    made = format(number, {"i": "d", "u": "d"}.get(letter, letter))
    return made.rjust(int(width), "0" if width.startswith("0") else " ") if width.isdigit() else made
