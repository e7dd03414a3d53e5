"""Hostile text as Markdown that shows it and does nothing: no mention, link, image or list comes of it."""

from __future__ import annotations

import re

from vedette.export.visible import one_line

_SPECIAL = re.compile(r"[\\`*_\[\]|~$]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ALIVE = re.compile(r"@|#|(?<=[A-Za-z]):(?=//)|(?<=www)\.", re.IGNORECASE)
_LISTLIKE = re.compile(r"^(\d*)([-+=.)])")


def text(hostile: str) -> str:
    """Return words that show as they are written, within a line."""
    plain = _SPECIAL.sub(r"\\\g<0>", one_line(hostile).translate(_ENTITIES))
    return _ALIVE.sub(_deadened, plain)


def paragraph(hostile: str) -> str:
    """Return words that show as they are written, at the beginning of a line: no list, no ruler."""
    return _LISTLIKE.sub(r"\1\\\2", text(hostile))


def code(hostile: str) -> str:
    """Return one line of code that shows as it is written."""
    shown = one_line(hostile) or " "
    ticks = "`" * (longest_run(shown) + 1)
    pad = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def _deadened(match: re.Match[str]) -> str:
    # Mentions are looked for after the Markdown is read: an entity is no help, a space of no width is.
    return {"@": "@&#8203;", "#": "\\#&#8203;", ":": "&#58;", ".": "&#46;"}[match[0]]


def longest_run(shown: str) -> int:
    """Count the longest run of backticks: what encloses it needs one more."""
    return max(map(len, re.findall("`+", shown)), default=0)
