"""What web servers and HAProxy log by syslog: requests."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.actions import CONNECTION, HTTP
from vedette.hunt.event import Event, Logsource
from vedette.hunt.sources.common.names import address_of, port_of
from vedette.hunt.sources.common.web import add_uri
from vedette.hunt.sources.lines import access

_LOGSOURCE: Final = Logsource(category="webserver", service="haproxy")
_HAPROXY: Final = re.compile(
    r"([0-9A-Fa-f.:-]{1,45}):(\d{1,5}) \[[^\]]{1,40}\] (\S{1,128}) (\S{1,128})/(\S{1,128}) (?:\S{1,255} )?"
    r"((?:[+-]?\d{1,9}/){1,4}[+-]?\d{1,9}) "
    r"(?:(-?\d{1,3}) )?\+?(\d{1,18}) (.*)\Z",
    re.DOTALL,
)
_REQUEST: Final = re.compile(r'"([A-Z]{1,32}) ([^\s"]{1,16384})(?: HTTP/[\d.]{1,4})?"?\s*\Z')


def see_haproxy(event: Event, message: str) -> None:
    """Take over a request or a connection that went through."""
    found = _HAPROXY.match(message)
    if found is None:
        return
    address, port, front, back, server, times, status, size, rest = found.groups()
    event.logsource = _LOGSOURCE
    event.source_ip, event.source_port, event.bytes_in = address_of(address), port_of(port), int(size)
    event.fields |= {"frontend": front, "backend": back, "server": server}
    total = times.rpartition("/")[2].lstrip("+")
    event.duration = int(total) * 1000 if total.isdigit() and len(total) < 12 else None  # noqa: PLR2004
    if status is None:
        event.action = CONNECTION
        return
    event.action, event.protocol, event.status = HTTP, "http", max(int(status), 0) or None
    request = _REQUEST.search(rest)
    if request is not None:
        event.method, event.url = request.groups()
        event.fields["cs-method"] = event.method
        add_uri(event.fields, event.url)


def see_server(event: Event, message: str) -> None:
    """Take over a line of an access log that came by syslog."""
    request = access.event_of(message, event.source, event.record)
    if isinstance(request, str):
        return
    for column in request.__struct_fields__:
        value = getattr(request, column)
        if value is not None and column not in {"fields", "source", "record"}:
            setattr(event, column, value)
    event.fields |= request.fields
