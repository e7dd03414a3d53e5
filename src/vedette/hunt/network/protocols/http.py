# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""HTTP/1 requests and their answers, several in a connection. Of what is sent the beginning is read."""

from __future__ import annotations

import re
from collections import deque
from typing import ClassVar, Final

from msgspec import Struct

from vedette.hunt import actions
from vedette.hunt.event import Event, Value
from vedette.hunt.network.dialogue import Dialogue, Ends, Mark, digits, kind, text
from vedette.hunt.network.protocols.bodies import (
    CHUNKS_MAX,
    Body,
    content,
    expected,
    next_chunk,
    odd_headers,
    take,
)
from vedette.hunt.network.protocols.callers import asker, basic_user, domain_of, is_ours

_SERVER_SIDE: Final = kind(actions.HTTP, "http", "http", "webserver")
_CLIENT_SIDE: Final = kind(actions.HTTP, "http", "http", "proxy")
_DISCOVERY: Final = kind(actions.OTHER, "ssdp", "ssdp")
_HEAD_MAX: Final = 48 * 1024
_LINES_MAX: Final = 200
_OPEN_MAX: Final = 100
_BODIES_MAX: Final = 16
"""Requests without an answer, of one connection, whose bodies are kept."""
_NAME_MAX: Final = 40
_NAMES_MAX: Final = 1000
_METHOD: Final = re.compile(rb"[A-Z][A-Z_-]{1,19}")
_VERSION: Final = re.compile(rb"HTTP/(\d\.\d)")
_PLAIN_REQUEST: Final = re.compile(rb"([A-Z][A-Z-]{1,19}) (\S+) HTTP/(\d\.\d)\r?$")
"""As nearly all are: the same, found with less trying."""
_ANSWER: Final = re.compile(rb"HTTP/(\d\.\d) +(\d{3})(?: ([^\r\n]*))?\r?$")
_EXTENSION: Final = re.compile(r"\.([A-Za-z0-9]{1,10})$")


_LOOKED_AT: Final = frozenset({
    b"authorization", b"content-length", b"content-type", b"cookie", b"host", b"location", b"referer",
    b"server", b"transfer-encoding", b"user-agent", b"x-forwarded-for",
})  # fmt: skip


class _Spellings(dict[bytes, bytes]):
    """What a header's name means, however it is written; nothing for those nobody looks at."""

    def __missing__(self, name: bytes) -> bytes:
        plain = name.strip().lower()
        meant = plain if plain in _LOOKED_AT else b""
        if len(name) <= _NAME_MAX and len(self) < _NAMES_MAX:
            self[name] = meant
        return meant


_HEADERS: Final = _Spellings()


class _Request(Struct, eq=False):
    mark: Mark
    method: str
    target: str
    version: str
    headers: dict[bytes, bytes]
    way: int
    odd: bytes | None
    """Header lines that are worth a look."""
    body: Body | None


class _Answer(Struct, eq=False):
    status: int
    reason: str
    length: int | None
    headers: dict[bytes, bytes]


class Http(Dialogue):
    """One connection's requests."""

    kinds: ClassVar[tuple[Event, Event]] = (_SERVER_SIDE, _CLIENT_SIDE)
    """What a request is when the server is one of ours, and when it is not."""

    def __init__(self, ends: Ends) -> None:
        """Begin with nothing said."""
        super().__init__(ends)
        self._open: deque[_Request] = deque()
        self._coming: list[Body | None] = [None, None]
        self._passing: list[tuple[_Request, _Answer] | None] = [None, None]

    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Read a head, and pass the body behind it as far as its length is known."""
        if self.hungry[way]:
            return self._go_on(way, data)
        size, end = _head_end(data)
        if not end:
            if len(data) <= _HEAD_MAX and _begins(data):
                return 0
            self.close(way, data, mark)
            return len(data)
        length = self._head(way, data[:size], mark)
        if length is None:
            return len(data)
        end += length
        if self.hungry[way] and end < len(data):  # most bodies begin, and end, in the packet of their head
            end += self._go_on(way, data[end:])
        return end

    def _go_on(self, way: int, data: bytes) -> int:
        """Read more of a body."""
        body, passing = self._coming[way], self._passing[way]
        if body is not None:
            used = take(body, data)
            self._await(way, body if body.left else None)
            return used
        return self._chunk(way, passing[1], data) if passing is not None else len(data)

    def _await(self, way: int, body: Body | None) -> None:
        self._coming[way] = body
        self.hungry[way] = body is not None

    def _chunk(self, way: int, answer: _Answer, data: bytes) -> int:
        """Pass chunks of an answer, and tell of it behind the last."""
        at = 0
        while at < len(data):
            size, after = next_chunk(data, at)
            length = (answer.length or 0) + size
            if after < 0 or length > CHUNKS_MAX:
                self._broken(way)
                return len(data)
            if after == at:
                break
            answer.length, at = length, after
            if not size:
                self._passed(way)
                break
        return at

    def _passed(self, way: int) -> None:
        passing = self._passing[way]
        self._passing[way] = None
        self.hungry[way] = False
        if passing is not None:
            self._tell(passing[0], passing[1])

    def _broken(self, way: int) -> None:
        passing = self._passing[way]
        if passing is not None:
            passing[1].length = None
            self._passed(way)

    def close(self, way: int, data: bytes, mark: Mark) -> None:
        """Read a head that broke off, when its first line is there."""
        if self._coming[way] is not None:
            self._await(way, None)
        elif self._passing[way] is not None:
            self._broken(way)
        elif b"\n" in data:
            self._head(way, data[: data.rindex(b"\n")], mark)
            self._await(way, None)

    def end(self) -> None:
        """Tell of answers that broke off, and of requests nobody answered."""
        self._broken(0)
        self._broken(1)
        while self._open:
            self._tell(self._open.popleft(), None)

    def _head(self, way: int, head: bytes, mark: Mark) -> int | None:
        """Read a head; returns the length of the body, None when only its end will tell."""
        line, _, rest = head.partition(b"\n")
        if line.startswith(b"HTTP/"):
            return self._answer(way, line, _headers(rest))
        found = _asked(line)
        if found is None or not (found[2] or line.startswith(b"GET /")):
            return None
        headers = _headers(rest)
        method, target, version = found[0].decode(), text(found[1]), (found[2] or b"0.9").decode()
        if len(self._open) >= _OPEN_MAX:
            self._tell(self._open.popleft(), None)
        length = digits(headers.get(b"content-length", b"0").strip()) or 0
        chunked = b"transfer-encoding" in headers
        body = None
        if (chunked or length) and len(self._open) < _BODIES_MAX:
            body = expected(length, headers.get(b"content-type"), chunked=chunked)
        self._open.append(_Request(mark, method, target, version, headers, way, odd_headers(rest), body))
        if body is not None:
            self._await(way, body)
            return 0
        return None if chunked else length

    def _answer(self, way: int, line: bytes, headers: dict[bytes, bytes]) -> int | None:
        found = _ANSWER.match(line)
        if found is None:
            return None
        status = int(found[2])
        length = digits(headers.get(b"content-length", b"").strip())
        if status < 200 and status != 101:
            return 0
        chunked = b"transfer-encoding" in headers
        empty = status in {204, 304}
        if self._open:
            request = self._open.popleft()
            empty |= request.method == "HEAD"
            answer = _Answer(status, text(found[3] or b""), length, headers)
            if chunked and not empty and b"chunked" in headers[b"transfer-encoding"].lower():
                answer.length = None
                self._passing[way] = request, answer
                self.hungry[way] = True
                return 0
            self._tell(request, answer)
        if empty:
            return 0
        return None if chunked else length

    def _tell(self, request: _Request, answer: _Answer | None) -> None:
        ends, headers = self.ends.seen_from(request.way), request.headers
        host = _host(headers, request)
        agent, referrer = _header(headers, b"user-agent"), _header(headers, b"referer")
        fields: dict[str, Value] = {
            "method": request.method,
            "host": host,
            "uri": request.target,
            "version": request.version,
            "user_agent": agent,
            "referrer": referrer,
            "username": basic_user(headers),
            "request_body_len": digits(headers.get(b"content-length", b"").strip()),
        }
        fields |= _sigma(request, host, agent, referrer)
        if request.odd is not None:
            fields["request_headers"] = text(request.odd)
        if request.body is not None and request.body.kept:
            fields["request_body"] = text(content(request.body))
        if answer is not None:
            fields |= _answered(answer)
        ours = is_ours(ends.server)
        event = ends.event(
            request.mark,
            self.kinds[0 if ours else 1],
            fields,
            domain=domain_of(host),
            method=request.method,
            url=request.target,
            status=answer.status if answer is not None else None,
            user_agent=agent,
            referrer=referrer,
            bytes_in=answer.length if answer is not None else None,
        )
        behalf = headers.get(b"x-forwarded-for")
        if behalf is not None:
            event.fields["x-forwarded-for"] = text(behalf)
            if ours and (asked := asker(ends.client, text(behalf))) is not None:
                event.source_ip, event.source_port = asked, None
        self.ready.append(event)


class Ssdp(Http):
    """HTTP's cousin for finding devices: each datagram is a request of its own."""

    kinds = (_DISCOVERY, _DISCOVERY)

    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Read a datagram."""
        self.close(way, data, mark)
        self.end()
        return len(data)


def _answered(answer: _Answer) -> dict[str, Value]:
    kind_of = (_header(answer.headers, b"content-type") or "").partition(";")[0].strip()
    return {
        "status_code": answer.status,
        "sc-status": answer.status,
        "status_msg": answer.reason,
        "response_body_len": answer.length,
        "resp_mime_types": kind_of or None,
        "server": _header(answer.headers, b"server"),
        "location": _header(answer.headers, b"location"),
    }


def _head_end(data: bytes) -> tuple[int, int]:
    """Find the first empty line: where the line before it ends, and where what follows begins; 0 for none."""
    place = data.find(b"\n\r\n")
    bare = data.find(b"\n\n", 0, place + 1 if place >= 0 else len(data))
    if bare >= 0:
        place, end = bare, bare + 2
    elif place >= 0:
        end = place + 3
    else:
        return 0, 0
    return place - (data[place - 1 : place] == b"\r"), end


def _begins(data: bytes) -> bool:
    """Whether an unfinished head may still become one: its first line is one, or not there yet."""
    line, found, _ = data.partition(b"\n")
    return not found or line.startswith(b"HTTP/") or _asked(line) is not None


def _asked(line: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Split the first line of a request into method, target and version; empty where it has none."""
    plain = _PLAIN_REQUEST.match(line)
    if plain is not None:
        return plain[1], plain[2], plain[3]
    method, *rest = line.split(None, 1)[:2] or [b""]
    if not rest or _METHOD.fullmatch(method) is None:
        return None
    target, *last = rest[0].rsplit(None, 1)
    version = _VERSION.fullmatch(last[0]) if last else None
    return (method, target, version[1]) if version is not None else (method, rest[0].rstrip(), b"")


def _headers(data: bytes) -> dict[bytes, bytes]:
    """Read header lines that somebody looks at: names in lower case, the first of each counts."""
    made: dict[bytes, bytes] = {}
    for line in data.split(b"\n", _LINES_MAX)[:_LINES_MAX]:
        name, colon, value = line.partition(b":")
        if colon and (wanted := _HEADERS[name]) and wanted not in made:
            made[wanted] = value.strip()
    return made


def _header(headers: dict[bytes, bytes], name: bytes) -> str | None:
    value = headers.get(name)
    return text(value) if value else None


def _host(headers: dict[bytes, bytes], request: _Request) -> str | None:
    """Return the host asked for: of a whole URL or CONNECT what stands there, otherwise the header's."""
    said = _header(headers, b"host")
    if said is not None:
        return said
    if request.method == "CONNECT":
        return request.target
    if "://" in request.target[:12]:
        return request.target.partition("://")[2].partition("/")[0]
    return None


def _sigma(request: _Request, host: str | None, agent: str | None, referrer: str | None) -> dict[str, Value]:
    """Return the names web server and proxy rules use."""
    path = request.target
    if "://" in path[:12]:
        path = "/" + path.partition("://")[2].partition("/")[2]
    stem, _, query = path.partition("?")
    extension = _EXTENSION.search(stem)
    return {
        "cs-method": request.method,
        "cs-host": host,
        "cs-uri": path,
        "c-uri": request.target if "://" in request.target[:12] else f"http://{host or ''}{path}",
        "cs-uri-stem": stem,
        "cs-uri-query": path if query else stem,
        "c-uri-query": query or None,
        "c-uri-extension": extension[1].lower() if extension else None,
        "c-useragent": agent,
        "cs-user-agent": agent,
        "cs-referer": referrer,
        "cs-cookie": _header(request.headers, b"cookie"),
    }
