"""An audit log: records of one event, which may lie between those of others, become one event.

Where records of an event say different things by the same name, the field has all of them: several PATH
records, and the a0 of SYSCALL and EXECVE. The event's number is that of its first line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.names import host_of
from vedette.hunt.sources.lines.audit.meanings import Meanings
from vedette.hunt.sources.lines.audit.records import Line, read_line
from vedette.hunt.sources.lines.audit.syscalls import name_of
from vedette.hunt.sources.lines.blocks import UNREADABLE, blocks, head_lines

_LOGSOURCE: Final = Logsource(product="linux", service="auditd")
_ALONE: Final = (
    "USER_", "CRED_", "SERVICE_", "ADD_", "DEL_", "DAEMON_", "SYSTEM_", "ANOM_", "GRP_", "ACCT_", "CRYPTO_",
    "VIRT_", "SOFTWARE_",
)  # fmt: skip
_OPEN_MAX: Final = 32
"""Events begun and not ended; the oldest is given when there are more."""
_LINES_MAX: Final = 256
"""Records of one event; more are counted as skipped."""
_TOO_MANY: Final = f"an audit event has more than {_LINES_MAX} records"
_ENOUGH: Final = 0.6


def fits(head: bytes, _: str) -> bool:
    """Say whether most of the first lines are of an audit log."""
    lines = [line for line in head_lines(head, 20) if line != "----"]
    good = sum(read_line(line) is not None for line in lines)
    return good > 0 and good >= len(lines) * _ENOUGH


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give its events."""
    joiner = _Joiner(source, skips)
    for first, lines in blocks(source, skips):
        for number, line in enumerate(lines, first):
            if line and line != "----" and not line.startswith(("time->", "#")):
                yield from joiner.take(line, number)
    yield from joiner.rest()


class _Joiner:
    """Holds the records of events that may not have ended, and gives events by their first line."""

    __slots__ = ("_ended", "_meanings", "_open", "_skips", "_source")

    def __init__(self, source: Source, skips: Skips) -> None:
        self._source, self._skips = source, skips
        self._meanings = Meanings()
        self._open: dict[str, tuple[int, list[Line]]] = {}
        self._ended: set[str] = set()

    def take(self, text: str, number: int) -> Iterator[Event]:
        """Take a line in, and give the events that ended before it."""
        line = read_line(text)
        if line is None:
            self._skips.add(self._source, UNREADABLE, number)
            return
        name = line.event
        if line.kind == "EOE":
            if name in self._open:
                self._ended.add(name)
        elif line.kind.startswith(_ALONE) or line.kind == "LOGIN":
            name = f"{name} {number}"
            self._open[name] = (number, [line])
            self._ended.add(name)
        else:
            _, lines = self._open.setdefault(name, (number, []))
            if len(lines) < _LINES_MAX:
                lines.append(line)
            else:
                self._skips.add(self._source, _TOO_MANY, number)
        yield from self._first()

    def _first(self) -> Iterator[Event]:
        while self._open:
            name = next(iter(self._open))
            if name not in self._ended and len(self._open) <= _OPEN_MAX:
                return
            self._ended.discard(name)
            yield self._event(*self._open.pop(name))
        self._ended.clear()

    def rest(self) -> Iterator[Event]:
        """Give what was begun."""
        while self._open:
            yield self._event(*self._open.pop(next(iter(self._open))))

    def _event(self, number: int, lines: list[Line]) -> Event:
        first = lines[0]
        event = Event(
            source=self._source.number,
            record=number,
            time=first.moment,
            logsource=_LOGSOURCE,
            fields=_joined(lines),
            host=host_of(first.node),
        )
        self._meanings.see(event, lines)
        return event


def _joined(lines: list[Line]) -> dict[str, Value]:
    if len(lines) == 1:
        fields: dict[str, Value] = {"type": lines[0].kind, **lines[0].pairs}
    else:
        fields = {"type": [line.kind for line in lines]}
        for line in lines:
            for name, value in line.pairs.items():
                known = fields.setdefault(name, value)
                if isinstance(known, list):
                    if value not in known:
                        known.append(value)
                elif known != value:
                    fields[name] = [known, value]
    _name_call(fields)
    return fields


def _name_call(fields: dict[str, Value]) -> None:
    number = fields.get("syscall")
    if "SYSCALL" not in fields and isinstance(number, str):
        name = name_of(str(fields.get("arch", "")), number)
        if name is not None:
            fields["SYSCALL"] = name
