"""What a name says of a file, and whether that is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

_TABLE: Final = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(
        Path(__file__).with_name("endings.toml").read_text(encoding="utf-8")
    ).items()
}
_RUNS: Final = _TABLE["runs"]
_READ: Final = _TABLE["read"]
_DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_PADDED: Final = re.compile(r"[ \u00a0\u2000-\u200b\u3000_]{8,}\.\w{1,12}$")
_PROGRAMS: Final = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"L\0\0\0\x01\x14\x02\0", "a shortcut"),
)


def ending(name: str) -> str:
    """Return the ending of a name, in small letters, without the dot."""
    last = name.replace("\\", "/").rpartition("/")[2].rstrip(" .\0")
    return last.rpartition(".")[2].lower() if "." in last else ""


def runs(name: str, data: bytes) -> bool:
    """Whether opening it runs something."""
    return ending(name) in _RUNS or data[:2] == b"MZ" or data[:4] == b"\x7fELF"


def surprises(name: str, data: bytes = b"") -> list[str]:
    """Return in words how a name misleads.

    >>> surprises("invoice.pdf.exe")
    ['has a second ending, .exe, after .pdf']
    """
    found = []
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, _, first = last.rstrip(" .").rpartition(".")
    second = ending(stem.rstrip(" _\u00a0"))
    if first.lower() in _RUNS and second in _READ:
        found.append(f"has a second ending, .{first.lower()}, after .{second}")
    if _DIRECTIONS.search(last):
        found.append("has letters that turn the direction of writing, so that its ending shows elsewhere")
    if _PADDED.search(last):
        found.append("has its ending pushed out of sight")
    program = next((says for head, says in _PROGRAMS if data.startswith(head)), "")
    if program and ending(last) in _READ:
        found.append(f"is {program}, and its name ends in .{ending(last)}")
    return found
