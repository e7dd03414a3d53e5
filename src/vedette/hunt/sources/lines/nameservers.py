"""Logs name servers write themselves: BIND's, with or without what it puts in front; dnsmasq's own file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.hunt.actions import DNS, OTHER
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.moments import of_clf, of_iso, of_syslog
from vedette.hunt.sources.common.names import number_of
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines
from vedette.hunt.sources.lines.programs import resolvers

_NAMED: Final = re.compile(
    r"(?:(?P<day>\d\d)-(?P<month>[A-Z][a-z]{2})-(?P<year>\d{4}) (?P<clock>\d\d:\d\d:\d\d)\.(?P<milli>\d{3}) "
    r"|(?P<iso>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d)?) )?"
    r"(?:(?P<category>[a-z][a-z-]{2,24}): )?"
    r"(?:(?P<level>debug \d{1,2}|info|notice|warning|error|critical): )?(?P<message>.*)\Z",
    re.DOTALL,
)
_QUERY: Final = re.compile(
    r"client (?:@0x[0-9a-f]{1,16} )?[0-9A-Fa-f.:]{2,64}(?:%\w{1,16})?#\d{1,5}\b.{0,600}?"
    r": query: \S{1,255} \S{1,8} \S"
)
_DNSMASQ: Final = re.compile(
    r"([A-Z][a-z]{2} [ 0-3]?\d \d\d:\d\d:\d\d) (dnsmasq(?:-dhcp|-tftp|-script)?)\[(\d{1,10})\]: (.*)\Z",
    re.DOTALL,
)
_MILLI: Final = 1000
_ENOUGH: Final = 0.6
_SOURCE: Final = Logsource(category="dns", service="named")
_SOURCE_DNSMASQ: Final = Logsource(category="dns", service="dnsmasq")


def fits_named(head: bytes, _: str) -> bool:
    """Say whether the first lines are BIND's, questions among them."""
    lines = head_lines(head, 20)
    asked = sum(_is_question(line) for line in lines)
    return asked > 0 and asked + sum(_is_told(line) for line in lines) >= len(lines) * _ENOUGH


def fits_dnsmasq(head: bytes, _: str) -> bool:
    """Say whether the first lines are those of dnsmasq's own file, which names no host."""
    lines = head_lines(head, 20)
    return bool(lines) and sum(_DNSMASQ.match(line) is not None for line in lines) >= len(lines) * _ENOUGH


def read_named(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a line."""
    return events(source, skips, lambda line, record: _named(line, source.number, record))


def read_dnsmasq(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a line."""
    return events(source, skips, lambda line, record: _dnsmasq(line, source, record))


def _is_question(line: str) -> bool:
    found = _NAMED.match(line)
    return found is not None and _QUERY.match(found["message"]) is not None


def _is_told(line: str) -> bool:
    found = _NAMED.match(line)
    return found is not None and bool(found["category"]) and not _is_question(line)


def _named(line: str, source: int, record: int) -> Event | str:
    found = _NAMED.match(line)
    if found is None or not (found["day"] or found["iso"] or found["category"] or _is_question(line)):
        return UNREADABLE
    fields: dict[str, Value] = {"message": found["message"]}
    for name in ("category", "level"):
        if found[name]:
            fields[name] = found[name]
    made = Event(
        source=source, record=record, time=_moment(found), logsource=_SOURCE, fields=fields,
        message=found["message"], action=OTHER,
    )  # fmt: skip
    if _QUERY.match(found["message"]):
        resolvers.see_named(made, found["message"])
        _name(made)
    return made


def _name(made: Event) -> None:
    """Name what rules for name servers ask for."""
    if made.action == DNS:
        made.fields |= {"query": made.domain, "record_type": made.query_type}


def _moment(found: re.Match[str]) -> int | None:
    if found["iso"]:
        return of_iso(found["iso"])
    if not found["day"]:
        return None
    second = of_clf(f"{found['day']}/{found['month']}/{found['year']}:{found['clock']} +0000")
    return second + int(found["milli"]) * _MILLI if second is not None else None


def _dnsmasq(line: str, source: Source, record: int) -> Event | str:
    found = _DNSMASQ.match(line)
    if found is None:
        return UNREADABLE
    moment, program, process, message = found.groups()
    made = Event(
        source=source.number,
        record=record,
        time=of_syslog(moment, source.modified),
        logsource=_SOURCE_DNSMASQ,
        fields={"program": program, "message": message},
        message=message,
        process_id=number_of(process),
        action=OTHER,
    )
    if program == "dnsmasq-dhcp":
        resolvers.see_dhcp(made, message)
    else:
        resolvers.see_dnsmasq(made, message)
        _name(made)
    return made
