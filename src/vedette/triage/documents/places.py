"""Where in a document something stands, to the letter, and facts made from that."""

from __future__ import annotations

from typing import Final

from vedette.core.nouns import ByteRange, Lines, Locator
from vedette.triage.fact import Act, Fact, When
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

QUOTED: Final = 200
"""Characters of a quote at most."""
_TEXTS: Final = frozenset(
    {
        Kind.HTML,
        Kind.HTA,
        Kind.SVG,
        Kind.XML,
        Kind.URL,
        Kind.TEXT,
        Kind.INI,
        Kind.JSON,
        Kind.WSF,
        Kind.REGISTRY,
        Kind.YAML,
        Kind.CRON,
        Kind.DOCKERFILE,
    }
)


def spot(sample: Sample, needle: str | bytes, start: int = 0) -> tuple[Locator, str] | None:
    """Return where something stands in a sample and what stands there, or None.

    In text it is lines, in anything else bytes, also where it is written with two bytes a letter.
    """
    if sample.kind in _TEXTS:
        words = needle if isinstance(needle, str) else needle.decode("utf-8", "replace")
        text = sample.text
        at = text.find(words, start)
        return lines(text, at, at + len(words)) if at >= 0 and words else None
    raw = needle.encode("utf-8", "replace") if isinstance(needle, str) else needle
    for form in (raw, raw.decode("utf-8", "replace").encode("utf-16-le")):
        at = sample.data.find(form, start) if form else -1
        if at >= 0:
            return cut(sample.data, at, len(form))
    return None


def lines(text: str, start: int, end: int) -> tuple[Locator, str]:
    """Return a place in a text and what stands there, at most as much as a quote may hold."""
    end = min(end, start + QUOTED, len(text))
    quote = text[start:end]
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    breaks = quote.count("\n")
    end_column = len(quote) - quote.rfind("\n") if breaks else column + len(quote)
    return Lines(line=line, column=column, end_line=line + breaks, end_column=end_column), quote


def cut(data: bytes, start: int, size: int) -> tuple[Locator, str]:
    """Return a place in bytes and what stands there, read as UTF-8."""
    size = max(0, min(size, QUOTED, len(data) - start))
    return ByteRange(offset=start, length=size), data[start : start + size].decode("utf-8", "replace")


def head(sample: Sample) -> tuple[Locator, str]:
    """Return the beginning of a sample: for what is said of it as a whole."""
    if sample.kind in _TEXTS:
        text = sample.text
        end = text.find("\n")
        return lines(text, 0, min(end if end > 0 else len(text), 80))
    return cut(sample.data, 0, 8)


def fact(sample: Sample, act: Act, needle: str | bytes, says: str, **more: object) -> Fact:
    """Make a fact about where something stands; where that is not to be found, about the beginning.

    `more` is the rest of a Fact: target, how, when, sure.
    """
    place, quote = (spot(sample, needle) if needle else None) or head(sample)
    target, how = str(more.get("target", "")), str(more.get("how", ""))
    when = more.get("when", When.UNKNOWN)
    return Fact(
        act=act,
        place=place,
        quote=quote,
        says=says,
        target=target[:2048],
        how=how,
        when=when if isinstance(when, When) else When.UNKNOWN,
        sure=bool(more.get("sure", True)),
    )
