"""Envoy's access log as it is written when nobody says otherwise, and as Istio has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.hunt.actions import CONNECTION, HTTP
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.moments import of_iso
from vedette.hunt.sources.common.names import address_of, domain_of, endpoint_of, forwarded, number_of
from vedette.hunt.sources.common.web import add_uri
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines

_QUOTED: Final = r'"([^"\\]*(?:\\.[^"\\]*)*)"'
_LINE: Final = re.compile(
    r"\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\] " + _QUOTED + r" (\d{1,3}) (-|[A-Za-z,]{1,64}) "
    r'(?:(\S{1,256}) (\S{1,256}) "([^"]{0,1024})" )?(\d{1,18}) (\d{1,18}) (\d{1,12}|-) (\d{1,12}|-) '
    + " ".join([_QUOTED] * 5)
    + r"(?: (.*))?\Z"
)
_SOURCE: Final = Logsource(category="webserver", service="envoy")
_MILLI: Final = 1000
_REMOTE: Final = 3
"""Istio: behind the cluster, our end towards it, and our end towards the client stands the client's."""


def fits(head: bytes, _: str) -> bool:
    """Say whether the first lines are Envoy's."""
    lines = head_lines(head, 5)
    return bool(lines) and all(_LINE.match(line) for line in lines)


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a line."""
    return events(source, skips, lambda line, record: _made(line, source.number, record))


def _made(line: str, source: int, record: int) -> Event | str:
    found = _LINE.match(line)
    if found is None:
        return UNREADABLE
    moment, request, status, flags, details, _, failure, got, sent, took, waited, *rest = found.groups()
    passed, agent, ident, authority, upstream, more = rest
    told: dict[str, Value] = {
        "response_flags": flags, "response_code_details": details, "upstream_transport_failure": failure,
        "upstream_service_time": waited, "x-forwarded-for": passed, "cs-user-agent": agent,
        "request_id": ident, "cs-host": authority, "upstream_host": upstream,
        "sc-status": int(status) or None,
    }  # fmt: skip
    fields: dict[str, Value] = {name: value for name, value in told.items() if value not in {"-", "", None}}
    made = Event(
        source=source,
        record=record,
        time=of_iso(moment),
        logsource=_SOURCE,
        fields=fields,
        status=int(status) or None,
        bytes_out=int(got),
        bytes_in=int(sent),
        user_agent=agent if agent != "-" else None,
        domain=domain_of(authority) if authority != "-" else None,
    )
    made.destination_ip, made.destination_port = endpoint_of(upstream.removeprefix("tcp://"))
    _see_client(made, passed, more or "")
    _see_request(made, request)
    milliseconds = number_of(took)
    made.duration = milliseconds * _MILLI if milliseconds is not None else None
    return made


def _see_client(made: Event, passed: str, more: str) -> None:
    """Take the client from what proxies passed on, or else from its end of the connection."""
    words = more.split(" ")
    address, port = endpoint_of(words[_REMOTE]) if len(words) > _REMOTE else (None, None)
    if passed not in {"-", ""}:
        made.source_ip = forwarded(address, passed)
    if made.source_ip is None:
        made.source_ip, made.source_port = address, port
    if made.source_ip is None:
        made.source_ip = address_of(passed.rpartition(",")[2].strip())
    if made.source_ip is not None:
        made.fields["c-ip"] = made.source_ip


def _see_request(made: Event, request: str) -> None:
    """Take the request; of a connection that is passed on as it is there is none."""
    method, _, rest = request.partition(" ")
    url, _, _ = rest.rpartition(" ")
    if method == "-" or not url:
        made.action = CONNECTION
        return
    made.action, made.protocol = HTTP, "http"
    made.method, made.url = method.upper(), url
    made.fields["cs-method"] = method
    add_uri(made.fields, url)
