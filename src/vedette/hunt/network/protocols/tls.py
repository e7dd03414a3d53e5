# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""TLS handshakes: what the client asks for, what the server chose, and whose certificate it showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.hunt import actions
from vedette.hunt.event import Value
from vedette.hunt.network.dialogue import Dialogue, Ends, Mark, kind
from vedette.hunt.network.protocols.certificates import Certificate, certificate
from vedette.hunt.network.protocols.hello import (
    SHOWN_VERSIONS,
    ClientHello,
    client_hello,
    extensions,
    protocols,
)

TLS_EVENT: Final = kind(actions.TLS, "tls", "ssl")
X509_EVENT: Final = kind(actions.OTHER, "tls", "x509")
_HANDSHAKE, _ALERT, _CHANGE = 22, 21, 20
_CLIENT_HELLO, _SERVER_HELLO, _CERTIFICATE, _DONE = 1, 2, 11, 14
_RECORD_MAX: Final = (1 << 14) + 2048
_KEPT_MAX: Final = 64 * 1024
_VERSIONS, _ALPN = 43, 16
_RETRY: Final = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
_LAST_WITH_CERTIFICATE: Final = 0x0303


class Tls(Dialogue):
    """One flow's handshakes: most have one."""

    def __init__(self, ends: Ends) -> None:
        """Begin with nothing said."""
        super().__init__(ends)
        self._parts = [bytearray(), bytearray()]
        self._mark: Mark | None = None
        self._way = 0
        self._hello: ClientHello | None = None
        self._chosen: dict[str, Value] = {}
        self._certificate: Certificate | None = None

    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Read a record."""
        if len(data) < 5:
            return 0
        size = int.from_bytes(data[3:5], "big")
        if data[0] != _HANDSHAKE or data[1] != 3 or size > _RECORD_MAX:
            self.hungry[way] = False
            if way != self._way and self._chosen:
                self._tell()
            return max(5 + size, len(data)) if data[0] in {_ALERT, _CHANGE, 23} else len(data)
        if len(data) < 5 + size:
            return 0
        self._parts[way] += data[5 : 5 + size]
        self.hungry[way] = True
        self._messages(way, mark)
        return 5 + size

    def close(self, way: int, data: bytes, mark: Mark) -> None:
        """Read what is there of a hello that broke off."""
        self.hungry[way] = False
        rest = bytes(self._parts[way]) + data[5:]
        self._parts[way].clear()
        if rest[:1] == bytes((_CLIENT_HELLO,)):
            self._client(way, rest[4:], mark)

    def end(self) -> None:
        """Tell of a handshake nobody finished."""
        self._tell()

    def _messages(self, way: int, mark: Mark) -> None:
        """Read the handshake messages that are there as a whole."""
        parts = self._parts[way]
        while len(parts) >= 4:
            size = int.from_bytes(parts[1:4], "big")
            if size > _KEPT_MAX:
                self._stop(way)
                return
            if len(parts) < 4 + size:
                return
            self._message(way, parts[0], bytes(parts[4 : 4 + size]), mark)
            del parts[: 4 + size]
            if not self.hungry[way]:
                parts.clear()

    def _message(self, way: int, number: int, body: bytes, mark: Mark) -> None:
        if number == _CLIENT_HELLO:
            self._client(way, body, mark)
            self._stop(way)
        elif number == _SERVER_HELLO:
            self._server(way, body, mark)
        elif number == _CERTIFICATE:
            self._certificate = certificate(body[6 : 6 + int.from_bytes(body[3:6], "big")])
            self._stop(way)
            self._tell()
        elif number == _DONE:
            self._stop(way)
            self._tell()

    def _stop(self, way: int) -> None:
        self.hungry[way] = False
        self._parts[way].clear()

    def _client(self, way: int, body: bytes, mark: Mark) -> None:
        hello = client_hello(body)
        if hello is None:
            return
        if self._hello is not None and self._chosen:
            self._tell()
        self._hello, self._mark, self._way = hello, mark, way

    def _server(self, way: int, body: bytes, mark: Mark) -> None:
        if len(body) < 38:
            return
        if body[2:34] == _RETRY:  # the hello comes once more, in other words: still one handshake
            self._stop(way)
            return
        if self._mark is None:
            self._mark, self._way = mark, 1 - way
        version, at = int.from_bytes(body[:2], "big"), 35 + body[34]
        cipher = int.from_bytes(body[at : at + 2], "big")
        for number, value in extensions(body[at + 3 :]):
            if number == _VERSIONS and len(value) == 2:
                version = int.from_bytes(value, "big")
            elif number == _ALPN and (names := protocols(value)):
                self._chosen["next_protocol"] = names[0].decode("latin-1")
        self._chosen["version"] = SHOWN_VERSIONS.get(version, f"0x{version:04x}")
        self._chosen["cipher"] = f"0x{cipher:04x}"
        if version > _LAST_WITH_CERTIFICATE:
            self._stop(way)
            self._tell()

    def _tell(self) -> None:
        """Make the events of a handshake."""
        if self._mark is None:
            return
        ends, mark = self.ends.seen_from(self._way), self._mark
        hello, shown = self._hello, self._certificate
        fields = dict(self._chosen)
        fields["established"] = bool(self._chosen)
        said = columns(hello, "t")
        if hello is not None:
            fields |= hello_fields(hello, said)
        if shown is not None:
            fields |= {"subject": shown.subject, "issuer": shown.issuer, "not_before": shown.not_before,
                       "not_after": shown.not_after, "serial": shown.serial,
                       "cert_fingerprint": shown.sha1}  # fmt: skip
        self.ready.append(ends.event(mark, TLS_EVENT, fields, **said))
        if shown is not None:
            self.ready.append(ends.event(mark, X509_EVENT, shown.fields(), hash=shown.sha256))
        self._mark = self._hello = self._certificate = None
        self._chosen = {}


def hello_fields(hello: ClientHello, said: Mapping[str, str | None]) -> dict[str, Value]:
    """Return what a client's hello says, with the names Zeek and its packages use."""
    return {
        "server_name": hello.name,
        "ja3": said["ja3"],
        "ja4": said["ja4"],
        "client_version": SHOWN_VERSIONS.get(hello.version, f"0x{hello.version:04x}"),
        "client_alpn": [one.decode("latin-1") for one in hello.alpn] or None,
    }


def columns(hello: ClientHello | None, transport: str) -> dict[str, str | None]:
    """Return the columns of an event that a client's hello fills."""
    if hello is None:
        return {}
    return {"domain": hello.name, "ja3": hello.ja3(), "ja4": hello.ja4(transport)}
