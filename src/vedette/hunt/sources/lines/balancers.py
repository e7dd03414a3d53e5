"""Access logs of AWS: load balancers (application and classic) and S3; and of squid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.hunt.actions import HTTP
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.instants import SECOND
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.moments import of_clf, of_iso
from vedette.hunt.sources.common.names import address_of, domain_of, endpoint_of, number_of, user_of
from vedette.hunt.sources.common.web import add_uri
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines
from vedette.hunt.sources.times import from_seconds

_BALANCER: Final = Logsource(product="aws", category="webserver", service="elb")
_PROXY: Final = Logsource(category="proxy", service="squid")
_MOMENT: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z"
_FITS: Final = re.compile(
    rf"(?:(?:https?|h2|grpcs?|wss?) )?{_MOMENT} \S+ \S+ \S+ -?[\d.]+ -?[\d.]+ -?[\d.]+ "
)
_PARTS: Final = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"|(\S+)')
_URL: Final = re.compile(r"[a-z]{2,6}://([^/?\s]{1,512})(.*)\Z", re.DOTALL)
_CLASSIC: Final = (
    "time", "elb", "client", "target", "request_processing_time", "target_processing_time",
    "response_processing_time", "elb_status_code", "target_status_code", "received_bytes", "sent_bytes",
    "request", "user_agent", "ssl_cipher", "ssl_protocol",
)  # fmt: skip
_APPLICATION: Final = (
    "type", *_CLASSIC, "target_group_arn", "trace_id", "domain_name", "chosen_cert_arn",
    "matched_rule_priority", "request_creation_time", "actions_executed", "redirect_url", "error_reason",
    "target_list", "target_status_code_list", "classification", "classification_reason",
)  # fmt: skip
_SQUID: Final = re.compile(
    r"(\d{9,11}\.\d{3}) +(\d{1,12}) (\S+) ([A-Z_]{3,40})/(\d{3}) (\d{1,18}) (\S+) (\S+) (\S+) (\S+)/(\S+)"
    r" (\S+)"
)
_S3: Final = re.compile(
    r"[0-9a-f]{16,64} (\S{1,255}) \[([^\]]{20,32})\] (\S{2,64}) (\S{1,512}) \S{1,64} "
    r"([A-Z]+\.\S{1,64}) (\S{1,2048})"
    r' (?:"([^"]*)"|-) (\d{3}|-) (\S{1,64}) (\d{1,18}|-) (\d{1,18}|-) (\d{1,12}|-) (?:\d{1,12}|-) '
    r'(?:"([^"]*)"|-) (?:"([^"]*)"|-)'
)
_BUCKET: Final = Logsource(product="aws", category="webserver", service="s3")
_MILLI: Final = 1000


def fits_balancer(head: bytes, _: str) -> bool:
    """Say whether the first lines are a load balancer's."""
    lines = head_lines(head, 5)
    return bool(lines) and all(_FITS.match(line) for line in lines)


def fits_squid(head: bytes, _: str) -> bool:
    """Say whether the first lines are squid's own."""
    lines = head_lines(head, 5)
    return bool(lines) and all(_SQUID.match(line) for line in lines)


def fits_bucket(head: bytes, _: str) -> bool:
    """Say whether the first lines are S3's."""
    lines = head_lines(head, 5)
    return bool(lines) and all(_S3.match(line) for line in lines)


def read_balancer(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a line."""
    return events(source, skips, lambda line, record: _balanced(line, source.number, record))


def read_bucket(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a line."""
    return events(source, skips, lambda line, record: _stored(line, source.number, record))


def read_squid(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a line."""
    return events(source, skips, lambda line, record: _proxied(line, source.number, record))


def _balanced(line: str, source: int, record: int) -> Event | str:
    values = [part[1] if part[1] is not None else part[2] for part in _PARTS.finditer(line)]
    if len(values) < len(_CLASSIC) - 3:
        return UNREADABLE
    names = _CLASSIC if values[0][:1].isdigit() else _APPLICATION
    fields: dict[str, Value] = {
        name: value for name, value in zip(names, values, strict=False) if value != "-"
    }
    text = {name: value for name, value in fields.items() if isinstance(value, str)}
    moment = of_iso(text.get("time", ""))
    if moment is None:
        return UNREADABLE
    made = Event(
        source=source,
        record=record,
        time=moment,
        logsource=_BALANCER,
        fields=fields,
        action=HTTP,
        protocol="http",
    )
    made.source_ip, made.source_port = endpoint_of(text.get("client"))
    made.destination_ip, made.destination_port = endpoint_of(text.get("target"))
    made.bytes_out, made.bytes_in = number_of(text.get("received_bytes")), number_of(text.get("sent_bytes"))
    made.status = number_of(text.get("elb_status_code"))
    made.user_agent = text.get("user_agent")
    _see_request(text.get("request", ""), made)
    made.domain = domain_of(text.get("domain_name")) or made.domain
    made.duration = _took(text)
    fields |= {"c-ip": made.source_ip, "sc-status": made.status, "cs-user-agent": made.user_agent}
    return made


def _see_request(request: str, made: Event) -> None:
    method, _, rest = request.partition(" ")
    url, _, _ = rest.rpartition(" ")
    if method in {"-", ""} or not url:
        return
    whole = _URL.match(url)
    if whole is not None:
        made.domain = domain_of(whole[1])
    made.method, made.url = method.upper(), (whole[2] or "/") if whole is not None else url
    made.fields["cs-method"] = made.method
    made.fields["cs-host"] = made.domain
    add_uri(made.fields, made.url)


def _took(text: dict[str, str]) -> int | None:
    """Add up the three times; a balancer writes -1 for what did not happen."""
    total = 0.0
    for name in ("request_processing_time", "target_processing_time", "response_processing_time"):
        try:
            total += max(float(text.get(name, "0")), 0.0)
        except ValueError:
            return None
    return round(total * SECOND) if total < SECOND else None


def _proxied(line: str, source: int, record: int) -> Event | str:
    found = _SQUID.match(line)
    if found is None:
        return UNREADABLE
    moment, took, client, result, status, size, method, url, user, way, peer, kind = found.groups()
    whole = _URL.match(url)
    host = whole[1] if whole is not None else url if method == "CONNECT" else ""
    fields: dict[str, Value] = {
        "c-ip": client, "s-action": result, "sc-status": int(status), "sc-bytes": int(size),
        "cs-method": method, "c-uri": url, "cs-uri": url, "cs-host": domain_of(host), "cs-username": user,
        "hierarchy": way, "r-ip": peer, "cs-content-type": kind,
    }  # fmt: skip
    ended = from_seconds(moment)
    return Event(
        source=source,
        record=record,
        time=ended,
        logsource=_PROXY,
        fields={name: value for name, value in fields.items() if value not in {"-", None}},
        action=HTTP,
        protocol="http",
        outcome="failure" if "DENIED" in result else None,
        source_ip=address_of(client),
        destination_ip=address_of(peer),
        user=user_of(user),
        domain=domain_of(host),
        method=method,
        url=url,
        status=int(status) or None,
        bytes_in=int(size),
        duration=int(took) * _MILLI,
    )


def _stored(line: str, source: int, record: int) -> Event | str:
    found = _S3.match(line)
    if found is None:
        return UNREADABLE
    bucket, moment, client, who, operation, key, request, status, error, sent, _, took, referrer, agent = (
        found.groups()
    )
    told: dict[str, Value] = {
        "bucket": bucket, "requester": who, "operation": operation, "key": key, "error_code": error,
        "c-ip": client, "sc-status": number_of(status), "cs-user-agent": agent, "cs-referer": referrer,
    }  # fmt: skip
    made = Event(
        source=source,
        record=record,
        time=of_clf(moment),
        logsource=_BUCKET,
        fields={name: value for name, value in told.items() if value not in {"-", None}},
        action=HTTP,
        protocol="http",
        source_ip=address_of(client),
        user=user_of(who.rpartition("/")[2]),
        domain=domain_of(bucket),
        status=number_of(status),
        bytes_in=number_of(sent),
        user_agent=agent if agent != "-" else None,
        referrer=referrer if referrer != "-" else None,
        file=key if key != "-" else None,
    )
    milliseconds = number_of(took)
    made.duration = milliseconds * _MILLI if milliseconds is not None else None
    _see_request(request or "", made)
    return made
