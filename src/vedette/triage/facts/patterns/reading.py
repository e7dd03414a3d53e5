"""One script in, facts out, a line at a time: by patterns, for languages nothing here parses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple

import re2  # type: ignore[import-untyped]
from msgspec.structs import replace

from vedette.core.expressions import expression
from vedette.core.nouns import Lines
from vedette.core.tables import table
from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact, When
from vedette.triage.kinds import Kind
from vedette.triage.sample import INSIDE, Sample

NEAR: Final = 25
"""Lines before a sink that what feeds it may stand in."""
_LINES: Final = 20_000
_LINE: Final = 2_000
_FACTS: Final = 200
_QUOTE: Final = 200
_SINKS: Final = frozenset({Act.RUNS_CODE, Act.RUNS_COMMAND, Act.SENDS})
_SOURCES: Final = frozenset(
    {
        Act.DECODES,
        Act.DOWNLOADS,
        Act.READS_ENVIRONMENT,
        Act.READS_SECRET,
        Act.READS_HOST,
        Act.READS_INPUT,
    }
)
_NAMES: Final = {Kind.RUBY: "ruby", Kind.PERL: "perl", Kind.LUA: "lua", Kind.GO: "go"}
_COMMENTS: Final = {Kind.RUBY: "#", Kind.PERL: "#", Kind.LUA: "--", Kind.GO: "//"}
_ADDRESS: Final = expression(r"https?://[^\s\"'<>)]{3,300}")
_TEXT: Final = expression(r"([\"'`])([^\"'`\n]{1,300})\1")
_SHELL: Final = expression(r"(?:/(?:usr/)?bin/)?(?:ba|da|z|k)?sh(?:\s+-i\b.*)?|(?:cmd|powershell)(?:\.exe)?")


class _Row(NamedTuple):
    act: Act
    says: str


@cache
def _automaton(language: str) -> tuple[Any, tuple[_Row, ...]]:
    """Return one automaton over a language's patterns, and what each pattern says."""
    made, rows = re2.Set.SearchSet(), []
    for given in table("vedette.triage.facts.patterns", "patterns.toml")["row"]:
        for pattern in given.get(language, ()):
            made.Add(pattern)
            rows.append(_Row(Act[given["act"]], given["says"]))
    made.Compile()
    return made, tuple(rows)


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what lines seem to do; a line that runs or sends is fed by what stands above it, not far away.

    Raises:
        LimitHit: there is no allowance left for it.

    """
    found = list(_seen(sample, allowance))
    sources = [one for one in found if one.act in _SOURCES]
    for one in found:
        if one.act not in _SINKS:
            yield one
            continue
        above = [each for each in sources if 0 <= _above(each, one) <= NEAR]
        yield replace(one, inputs=tuple(above[-4:]), near=True)


def _seen(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    automaton, rows = _automaton(_NAMES[sample.kind])
    when = When.CALL if INSIDE in sample.name else When.RUN
    count = 0
    for number, line in enumerate(sample.text.split("\n")[:_LINES], 1):
        text = line[:_LINE]
        allowance.burn(1 + len(text) // 8)
        if text.lstrip().startswith(_COMMENTS[sample.kind]):
            continue
        for row in dict.fromkeys(rows[one] for one in automaton.Match(text) or ()):
            count += 1
            if count > _FACTS:
                return
            yield _fact(row, number, text, when)


def _fact(row: _Row, number: int, line: str, when: When) -> Fact:
    quote = line.strip()[:_QUOTE]
    column = len(line) - len(line.lstrip()) + 1
    address = _ADDRESS.search(line)
    return Fact(
        act=row.act,
        place=Lines(line=number, column=column, end_line=number, end_column=column + len(quote)),
        quote=quote,
        says=row.says,
        target=address[0] if address is not None else _command(row.act, line),
        how="a pattern",
        when=when,
        sure=False,
    )


def _command(act: Act, line: str) -> str:
    """Return what a line runs that runs a command: a shell if it names one, or else the first text on it."""
    if act is not Act.RUNS_COMMAND:
        return ""
    texts = [found[2] for found in _TEXT.finditer(line)]
    return next((one for one in texts if _SHELL.fullmatch(one)), texts[0] if texts else "")


def _above(one: Fact, other: Fact) -> int:
    """Return how many lines one fact stands above another."""
    if not isinstance(one.place, Lines) or not isinstance(other.place, Lines):
        return -1
    return other.place.line - one.place.line
