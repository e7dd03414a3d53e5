"""What was judged, as sections of a Markdown report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.core.nouns import Report
from vedette.export.judged import Built, built, grave, indicators, judged, peeled, sought, sought_title
from vedette.export.markdown_text import code, longest_run, paragraph, text
from vedette.export.show import ShowOptions
from vedette.export.tally import some


def judgement_section(report: Report) -> Iterator[str]:
    """Return what was thought of each thing; nothing where nothing was judged."""
    full, rest = grave(report)
    for one in map(judged, full):
        yield f"### {one.verdict.capitalize()}: {code(one.name)}"
        yield ""
        yield " · ".join(filter(None, (text(one.kind), text(one.inside), code(one.digest))))
        yield ""
        yield paragraph(one.summary)
        if one.advice:
            yield ""
            yield f"**What to do:** {text(one.advice)}"
        yield from _bullets("Why", one.reasons)
        yield from _bullets("What would change our mind", one.changes)
        yield ""
    if rest:
        yield f"### {len(rest):,} in which nothing speaks against it"
        yield ""
        yield from (f"- {code(one.name)} {text(one.kind)}" for one in map(judged, rest))
        yield ""


def detail_sections(report: Report, show: ShowOptions) -> Iterator[str]:
    """Return layers, executables and indicators."""
    shown, left = some(report.layers, show.layers)
    for layer in map(peeled, shown):
        yield f"### Layer {code(layer.name)}"
        yield ""
        yield f"Out of {code(layer.parent)} by {text(layer.how)}"
        yield ""
        yield from _block(layer.before)
        yield from _block(layer.after)
        yield ""
    if left:
        yield f"{left:,} more layers: {text(show.see_all)}"
        yield ""
    for one in map(built, report.executables[: show.executables]):
        yield from _executable(one)
    yield from _indicators(report)


def _executable(one: Built) -> Iterator[str]:
    yield f"### Executable {code(one.name)}"
    yield ""
    yield text(one.what)
    yield ""
    yield from (f"- **{text(label)}:** {text(words)}" for label, words in one.facts)
    for name, state, says in one.protections:
        yield f"- {text(name)}: **{state}**{'. ' + text(says) if says else ''}"
    calls = [" ".join(filter(None, call)) for call in one.calls]
    yield from _bullets("Calls worth a look", [*calls, *filter(None, [one.more])])
    yield from _bullets("Functions that tell most", [f"{name}: {says}" for name, says in one.functions])
    yield ""


def _indicators(report: Report) -> Iterator[str]:
    found = indicators(report)
    if not found:
        return
    yield f"### {sought_title(report)}"
    yield ""
    yield "| What | Value | In | There |"
    yield "|---|---|---|---|"
    for one in map(sought, found):
        value, where = (code(words).replace("|", r"\|") for words in (one.value, one.where))
        yield f"| {one.kind} | {value} | {where} | {text(one.context)} |"
    yield ""


def _bullets(label: str, words: Sequence[str]) -> Iterator[str]:
    if words:
        yield ""
        yield f"**{label}**"
        yield ""
        yield from (f"- {text(word)}" for word in words)


def _block(lines: Sequence[str]) -> Iterator[str]:
    fence = "`" * max(3, 1 + max(map(longest_run, lines), default=0))
    yield from (fence + "text", *lines, fence)
