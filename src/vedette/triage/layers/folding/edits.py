"""A script written again, with what was folded in place of what it came to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct


class Edit(Struct, frozen=True):
    """New text for a span of bytes: texts, and spans of the source that are themselves written again."""

    start: int
    end: int
    pieces: tuple[str | tuple[int, int], ...]


def apply(source: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the source with edits made; of edits within one another the outer one counts."""
    ordered = sorted(edits, key=lambda one: (one.start, -one.end))
    return _within(source, ordered, (0, len(source)), 0)


def outermost(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits that lie in no other."""
    made: list[Edit] = []
    for one in sorted(edits, key=lambda one: (one.start, -one.end)):
        if not made or one.start >= made[-1].end:
            made.append(one)
    return made


def _within(source: bytes, edits: Sequence[Edit], span: tuple[int, int], depth: int) -> bytes:
    at, stop = span
    made: list[bytes] = []
    for number, one in enumerate(edits):
        if one.start < at or one.end > stop:
            continue
        made.append(source[at : one.start])
        inner = edits[number + 1 :] if depth < 8 else ()  # noqa: PLR2004
        for piece in one.pieces:
            if isinstance(piece, str):
                made.append(piece.encode("utf-8", "replace"))
            elif piece[0] < piece[1]:
                made.append(_within(source, _of(inner, piece), piece, depth + 1))
        at = one.end
    made.append(source[at:stop])
    return b"".join(made)


def _of(edits: Sequence[Edit], span: tuple[int, int]) -> list[Edit]:
    return [one for one in edits if span[0] <= one.start and one.end <= span[1]]
