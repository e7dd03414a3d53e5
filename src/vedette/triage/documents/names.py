"""What a name says of a file, and whether that is so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from vedette.core.expressions import expression
from vedette.core.tables import table
from vedette.triage.documents.places import fact
from vedette.triage.fact import Act, Fact
from vedette.triage.kinds import EXECUTABLES, Kind
from vedette.triage.sample import LAYER, Sample

_TABLE: Final = {
    name: frozenset(words.split())
    for name, words in table("vedette.triage.documents", "endings.toml").items()
}
_RUNS: Final = _TABLE["runs"]
_READ, _MADE, _WINDOWS, _PLAIN = (_TABLE[name] for name in ("read", "made", "windows", "plain"))
_DIRECTIONS: Final = expression("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_PADDED: Final = expression(r"[ \u00a0\u2000-\u200b\u3000_]{8,}\.\w{1,12}$")
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
    name = unquote(name) if "%E2%80%" in name else name
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, _, first = last.rstrip(" .").rpartition(".")
    second = ending(stem.rstrip(" _\u00a0"))
    if (first.lower() in _RUNS and second in _READ) or (first.lower() in _WINDOWS and second in _MADE):
        found.append(f"has a second ending, .{first.lower()}, after .{second}")
    if _DIRECTIONS.search(last):
        found.append("has letters that turn the direction of writing, so that its ending shows elsewhere")
    if _PADDED.search(last):
        found.append("has its ending pushed out of sight")
    program = next((says for head, says in _PROGRAMS if data.startswith(head)), "")
    if program and ending(last) in _READ:
        found.append(f"is {program}, and its name ends in .{ending(last)}")
    return found


_UNLIKE: Final = EXECUTABLES | {
    Kind.LNK,
    Kind.HTA,
    Kind.VBSCRIPT,
    Kind.POWERSHELL,
    Kind.BATCH,
    Kind.JAVASCRIPT,
    Kind.ZIP,
    Kind.RAR,
    Kind.SEVENZIP,
    Kind.CAB,
    Kind.ISO,
    Kind.MSI,
}
"""Kinds that nobody gives the name of a picture or a PDF by mistake."""


def named(sample: Sample) -> Iterator[Fact]:
    """Yield how the name of a sample misleads about it."""
    last = sample.name.rpartition("!/")[2].rpartition("/")[2]
    if LAYER in last:
        return
    found = surprises(last, sample.data)
    if not found and ending(last) in _PLAIN and sample.kind in _UNLIKE:
        found = [f"is a {sample.kind.value}, and its name ends in .{ending(last)}"]
    for says in found:
        yield fact(sample, Act.DIFFERS, b"", f"{last}: {says}", target=last, how="name")
