"""Where alarms go: a file or standard output, a webhook, a syslog server. One that fails is asked again.

Targets are those the operator names and no others: a webhook is never redirected, and nothing that was read
chooses where anything is sent. Text is sent as ASCII JSON: no line break or control of an attacker gets out.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import socket
import ssl
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Protocol, TypeAlias
from urllib.parse import SplitResult, urlsplit

from vedette import __version__
from vedette.core.errors import BadInput, Unavailable

Waiting: TypeAlias = Sequence[tuple[int, bytes]]
"""Numbered alarms as JSON."""
TIMEOUT_S: Final = 10.0
_TAIL: Final = 4 << 20
_OK: Final = 300
_FACILITY: Final = 16
"""local0 (RFC 5424, 6.2.1)."""
_LEVELS: Final = {"info": 6, "low": 5, "medium": 4, "high": 3, "critical": 2}
_DATAGRAM: Final = 8_000
_SYSLOG_PORT: Final = 514


class Sink(Protocol):
    """Takes alarms."""

    name: str
    """What it is remembered by."""

    def take(self, waiting: Waiting) -> int:
        """Take alarms, in order; return the number of the last one taken.

        Raises:
            Unavailable: none can be taken now.

        """
        ...


@dataclass(slots=True)
class File:
    """Lines of JSON in a file, each alarm once: what is there already is not written again."""

    path: Path
    name: str = "file"
    _there: set[str] | None = None

    def take(self, waiting: Waiting) -> int:
        """Append them, durably."""
        try:
            if self._there is None:
                self._there = _ids(self.path)
            with self.path.open("ab+") as file:
                file.write(_mended(file))
                for _, alarm in waiting:
                    line = _ascii(alarm)
                    if (ident := str(json.loads(line)["id"])) not in self._there:
                        file.write(line + b"\n")
                        self._there.add(ident)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Unavailable(
                f"{self.path}: {error.strerror}", hint="make room, or choose another file"
            ) from error
        if len(self._there) > _TAIL // 100:
            self._there = None
        return waiting[-1][0]


@dataclass(slots=True)
class Out:
    """Standard output."""

    stream: IO[str]
    name: str = "out"

    def take(self, waiting: Waiting) -> int:
        """Write them."""
        for _, alarm in waiting:
            self.stream.write(_ascii(alarm).decode() + "\n")
        self.stream.flush()
        return waiting[-1][0]


@dataclass(slots=True)
class Webhook:
    """An HTTPS address somebody named; plain HTTP only on this machine."""

    url: str
    name: str = field(default="", init=False)
    _parts: SplitResult = field(init=False)

    def __post_init__(self) -> None:
        """Look at the address.

        Raises:
            BadInput: it is none alarms may be sent to.

        """
        self._parts = urlsplit(self.url)
        host = self._parts.hostname or ""
        if self._parts.scheme not in {"http", "https"} or not host or self._parts.username is not None:
            raise BadInput(f"{self.url[:200]!r} is no webhook", hint="like https://chat.example.org/hooks/1")
        if self._parts.scheme == "http" and not _is_here(host):
            raise BadInput(
                f"{self.url[:200]}: alarms are not sent unencrypted",
                hint="use https, or an address of this machine",
            )
        self.name = f"webhook {self.url}"

    def take(self, waiting: Waiting) -> int:
        """Send them in one request; whoever does not answer with 2xx has taken none."""
        body = b'{"vedette":"' + __version__.encode() + b'","alarms":['
        body += b",".join(_ascii(alarm) for _, alarm in waiting) + b"]}"
        path = (self._parts.path or "/") + (f"?{self._parts.query}" if self._parts.query else "")
        headers = {"Content-Type": "application/json", "User-Agent": f"vedette/{__version__}"}
        try:
            with closing(self._connection()) as base:
                base.request("POST", path, body, headers)
                answer = base.getresponse()
                answer.read(1024)
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable(
                f"{self._parts.hostname} does not take alarms: {error}", hint="it is tried again"
            ) from error
        if answer.status >= _OK:
            raise Unavailable(
                f"{self._parts.hostname} answered {answer.status}",
                hint="it is tried again; a redirect is not followed",
            )
        return waiting[-1][0]

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
        return http.client.HTTPSConnection(
            host, port, timeout=TIMEOUT_S, context=ssl.create_default_context()
        )


@dataclass(slots=True)
class Syslog:
    """A syslog server: RFC 5424 over UDP (RFC 5426), or over TCP with counted frames (RFC 6587)."""

    address: str
    """[tcp://|udp://]host[:port]"""
    name: str = field(default="", init=False)
    _tcp: bool = field(default=False, init=False)
    _where: tuple[str, int] = field(default=("", 0), init=False)

    def __post_init__(self) -> None:
        """Look at the address.

        Raises:
            BadInput: it is none.

        """
        parts = urlsplit(self.address if "://" in self.address else f"udp://{self.address}")
        try:
            port = parts.port or _SYSLOG_PORT
        except ValueError:
            port = 0
        if parts.scheme not in {"tcp", "udp"} or not parts.hostname or not port:
            raise BadInput(
                f"{self.address[:200]!r} is no syslog server", hint="like udp://log.example.org:514"
            )
        self._tcp, self._where = parts.scheme == "tcp", (parts.hostname, port)
        self.name = f"syslog {self.address}"

    def take(self, waiting: Waiting) -> int:
        """Send them."""
        kind = socket.SOCK_STREAM if self._tcp else socket.SOCK_DGRAM
        try:
            family, _, _, _, where = socket.getaddrinfo(*self._where, type=kind)[0]
            with socket.socket(family, kind) as base:
                base.settimeout(TIMEOUT_S)
                base.connect(where)
                for _, alarm in waiting:
                    base.sendall(self._framed(message(alarm)))
        except OSError as error:
            raise Unavailable(
                f"{self.address} does not take alarms: {error}", hint="it is tried again"
            ) from error
        return waiting[-1][0]

    def _framed(self, line: bytes) -> bytes:
        return b"%d %s" % (len(line), line) if self._tcp else line[:_DATAGRAM]


def message(alarm: bytes) -> bytes:
    """Return one alarm as an RFC 5424 message, its text the alarm as JSON."""
    known: dict[str, Any] = json.loads(alarm)
    priority = _FACILITY * 8 + _LEVELS.get(str(known.get("severity")), 4)
    time = str(known.get("last") or "-")
    return b"<%d>1 %s - vedette - alarm - " % (priority, time.encode("ascii", "replace")) + _ascii(alarm)


def _ascii(alarm: bytes) -> bytes:
    """Write JSON again in ASCII: nothing in it is a line break or an escape any more."""
    return json.dumps(json.loads(alarm), separators=(",", ":")).encode("ascii")


def _mended(file: IO[bytes]) -> bytes:
    """Return what ends a line that was cut off when we were killed."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        return b""
    file.seek(size - 1)
    return b"" if file.read(1) == b"\n" else b"\n"


def _ids(path: Path) -> set[str]:
    """Return the ids at the end of a file of alarms."""
    if not path.exists():
        return set()
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _TAIL, 0))
        lines = file.read().split(b"\n")
    found = set()
    for line in lines:
        try:
            found.add(str(json.loads(line)["id"]))
        except (ValueError, TypeError, KeyError):
            continue
    return found


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
