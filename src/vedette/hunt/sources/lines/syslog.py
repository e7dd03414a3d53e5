"""Syslog in all its dialects: RFC 3164 and 5424, rsyslog's ISO times, journalctl's short formats, Cisco's.

A line that says that the last message was repeated is that message again, as often as it says, to a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.moments import of_clf, of_iso, of_syslog
from vedette.hunt.sources.common.names import host_of, number_of
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines
from vedette.hunt.sources.lines.programs.table import Programs
from vedette.hunt.sources.times import from_seconds
from vedette.hunt.sources.windows.event_xml import event_in

_OLD: Final = r"[A-Z][a-z]{2} [ 0-3]?\d \d\d:\d\d:\d\d(?:\.\d{1,9})?"
_ISO: Final = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?"
_LINE: Final = re.compile(
    r"(?:<(?P<pri>\d{1,3})>)?(?:\d{1,10}: )?(?:"
    rf"(?P<old>{_OLD})|(?:[A-Z][a-z]{{2}} )?(?P<iso>{_ISO})|(?P<unix>\d{{9,10}}\.\d{{6}})"
    r"|(?P<dated>[A-Z][a-z]{2} [ 0-3]?\d \d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})?)(?: [A-Z]{3,5}(?=:))?"
    r"):? (?!(?:- +)?(?:INFO|WARN|WARNING|ERROR|DEBUG|FATAL|TRACE|SEVERE)[\s:])"
    r"(?P<host>[\w.:%@/-]{1,255}) (?P<rest>.*)\Z",
    re.DOTALL,
)
_TAG: Final = re.compile(
    r"(?:: )?([^\s\[\]:(]{1,128}(?:\([^)]{0,64}\))?)(?:\[([^\]\s]{1,64})\])?(?: \([^)]{0,64}\))?:(?: |\Z)"
)
_NEW: Final = re.compile(
    r"<(\d{1,3})>1 (\S{1,64}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,128}) (-|(?:\[(?:[^\]\\\"]|\\."
    r"|\"(?:[^\"\\]|\\.)*\")*\])+)"
    r" ?(.*)\Z",
    re.DOTALL,
)
_DATA: Final = re.compile(r'([\w@.-]{1,64})="((?:[^"\\]|\\.)*)"')
_REPEATED: Final = re.compile(r"message repeated (\d{1,6}) times: \[ ?(.*)\]\s*\Z", re.DOTALL)
_LAST_REPEATED: Final = re.compile(r"(?:-{3} )?last message repeated (\d{1,6}) times?", re.IGNORECASE)
_HEADINGS: Final = ("-- ", "#")
_SAME: Final = "the same again"
_REPEATS_MAX: Final = 100
_ENOUGH: Final = 0.6
_SYSLOG: Final = Logsource(product="linux", service="syslog")


def fits(head: bytes, _: str) -> bool:
    """Say whether most of the first lines are such."""
    lines = [line for line in head_lines(head, 20) if not line.startswith(_HEADINGS)]
    good = sum(_NEW.match(line) is not None or _LINE.match(line) is not None for line in lines)
    return good > 0 and good >= len(lines) * _ENOUGH


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a line, and one more for each time it was repeated."""
    reader = Reader(source)
    last: Event | None = None
    for event in events(source, skips, reader.parse):
        if event.message is not _SAME:
            last = event
            yield event
        for _ in range(reader.repeats):
            if last is not None:
                yield last
        reader.repeats = 0


class Reader:
    """Reads lines of one source, one after the other."""

    __slots__ = ("_modified", "_number", "_programs", "repeats")

    def __init__(self, source: Source) -> None:
        self._number, self._modified = source.number, source.modified
        self._programs = Programs()
        self.repeats = 0
        """How often the line just read says that it, or the one before, happened again."""

    def parse(self, line: str, record: int) -> Event | str:
        """Read a line."""
        if line.startswith(_HEADINGS):
            return ""
        new = _NEW.match(line) if line[0] == "<" else None
        if new is not None:
            return self._new(new, record)
        found = _LINE.match(line)
        if found is None:
            return UNREADABLE
        priority, old, iso, unix, dated, host, rest = found.groups()
        moment = of_syslog(old, self._modified) if old else _moment(iso, unix, dated)
        fields: dict[str, Value] = {}
        if priority:
            fields["priority"] = int(priority)
        return self._event(record, moment, host, rest, fields)

    def told(self, record: int, moment: int | None, who: tuple[str, str, str | None], message: str) -> Event:
        """Read a message somebody else took apart; `who` are host, program and number of the process."""
        return self._said(record, moment, who, message, {})

    def _event(
        self, record: int, moment: int | None, host: str, rest: str, fields: dict[str, Value]
    ) -> Event:
        if host[-1] == ":" or host[0] == "%":
            host, rest = _headless(host, rest)
        tag = _TAG.match(rest)
        if tag is None:
            repeated = _LAST_REPEATED.match(rest) or _LAST_REPEATED.match(host + " " + rest)
            if repeated is not None:
                self.repeats = min(int(repeated[1]), _REPEATS_MAX)
                rest = _SAME
            program, process = "", None
            message = rest
        else:
            program, process = tag.groups()
            message = rest[tag.end() :]
        return self._said(record, moment, (host, program, process), message, fields)

    def _said(
        self,
        record: int,
        moment: int | None,
        who: tuple[str, str, str | None],
        message: str,
        fields: dict[str, Value],
    ) -> Event:
        host, program, process = who
        if message.startswith("<Event") and (made := event_in(message, self._number, record)) is not None:
            return made
        if message.startswith("message repeated") and (found := _REPEATED.match(message)):
            self.repeats, message = min(int(found[1]), _REPEATS_MAX) - 1, found[2].rstrip()
        fields["host"], fields["program"], fields["message"] = host, program, message
        event = Event(
            source=self._number,
            record=record,
            time=moment,
            logsource=_SYSLOG,
            fields=fields,
            message=message,
            host=host_of(host),
            process_id=number_of(process),
        )
        if event.process_id is not None:
            fields["pid"] = event.process_id
        self._programs.see(event, program, message)
        return event

    def _new(self, found: re.Match[str], record: int) -> Event:
        priority, moment, host, program, process, kind, data, message = found.groups()
        fields: dict[str, Value] = {"priority": int(priority)}
        if kind != "-":
            fields["msgid"] = kind
        if data != "-":
            fields.update(_DATA.findall(data[:8192])[:64])
        return self._said(
            record, of_iso(moment), (host, program, process), message.removeprefix("\ufeff"), fields
        )


def _headless(host: str, rest: str) -> tuple[str, str]:
    """Read what stands where a host would: 192.0.2.1: with a colon, or a firewall's message without any."""
    return ("-", f"{host} {rest}") if host[0] == "%" else (host.rstrip(":") or "-", rest)


def _moment(iso: str | None, unix: str | None, dated: str | None) -> int | None:
    if iso:
        return of_iso(iso.replace(",", "."))
    if unix:
        return from_seconds(unix)
    if not dated:
        return None
    month, day, year, clock = dated.split()
    return of_clf(f"{day.zfill(2)}/{month}/{year}:{clock[:8]} +0000")
