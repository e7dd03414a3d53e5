"""Access logs of Apache, nginx and whatever writes like them: common, combined, and what is put around it.

In front may stand a virtual host or forwarded addresses; behind, forwarded addresses and response times. A
request becomes one event, malformed ones too: they are often the interesting ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.hunt.actions import HTTP
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.instants import SECOND
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.moments import of_clf
from vedette.hunt.sources.common.names import address_of, domain_of, forwarded, user_of
from vedette.hunt.sources.common.web import add_uri
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines

_QUOTED: Final = r'"([^"\\]*(?:\\.[^"\\]*)*)"'
_LINE: Final = re.compile(
    r"([^\s,]{1,255}(?:, ?[0-9a-fA-F.:]{2,45}){0,16}) (\S{1,255}) ([^\[\n]{1,512}?) "
    r"\[(\d{1,2}/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d(?: ?[+-]\d{4})?)\] " + _QUOTED + r" (\d{3}|-) (\d{1,18}|-)"
    r"(?: " + _QUOTED + " " + _QUOTED + r")?(?: (.*))?\Z",
    re.DOTALL,
)
_REQUEST: Final = re.compile(r"([A-Za-z_-]{1,32}) (.*?)(?: (HTTP/[\d.]{1,5}))?\Z", re.DOTALL)
_METHODS: Final = frozenset({"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"})
_VERSIONS: Final = frozenset({"HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/2", "HTTP/3.0"})
_EXTRA: Final = re.compile(_QUOTED + r"|(\S+)")
_SECONDS: Final = re.compile(r"(?:[a-z_]{2,20}=)?(\d{1,6}\.\d{1,6})\Z")
_LOGSOURCE: Final = Logsource(category="webserver")
_NOTHING: Final = frozenset({"-", ""})
_EXTRAS_READ: Final = 16
_ENOUGH: Final = 0.6


def fits(head: bytes, _: str) -> bool:
    """Say whether most of the first lines are such."""
    lines = head_lines(head, 20)
    good = sum(_LINE.match(line) is not None for line in lines)
    return good > 0 and good >= len(lines) * _ENOUGH


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a line."""
    number = source.number

    def parse(line: str, record: int) -> Event | str:
        return event_of(line, number, record)

    return events(source, skips, parse)


def event_of(line: str, source: int, record: int) -> Event | str:
    """Make the event of a line, or say why not."""
    found = _LINE.match(line)
    if found is None:
        return UNREADABLE
    client, ident, user, moment, request, status, size, referrer, agent, extra = found.groups()
    fields: dict[str, Value] = {}
    source_ip, domain = address_of(client), None
    if source_ip is None:
        source_ip, domain, user = _in_front(client, ident, user, fields)
    else:
        fields["c-ip"] = client
    if user != "-":
        fields["cs-username"] = user
    method, url = _request(request, fields)
    made = Event(
        source=source,
        record=record,
        time=of_clf(moment),
        logsource=_LOGSOURCE,
        fields=fields,
        action=HTTP,
        source_ip=source_ip,
        domain=domain,
        protocol="http",
        user=user_of(user) if user != "-" else None,
        method=method,
        url=url,
    )
    if status != "-":
        made.status = fields["sc-status"] = int(status)
    if size != "-":
        made.bytes_in = fields["sc-bytes"] = int(size)
    if referrer is not None:
        _see_browser(referrer, agent, made)
    if extra:
        _see_extra(extra, fields, made)
    return made


def _see_browser(referrer: str, agent: str, made: Event) -> None:
    if referrer not in _NOTHING:
        made.referrer = made.fields["cs-referer"] = referrer
    if agent not in _NOTHING:
        made.user_agent = made.fields["cs-user-agent"] = agent


def _request(request: str, fields: dict[str, Value]) -> tuple[str | None, str | None]:
    method, _, rest = request.partition(" ")
    url, space, version = rest.rpartition(" ")
    if space and method in _METHODS and version in _VERSIONS:
        fields["cs-method"] = method
        add_uri(fields, url)
        fields["cs-version"] = version
        return method, url
    return _odd_request(request, fields)


def _odd_request(request: str, fields: dict[str, Value]) -> tuple[str | None, str | None]:
    """Read a request line of rare words, or none."""
    parts = _REQUEST.match(request)
    if parts is None:
        if request in _NOTHING:
            return None, None
        fields["cs-uri-query"] = request
        return None, request
    method, url, version = parts.groups()
    fields["cs-method"] = method
    add_uri(fields, url)
    if version:
        fields["cs-version"] = version
    return method.upper(), url


def _in_front(
    first: str, second: str, user: str, fields: dict[str, Value]
) -> tuple[str | None, str | None, str]:
    """Read a line that does not begin with an address: forwarded ones, a virtual host, or a client's name."""
    if "," in first:
        fields["c-ip"] = fields["x-forwarded-for"] = first
        return forwarded(None, first), None, user
    client = address_of(second)
    if client is None and first != "-":
        fields["c-ip"] = first
        return None, None, user
    if client is None:
        return None, None, user
    fields["c-ip"], fields["cs-host"] = second, first
    return client, domain_of(first), user.partition(" ")[2] or user


def _see_extra(extra: str, fields: dict[str, Value], made: Event) -> None:
    """Make what can be made of what stands behind: addresses it was forwarded for, seconds it took."""
    fields["extra"] = extra
    for place, part in enumerate(_EXTRA.finditer(extra)):
        if place == _EXTRAS_READ:
            return
        text = part[1] if part[1] is not None else part[2]
        if made.duration is None and (seconds := _SECONDS.match(text)):
            made.duration = round(float(seconds[1]) * SECOND)
        elif "x-forwarded-for" not in fields and address_of(text.partition(",")[0].strip()):
            fields["x-forwarded-for"] = text
            made.source_ip = forwarded(made.source_ip, text)
