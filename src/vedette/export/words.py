"""The little Markdown that rule pages use, taken apart into plain values, so that templates do the escaping.

Headings, paragraphs, flat lists, fenced code; `code`, **strong**, *stress* and [links](https://…) within
them. Anything else stays the text it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

_INLINE = re.compile(
    r"(?P<code>`[^`\n]+`)"
    r"|\*\*(?P<strong>[^*\n]+)\*\*"
    r"|\*(?P<stress>[^*\s][^*\n]*)\*"
    r"|\[(?P<link>[^\[\]\n]+)\]\((?P<href>https://[^()\s]+)\)"
)
_FENCE = re.compile(r"^(`{3,}|~{3,})")
_ITEM = re.compile(r"^\s{0,3}(?:[-*+]|(\d+)[.)])\s+")
_HEADING = re.compile(r"^#{1,6}\s+")


class Span(Struct, frozen=True, kw_only=True):
    """A run of text in one style."""

    kind: Literal["text", "code", "strong", "stress", "link"] = "text"
    text: str
    href: str = ""


class Block(Struct, frozen=True, kw_only=True):
    """A heading, paragraph or piece of code is one item; a list is several."""

    kind: Literal["heading", "paragraph", "bullets", "numbers", "code"]
    items: tuple[tuple[Span, ...], ...]


def blocks(words: str) -> tuple[Block, ...]:
    """Take Markdown apart."""
    return tuple(_blocks(words.splitlines()))


def opening(words: str) -> str:
    """Return the first paragraph as plain text, or nothing."""
    first = next((block for block in blocks(words) if block.kind == "paragraph"), None)
    return "".join(span.text for span in first.items[0]) if first else ""


def _blocks(lines: list[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        end = _end_of_block(lines, at)
        yield from _block(lines[at:end])
        at = end


def _end_of_block(lines: list[str], start: int) -> int:
    fence = _FENCE.match(lines[start])
    if fence:
        closing = (n for n in range(start + 1, len(lines)) if lines[n].strip() == fence[1])
        return next(closing, len(lines) - 1) + 1
    if _HEADING.match(lines[start]) or not lines[start].strip():
        return start + 1
    return next((n for n in range(start + 1, len(lines)) if _ends(lines[start], lines[n])), len(lines))


def _ends(first: str, line: str) -> bool:
    starts_list = _ITEM.match(line) and not _ITEM.match(first)
    return bool(not line.strip() or _FENCE.match(line) or _HEADING.match(line) or starts_list)


def _block(lines: list[str]) -> Iterator[Block]:
    if fence := _FENCE.match(lines[0]):
        body = lines[1:-1] if len(lines) > 1 and lines[-1].strip() == fence[1] else lines[1:]
        yield Block(kind="code", items=((Span(text="\n".join(body)),),))
    elif _HEADING.match(lines[0]):
        yield Block(kind="heading", items=(_spans(_HEADING.sub("", lines[0])),))
    elif item := _ITEM.match(lines[0]):
        yield Block(kind="numbers" if item[1] else "bullets", items=tuple(map(_spans, _items(lines))))
    elif lines[0].strip():
        yield Block(kind="paragraph", items=(_spans(" ".join(line.strip() for line in lines)),))


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line):
            items.append(_ITEM.sub("", line))
        else:
            items[-1] += " " + line.strip()
    return items


def _spans(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    end = 0
    for match in _INLINE.finditer(text):
        if match.start() > end:
            spans.append(Span(text=text[end : match.start()]))
        spans.append(_styled(match))
        end = match.end()
    return (*spans, Span(text=text[end:])) if end < len(text) else tuple(spans)


def _styled(match: re.Match[str]) -> Span:
    if match["code"]:
        return Span(kind="code", text=match["code"][1:-1])
    if match["strong"]:
        return Span(kind="strong", text=match["strong"])
    if match["stress"]:
        return Span(kind="stress", text=match["stress"])
    return Span(kind="link", text=match["link"], href=match["href"])
