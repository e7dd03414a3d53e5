"""Text made harmless for a reader, human or not: nothing hidden, nothing turned around, no endless line."""

from __future__ import annotations

from typing import Final

from vedette.export.visible import visible

LINE: Final = 2000
"""Characters of a line that are kept."""


def neutral(text: str) -> str:
    """Return a text in which every letter is seen as itself, or spelled out; lines and tabs stay."""
    return "\n".join(_line(line) for line in text.replace("\r\n", "\n").split("\n"))


def _line(line: str) -> str:
    shown = "\t".join(map(visible, line.split("\t")))
    return shown if len(shown) <= LINE else f"{shown[:LINE]} …"
