"""Logs applications write for themselves: a moment, a level, and words, perhaps with a stack trace behind.

The last format to be asked. What language it is in is told by the traces of the whole beginning: rules for
applications ask for one. A trace belongs to the message in front of it, to a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.hunt.actions import OTHER
from vedette.hunt.event import Event, Logsource
from vedette.hunt.format import HEAD_BYTES
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.lines.blocks import UNREADABLE, blocks, head_lines
from vedette.hunt.sources.streams import BROKEN, text_of

_LEVELS: Final = r"TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL|ALERT|EMERG"
_LINE: Final = re.compile(
    r"[\[(]?(\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)[\])]?"
    rf"(?=.{{0,100}}?\b(?i:({_LEVELS}))\b)\W{{0,4}}(.*)\Z",
    re.DOTALL,
)
_LANGUAGES: Final = (
    ("spring", re.compile(r"org\.springframework\.")),
    ("django", re.compile(r"django\.(?:request|core|security)|DisallowedHost")),
    ("ruby_on_rails", re.compile(r"Action(?:Controller|View|Dispatch)::|ActiveRecord::")),
    ("python", re.compile(r"Traceback \(most recent call last\)|File \"[^\"]{1,200}\.py\", line \d")),
    ("jvm", re.compile(r"\bat [\w.$]{3,200}\([\w$]{1,80}\.(?:java|kt|scala):\d|\b(?:java|org\.apache)\.\w")),
    ("nodejs", re.compile(r"\bat (?:Object\.<anonymous>|Module\._compile)|node:internal|\bnode_modules/")),
)  # fmt: skip
_TRACE_LINES: Final = 200
_TRACE_CHARS: Final = 32 * 1024
_ENOUGH: Final = 0.3
"""The rest may be traces."""


def fits(head: bytes, _: str) -> bool:
    """Say whether it begins with such a line, and has more of them."""
    lines = head_lines(head, 50)
    good = sum(_LINE.match(line) is not None for line in lines)
    return good > 0 and _LINE.match(lines[0]) is not None and good >= len(lines) * _ENOUGH


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a message, with the trace behind it."""
    logsource = _logsource(source)
    begun: Event | None = None
    trace: list[str] = []
    for first, lines in blocks(source, skips):
        for number, line in enumerate(lines, first):
            found = _LINE.match(line)
            if found is not None:
                if begun is not None:
                    yield _ended(begun, trace)
                begun, trace = _event(found, source.number, number, logsource), []
            elif line and begun is not None and len(trace) < _TRACE_LINES:
                trace.append(line)
            elif line:
                skips.add(source, UNREADABLE, number)
    if begun is not None:
        yield _ended(begun, trace)


def _event(found: re.Match[str], source: int, record: int, logsource: Logsource) -> Event:
    moment, level, message = found.groups()
    plain = moment.replace("/", "-").replace(",", ".")
    return Event(
        source=source,
        record=record,
        time=of_stamp(plain[:4] + "-" + plain[5:7] + "-" + plain[8:]),
        logsource=logsource,
        fields={"level": level.upper()},
        action=OTHER,
        message=message,
    )


def _ended(event: Event, trace: list[str]) -> Event:
    if trace:
        event.message = "\n".join([event.message or "", *trace])[:_TRACE_CHARS]
    event.fields["message"] = event.message
    return event


def _logsource(source: Source) -> Logsource:
    try:
        with source.open() as stream:
            text = text_of(stream.read(HEAD_BYTES))
    except BROKEN:
        text = ""
    language = next((name for name, pattern in _LANGUAGES if pattern.search(text)), "")
    return Logsource(product=language, category="application")
