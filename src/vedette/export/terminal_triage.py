"""What was judged, for a person at a terminal: verdicts first; layers, executables and indicators after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.core.nouns import Report
from vedette.core.verdicts import Judgement
from vedette.export.judged import MARKS, Built, built, grave, indicators, judged, peeled, sought, sought_title
from vedette.export.measure import head, width_of, wrap
from vedette.export.paint import Paint
from vedette.export.show import ShowOptions
from vedette.export.tally import some
from vedette.export.visible import one_line, visible

_INDENT = "  "


def judgement_lines(report: Report, paint: Paint, width: int, show: ShowOptions) -> Iterator[str]:
    """Return what was thought of each thing, the gravest first; benign ones are a line each."""
    full, rest = grave(report)
    shown, left = some(full, show.judgements)
    for one in shown:
        yield from _judgement(one, paint, width)
    yield from _brief([*full[len(shown) :], *rest], paint, width, show.judgements + left)


def detail_lines(report: Report, paint: Paint, width: int, show: ShowOptions) -> Iterator[str]:
    """Return layers, executables and indicators."""
    yield from _layers(report, paint, width, show)
    yield from _executables(report, paint, width, show)
    yield from _indicators(report, paint, width, show)


def _judgement(given: Judgement, paint: Paint, width: int) -> Iterator[str]:
    one = judged(given)
    yield paint.strong(head(f"{one.symbol} {one.verdict.upper()}: {one.name}", width))
    about = " · ".join(word for word in (one.kind, one.inside, one.digest[:19]) if word)
    yield _INDENT + paint.quiet(head(about, width - len(_INDENT)))
    yield ""
    yield from _field("", one.summary, paint, width)
    yield from _field("What to do", one.advice, paint, width)
    for label, words in (("Why", one.reasons), ("What would change our mind", one.changes)):
        if words:
            yield ""
            yield _INDENT + paint.strong(label)
            for word in words:
                yield from _bullet(word, width)
    yield ""
    yield ""


def _brief(left: Sequence[Judgement], paint: Paint, width: int, limit: int) -> Iterator[str]:
    if not left:
        return
    yield paint.strong(f"Also looked at: {len(left):,}")
    shown, more = some(left, limit)
    for one in shown:
        yield head(
            f"{_INDENT}{MARKS[one.verdict]} {one.verdict:<10}  {visible(one.name)}  {one_line(one.kind)}",
            width,
        )
    if more:
        yield f"{_INDENT}… {more:,} more"
    yield ""


def _layers(report: Report, paint: Paint, width: int, show: ShowOptions) -> Iterator[str]:
    shown, left = some(report.layers, show.layers)
    for given in shown:
        one = peeled(given)
        yield paint.strong(head(f"Layer {one.name}", width))
        yield from _field("", f"out of {one.parent} by {one.how}", paint, width)
        yield from _beside(one.before, one.after, paint, width)
        yield ""
    if left:
        yield f"… {left:,} more layers: {show.see_all}"
        yield ""


def _beside(before: Sequence[str], after: Sequence[str], paint: Paint, width: int) -> Iterator[str]:
    """Set two texts side by side."""
    room = (width - 2 * len(_INDENT) - 3) // 2
    rows = max(len(before), len(after))
    for row in range(rows):
        left = head(before[row], room) if row < len(before) else ""
        right = head(after[row], room) if row < len(after) else ""
        yield f"{_INDENT}{left}{' ' * (room - width_of(left))} {paint.quiet('│')} {right}"


def _executables(report: Report, paint: Paint, width: int, show: ShowOptions) -> Iterator[str]:
    shown, left = some(report.executables, show.executables)
    for given in shown:
        yield from _executable(built(given), paint, width, show.steps * 2)
    if left:
        yield f"… {left:,} more executables: {show.see_all}"
        yield ""


def _executable(one: Built, paint: Paint, width: int, rows: int) -> Iterator[str]:
    yield paint.strong(head(f"Executable {one.name}: {one.what}", width))
    for label, words in one.facts:
        yield from _field(label, words, paint, width)
    good = ", ".join(name for name, state, _ in one.protections if state == "yes")
    yield from _field("Protected by", good, paint, width)
    for name, state, says in one.protections:
        if state != "yes":
            yield from _field(name, f"{state}. {says}" if says else state, paint, width)
    calls = [" ".join(filter(None, call)) for call in one.calls]
    yield from _rows("Calls worth a look", calls, rows, paint, width)
    functions = [f"{name}: {says}" for name, says in one.functions]
    yield from _rows("Functions that tell most", functions, rows, paint, width)
    yield ""


def _rows(label: str, words: Sequence[str], most: int, paint: Paint, width: int) -> Iterator[str]:
    if not words:
        return
    yield _INDENT + paint.strong(label)
    for word in words[:most]:
        yield from _bullet(word, width)
    if len(words) > most:
        yield f"{_INDENT * 2}… {len(words) - most:,} more"


def _indicators(report: Report, paint: Paint, width: int, show: ShowOptions) -> Iterator[str]:
    found = indicators(report)
    if not found:
        return
    title = sought_title(report)
    hunts = ": vedette hunt --indicators REPORT" if title.startswith("Look") else ""
    yield paint.strong(f"{title}{hunts}")
    shown, left = some(found, show.possible)
    for given in shown:
        one = sought(given)
        yield head(f"{_INDENT}{one.kind:<9} {one.value}  {one.context}", width)
    if left:
        yield f"{_INDENT}… {left:,} more: {show.see_all}"
    yield ""


def _field(label: str, text: str, paint: Paint, width: int) -> Iterator[str]:
    if not text:
        return
    lead = f"{label}: " if label else ""
    for number, line in enumerate(wrap(lead + text, width - len(_INDENT))):
        found = number == 0 and lead and line.startswith(lead.rstrip())
        yield _INDENT + (paint.strong(label) + line[len(label) :] if found else line)


def _bullet(text: str, width: int) -> Iterator[str]:
    for number, line in enumerate(wrap(text, width - 3 * len(_INDENT))):
        yield _INDENT * 2 + ("  " if number else "- ") + line
