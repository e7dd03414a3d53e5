"""Access logs written as JSON: nginx, Caddy, Traefik and others, known by the names of their variables."""

from __future__ import annotations

from typing import Any, Final

from vedette.hunt.actions import HTTP
from vedette.hunt.event import Event, Logsource
from vedette.hunt.format import Record, Shape
from vedette.hunt.instants import SECOND
from vedette.hunt.source import Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import (
    address_of,
    domain_of,
    endpoint_of,
    forwarded,
    number_of,
    text_of,
    user_of,
)
from vedette.hunt.sources.common.web import add_query
from vedette.hunt.sources.flatten import flatten

_LOGSOURCE: Final = Logsource(category="webserver")
_CLIENT: Final = (
    "remote_addr", "client_ip", "remote_ip", "clientip", "client", "ClientHost", "request.remote_ip",
    "request.client_ip", "request.remote_addr", "remoteip", "c-ip", "ClientIP", "httpRequest.remoteIp",
)  # fmt: skip
_WHEN: Final = (
    "time_iso8601", "time_local", "@timestamp", "timestamp", "time", "StartUTC", "ts", "msec", "date",
    "EdgeStartTimestamp", "Datetime",
)  # fmt: skip
_URL: Final = (
    "request_uri", "RequestPath", "request.uri", "uri", "url", "path", "cs-uri", "ClientRequestURI",
    "ClientRequestPath", "httpRequest.requestUrl",
)  # fmt: skip
_METHOD: Final = (
    "request_method", "RequestMethod", "request.method", "method", "verb", "ClientRequestMethod",
    "httpRequest.requestMethod",
)  # fmt: skip
_STATUS: Final = (
    "status", "DownstreamStatus", "status_code", "response", "response_code", "sc-status",
    "EdgeResponseStatus", "httpRequest.status",
)  # fmt: skip
_SIZE: Final = (
    "body_bytes_sent", "bytes_sent", "DownstreamContentSize", "size", "bytes", "response_size",
    "EdgeResponseBytes", "httpRequest.responseSize",
)  # fmt: skip
_AGENT: Final = (
    "http_user_agent", "user_agent", "request_User-Agent", "agent", "request.headers.User-Agent",
    "userAgent", "ClientRequestUserAgent", "httpRequest.userAgent",
)  # fmt: skip
_REFERRER: Final = (
    "http_referer", "http_referrer", "referer", "referrer", "request_Referer", "request.headers.Referer",
)  # fmt: skip
_HOST: Final = (
    "http_host", "RequestHost", "request.host", "host", "server_name", "vhost", "domain",
    "ClientRequestHost",
)  # fmt: skip
_USER: Final = ("remote_user", "ClientUsername", "user_id", "auth_user")
_FORWARDED: Final = ("http_x_forwarded_for", "x_forwarded_for", "xff", "request.headers.X-Forwarded-For")
_TOOK: Final = ("request_time", "duration")


def fits(record: Record) -> bool:
    """Say whether a record speaks of a request: who, what for, and how it went."""
    if "@timestamp" in record and "ecs" in record:
        return False
    if isinstance(record.get("httpRequest"), dict):  # Google's load balancers
        return "requestUrl" in record["httpRequest"]
    if isinstance(record.get("request"), dict):  # Caddy
        return "status" in record and "uri" in record["request"]
    has_client = any(name in record for name in _CLIENT)
    return (
        has_client
        and any(name in record for name in _STATUS)
        and any(name in record for name in (*_URL, "request"))
    )


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a record."""
    fields = flatten(record)
    made = Event(
        source=source.number,
        record=number,
        time=next((found for name in _WHEN if (found := of_stamp(fields.get(name))) is not None), None),
        logsource=_LOGSOURCE,
        fields=fields,
        action=HTTP,
        protocol="http",
    )
    _see_request(made, fields)
    _see_rest(made, fields)
    add_query(made.fields, made.url)
    if made.source_ip is not None:
        fields["c-ip"] = made.source_ip
    return made


def _see_request(made: Event, fields: dict[str, Any]) -> None:
    line = text_of(fields.get("request"))
    if line is not None:
        parts = line.split(" ")
        made.method = parts[0] if len(parts) > 1 else None
        made.url = " ".join(parts[1:-1]) if len(parts) > 2 else parts[-1]  # noqa: PLR2004  with HTTP/1.1
    made.method = _first(fields, _METHOD) or made.method
    made.url = _first(fields, _URL) if made.url is None or "request_uri" in fields else made.url


def _see_rest(made: Event, fields: dict[str, Any]) -> None:
    client = _first(fields, _CLIENT)
    made.source_ip, made.source_port = address_of(client), None
    if made.source_ip is None:
        made.source_ip, made.source_port = endpoint_of(client)
    behalf = _first(fields, _FORWARDED)
    if behalf is not None:
        made.source_ip = forwarded(made.source_ip, behalf)
    made.status, made.bytes_in = _count(fields, _STATUS), _count(fields, _SIZE)
    made.user_agent, made.referrer = _first(fields, _AGENT), _first(fields, _REFERRER)
    made.domain, made.user = domain_of(_first(fields, _HOST)), user_of(_first(fields, _USER))
    if made.referrer == "-":
        made.referrer = None
    made.duration = _span(next((fields[name] for name in _TOOK if name in fields), None))


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str) and value:
            return value
    return None


def _count(fields: dict[str, Any], names: tuple[str, ...]) -> int | None:
    return next((found for name in names if (found := number_of(fields.get(name))) is not None), None)


def _span(seconds: object) -> int | None:
    try:
        found = float(seconds) if isinstance(seconds, str | int | float) else -1.0
    except (ValueError, OverflowError):
        return None
    return round(found * SECOND) if 0 <= found < SECOND else None


SHAPE: Final = Shape(name="access-json", says="web servers' access logs as JSON", fits=fits, event=event)
