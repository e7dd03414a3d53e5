"""A file as it is now, and whether a piece of evidence holds against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from vedette.core.nouns import ByteRange, Evidence, Lines, Locator
from vedette.core.redaction import HIDDEN, NONE, Known, cover, either, stands_for
from vedette.core.text import cut_lines, decode

_SHOWN = 60
CHANGED = "the file is not the one that was looked at, though the quote still stands there"
"""Said of evidence that holds by itself, of a file that changed elsewhere."""


@dataclass(frozen=True)
class Held:
    """A file as it is now."""

    data: bytes
    digest: str
    told: tuple[Lines, ...] = ()
    """Places of which findings say that a secret is written there."""

    @cached_property
    def lines(self) -> list[str]:
        """Its text."""
        return decode(self.data).split("\n")

    @cached_property
    def covered(self) -> list[str]:
        """The same, the secrets covered."""
        return cover("\n".join(self.lines), NONE, self.told).split("\n")


Elsewhere: TypeAlias = Callable[[], Known]
"""Gives the secrets of other files; asked only where a quote hides something."""


def fault(evidence: Evidence, held: Held | str, elsewhere: Elsewhere = lambda: NONE) -> str | None:
    """Say how a piece of evidence fails against a file as it is now, or None when it holds in the same file.

    What a quote hides has to be a secret there: one that is found in it, in the file, or known.
    """
    if isinstance(held, str):
        return f"cannot be read: {held}"
    there = _there(held, evidence.locator, evidence.quote)
    same = held.digest == evidence.artefact
    if there == evidence.quote or (there is not None and _hides(evidence, there, held, elsewhere)):
        return None if same else CHANGED
    if there is None:
        why = "there is no such place in the file"
    else:
        why = f"the quote says {_brief(evidence.quote)}, the file says {_brief(there)}"
    moved = "" if same else _moved(held.data, evidence.quote)
    return why if same else f"the file has changed: {why}{moved}"


def _hides(evidence: Evidence, there: str, held: Held, elsewhere: Elsewhere) -> bool:
    """Whether a quote is what stands there but for secrets, which it hides."""
    quote = evidence.quote
    if HIDDEN not in quote or len(quote) != len(there):
        return False
    covered = cover(there, elsewhere())
    if isinstance(evidence.locator, Lines) and not stands_for(quote, there, covered):
        covered = either(covered, cut_lines(held.covered, evidence.locator) or "")
    return stands_for(quote, there, covered)


def _there(held: Held, locator: Locator, quote: str) -> str | None:
    match locator:
        case Lines():
            return cut_lines(held.lines, locator)
        case ByteRange(offset=offset, length=length):
            inside = offset + length <= len(held.data)
            return _bytes(held.data[offset : offset + length], quote) if inside else None
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
