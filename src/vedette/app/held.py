"""A file as it is now, and whether a piece of evidence holds against it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from vedette.code.redaction import HIDDEN, cover, stands_for
from vedette.core.nouns import ByteRange, Evidence, Lines, Locator
from vedette.core.text import cut, decode

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Held:
    """A file as it is now."""

    data: bytes
    digest: str


Known: TypeAlias = Callable[[], Collection[str]]
"""Gives secrets that stand in other files as well; asked only where a quote hides something."""


def fault(evidence: Evidence, held: Held | str, known: Known = tuple) -> str | None:
    """Say how a piece of evidence fails against a file as it is now, or None when it holds.

    What a quote hides has to be a secret there: one that is found in it, in the file, or known.
    """
    if isinstance(held, str):
        return f"cannot be read: {held}"
    there = _there(held.data, evidence.locator, evidence.quote)
    same = held.digest == evidence.artefact
    if there == evidence.quote or (there is not None and _hides(evidence, there, held, known)):
        return (
            None
            if same
            else "the file is not the one that was looked at, though the quote still stands there"
        )
    if there is None:
        why = "there is no such place in the file"
    else:
        why = f"the quote says {_brief(evidence.quote)}, the file says {_brief(there)}"
    moved = "" if same else _moved(held.data, evidence.quote)
    return why if same else f"the file has changed: {why}{moved}"


def _hides(evidence: Evidence, there: str, held: Held, known: Known) -> bool:
    """Whether a quote is what stands there but for secrets, which it hides."""
    quote = evidence.quote
    if HIDDEN not in quote or len(quote) != len(there):
        return False
    if stands_for(quote, there, cover(there)):
        return True
    if not isinstance(evidence.locator, Lines):
        return stands_for(quote, there, cover(there, known()))
    return stands_for(quote, there, cut(cover(decode(held.data), known()), evidence.locator) or "")


def _there(data: bytes, locator: Locator, quote: str) -> str | None:
    match locator:
        case Lines():
            return cut(decode(data), locator)
        case ByteRange(offset=offset, length=length):
            return _bytes(data[offset : offset + length], quote) if offset + length <= len(data) else None
        case _:
            return None


def _bytes(piece: bytes, quote: str) -> str:
    """Read bytes as text; programs of Windows hold theirs in UTF-16."""
    wide = piece.decode("utf-16-le", "replace")
    return wide if stands_for(quote, wide, cover(wide)) else piece.decode("utf-8", "replace")


def _moved(data: bytes, quote: str) -> str:
    text = decode(data)
    at = text.find(quote) if quote.strip() else -1
    return (
        f"; it now stands on line {text.count(chr(10), 0, at) + 1}"
        if at >= 0
        else "; it stands nowhere in it now"
    )


def _brief(words: str) -> str:
    return ascii(words) if len(words) <= _SHOWN else f"{words[:_SHOWN]!a}…"
