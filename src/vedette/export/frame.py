"""A code frame: the lines around a place, each split into what is before, inside and after the exact span.

What comes out is visible text that fits; nothing is shown as source that does not hold the quote.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from vedette.core.nouns import Evidence, Lines
from vedette.export.measure import CUT, head, tail, width_of
from vedette.export.show import ShowOptions
from vedette.export.visible import visible

ROWS = 12
"""A longer frame is shortened in the middle."""


class Row(Struct, frozen=True, kw_only=True):
    """One line of a frame; `marked` is the part the claim is about."""

    number: int | None = None
    before: str = ""
    marked: str = ""
    after: str = ""
    spanned: bool = False
    """Whether the claim is about this line, or it only stands around it."""
    hidden: int = 0
    """When not zero, this row stands for that many lines left out."""


def frame(evidence: Evidence, show: ShowOptions, room: int) -> tuple[Row, ...]:
    """Return the lines to print for a place, none wider than `room` cells."""
    locator = evidence.locator
    if not isinstance(locator, Lines):
        return _fitted(
            [Row(marked=line, spanned=True) for line in evidence.quote.replace("\r\n", "\n").split("\n")],
            room,
        )
    quote = evidence.quote.replace("\r\n", "\n")  # how lines end is not what the claim is about
    source = show.lines(evidence.artefact) if show.lines else None
    if source is not None and _cut_out(source, locator) == quote:
        return _fitted(_dedented(_from_source(source, locator, show.context)), room)
    return _fitted(_from_quote(quote, locator), room)


def excerpt(evidence: Evidence, room: int) -> str:
    """Return the quote as one line, for a step of a trace."""
    return head(visible(" ".join(evidence.quote[: 4 * room + 4].split())), room)


def _cut_out(source: Sequence[str], at: Lines) -> str:
    rows = list(source[at.line - 1 : at.end_line])
    if not rows:
        return ""
    rows[-1] = rows[-1][: at.end_column - 1]
    rows[0] = rows[0][at.column - 1 :]
    return "\n".join(rows)


def _from_source(source: Sequence[str], at: Lines, context: int) -> list[Row]:
    first, last = max(at.line - context, 1), min(at.end_line + context, len(source))
    return [_row(number, source[number - 1], at) for number in range(first, last + 1)]


def _row(number: int, text: str, at: Lines) -> Row:
    if not at.line <= number <= at.end_line:
        return Row(number=number, before=text)
    indent = len(text) - len(text.lstrip())
    start = at.column - 1 if number == at.line else indent
    end = at.end_column - 1 if number == at.end_line else len(text)
    end = max(start, end)
    return Row(number=number, before=text[:start], marked=text[start:end], after=text[end:], spanned=True)


def _from_quote(quote: str, at: Lines) -> list[Row]:
    lines = quote.split("\n")
    if _whole_lines(lines, at):
        return _dedented([_row(number, text, at) for number, text in enumerate(lines, at.line)])
    start = CUT if at.column > 1 else ""
    return [
        Row(number=number, before=start if number == at.line else "", marked=text, spanned=True)
        for number, text in enumerate(lines, at.line)
    ]


def _whole_lines(lines: list[str], at: Lines) -> bool:
    """Whether a quote is not the span itself but the lines it lies in."""
    if len(lines) != at.end_line - at.line + 1:
        return False
    before = at.column - 1 if at.line == at.end_line else 0
    return len(lines[-1]) != at.end_column - 1 - before and len(lines[-1]) >= at.end_column - 1


def _dedented(rows: list[Row]) -> list[Row]:
    texts = [text for row in rows if (text := row.before + row.marked + row.after).strip()]
    indents = [text[: len(text) - len(text.lstrip())] for text in texts]
    least, most = min(indents, default=""), max(indents, default="")
    shared = next((at for at, char in enumerate(least) if char != most[at]), len(least))
    cut = min([shared, *(len(row.before) for row in rows if row.spanned)])
    return [replace(row, before=row.before[cut:]) for row in rows]


def _fitted(rows: list[Row], room: int) -> tuple[Row, ...]:
    left_out = len(rows) - ROWS
    if left_out > 0:
        keep = ROWS - 4
        rows = [*rows[:keep], Row(hidden=left_out + 1), *rows[keep + left_out + 1 :]]
    return tuple(_fit(row, room) for row in rows)


def _fit(row: Row, room: int) -> Row:
    if not row.spanned:
        return replace(row, before=head(visible(row.before[: room + 1]), room))
    before = visible(row.before[-room - 1 :])
    marked = visible(row.marked[: room + 1])
    after = visible(row.after[: room + 1])
    marked = head(marked, room - min(width_of(before), room // 4))
    before = tail(before, room - width_of(marked))
    after = head(after, room - width_of(before) - width_of(marked))
    return replace(row, before=before, marked=marked, after=after)
