"""That some text stands in some lines of the target: the path is there, the lines are, and hold just that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from vedette.agents.effects import Steps, read_source
from vedette.core.digest import sha256
from vedette.core.nouns import Digest

MOST_LINES: Final = 40
"""Lines of one quote; more is a file, not a place."""
_LEAST: Final = 2
_LONGEST_PATH: Final = 1_024


class Quotation(Struct, frozen=True, kw_only=True):
    """What a model says stands somewhere. Lines count from 1; the last one is included."""

    path: str
    line: int
    end_line: int
    quote: str


class Quoted(Struct, frozen=True, kw_only=True):
    """A quotation that holds, with the digest of exactly those lines."""

    path: str
    line: int
    end_line: int
    text: str
    """As it stands there."""
    digest: Digest


def quoted(claim: Quotation) -> Steps[Quoted | str]:
    """Look a quotation up in the target; answers what stands there, or what is wrong."""
    if why := _odd_path(claim.path):
        return why
    text = yield from read_source(claim.path)
    return held(claim, text)


def held(claim: Quotation, text: str | None) -> Quoted | str:
    """Hold a quotation against the text of its file; no text: there is no such file."""
    lines = text.split("\n") if text is not None else []
    if not lines:
        return "there is no such file in what was looked at"
    if not 1 <= claim.line <= claim.end_line <= len(lines):
        return f"the file has no such lines: it has {len(lines)}"
    there = "\n".join(lines[claim.line - 1 : claim.end_line])
    said = _settled(claim.quote)
    if claim.end_line - claim.line >= MOST_LINES or len(said) < _LEAST:
        return f"it quotes nothing, or more than {MOST_LINES} lines"
    if said != _settled(there):
        return "the lines hold something else than the quote says"
    return Quoted(
        path=claim.path,
        line=claim.line,
        end_line=claim.end_line,
        text=there,
        digest=sha256(there.encode("utf-8", "surrogateescape")),
    )


def fault(claim: Quotation, read: Callable[[str], str | None]) -> str:
    """Say what is wrong with a quotation, where files are at hand."""
    found = _odd_path(claim.path) or held(claim, read(claim.path))
    return found if isinstance(found, str) else ""


def _odd_path(path: str) -> str:
    """Say what is wrong with a path: it must be one of the target's, plainly written."""
    parts = path.split("/")
    plain = path.isprintable() and 0 < len(path) <= _LONGEST_PATH and "\\" not in path
    if not plain or {"", ".", ".."} & set(parts) or ":" in parts[0]:
        return "it names no file within the target"
    return ""


def _settled(text: str) -> str:
    return " ".join(text.split())
