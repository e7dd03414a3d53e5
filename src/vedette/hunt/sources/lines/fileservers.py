"""Logs of FTP servers: xferlog, which most of them can write, and vsftpd's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.hunt.actions import (
    CONNECTION,
    FAILURE,
    FILE_DELETE,
    FILE_READ,
    FILE_RENAME,
    FILE_WRITE,
    LOGIN,
    OTHER,
    SUCCESS,
)
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.instants import SECOND
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.moments import of_clf
from vedette.hunt.sources.common.names import address_of, domain_of, number_of, user_of
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines

_WHEN: Final = r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4}) "
_XFERLOG: Final = re.compile(
    _WHEN + r"(\d{1,10}) (\S{1,255}) (\d{1,18}) (.{1,4096}) ([ab]) ([CUT_]{1,3}) ([oid]) ([agr]) (\S{1,255})"
    r" (\S{1,32}) ([01]) (\S{1,255}) ([ci])\s*\Z"
)
_VSFTPD: Final = re.compile(
    _WHEN + r"\[pid (\d{1,10})\] (?:\[([^\]]{1,255})\] )?(?:(OK|FAIL) )?([A-Z]{3,12}(?: [A-Z]{3,12})?):"
    r' Client "(?:::ffff:)?([^"]{2,255})"(.*)\Z'
)
_PATH: Final = re.compile(r'"(.{1,4096})"(?:, (\d{1,18}) bytes)?')
_KINDS: Final = {
    "CONNECT": CONNECTION, "LOGIN": LOGIN, "DOWNLOAD": FILE_READ, "UPLOAD": FILE_WRITE, "DELETE": FILE_DELETE,
    "RENAME": FILE_RENAME,
}  # fmt: skip
_WAYS: Final = {"o": FILE_READ, "i": FILE_WRITE, "d": FILE_DELETE}
_SOURCE: Final = Logsource(product="linux", service="vsftpd")
_TRANSFERS: Final = Logsource(service="xferlog")
_PORT: Final = 21


def fits_xferlog(head: bytes, _: str) -> bool:
    """Say whether the first lines are transfers."""
    lines = head_lines(head, 5)
    return bool(lines) and all(_XFERLOG.match(line) for line in lines)


def fits_vsftpd(head: bytes, _: str) -> bool:
    """Say whether the first lines are vsftpd's own."""
    lines = head_lines(head, 5)
    return bool(lines) and all(_VSFTPD.match(line) for line in lines)


def read_xferlog(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a transfer."""
    return events(source, skips, lambda line, record: _transferred(line, source.number, record))


def read_vsftpd(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a line."""
    return events(source, skips, lambda line, record: _told(line, source.number, record))


def _transferred(line: str, source: int, record: int) -> Event | str:
    found = _XFERLOG.match(line)
    if found is None:
        return UNREADABLE
    took, host, size, path, _, _, way, mode, user, service, _, known, done = found.groups()[4:]
    fields: dict[str, Value] = {
        "c-ip": host, "path": path, "direction": way, "access_mode": mode, "username": user,
        "service": service,
    }  # fmt: skip
    if known != "*":
        fields["authenticated_user"] = known
    made = Event(
        source=source,
        record=record,
        time=_moment(found),
        logsource=_TRANSFERS,
        fields=fields,
        action=_WAYS[way],
        outcome=SUCCESS if done == "c" else FAILURE,
        protocol="ftp",
        source_ip=address_of(host),
        destination_port=_PORT,
        user=user_of(user),
        file=path,
        duration=int(took) * SECOND,
    )
    if made.source_ip is None:
        fields["client_name"] = domain_of(host)
    if way == "o":
        made.bytes_in = int(size)
    elif way == "i":
        made.bytes_out = int(size)
    return made


def _told(line: str, source: int, record: int) -> Event | str:
    found = _VSFTPD.match(line)
    if found is None:
        return UNREADABLE
    process, user, well, what, client, rest = found.groups()[4:]
    made = Event(
        source=source,
        record=record,
        time=_moment(found),
        logsource=_SOURCE,
        fields={"operation": what, "c-ip": client},
        action=_KINDS.get(what, OTHER),
        outcome=SUCCESS if well == "OK" else FAILURE if well else None,
        protocol="ftp",
        source_ip=address_of(client),
        destination_port=_PORT,
        user=user_of(user) if user else None,
        process_id=number_of(process),
    )
    path = _PATH.search(rest) if what not in {"LOGIN", "CONNECT"} else None
    if path is not None:
        made.file = made.fields["path"] = path[1]
        size = number_of(path[2])
        if made.action == FILE_READ:
            made.bytes_in = size
        elif made.action == FILE_WRITE:
            made.bytes_out = size
    return made


def _moment(found: re.Match[str]) -> int | None:
    month, day, clock, year = found.groups()[:4]
    return of_clf(f"{day.zfill(2)}/{month}/{year}:{clock} +0000")
