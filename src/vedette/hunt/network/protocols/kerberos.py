# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""Kerberos: which ticket was asked for by whom, with which encryption, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.hunt import actions
from vedette.hunt.event import Value
from vedette.hunt.network.dialogue import Dialogue, Ends, Mark, kind, text
from vedette.hunt.network.protocols.der import Item, child, content, inside, integer, item, within

_EVENT: Final = kind(actions.TICKET, "kerberos", "kerberos")
_SEQUENCE: Final = 0x30
_AS_REQ, _AS_REP, _TGS_REQ, _TGS_REP, _ERROR = 0x6A, 0x6B, 0x6C, 0x6D, 0x7E
_ETYPES: Final = {
    1: "des-cbc-crc", 3: "des-cbc-md5", 16: "des3-cbc-sha1", 17: "aes128-cts-hmac-sha1-96",
    18: "aes256-cts-hmac-sha1-96", 19: "aes128-cts-hmac-sha256-128", 20: "aes256-cts-hmac-sha384-192",
    23: "rc4-hmac", 24: "rc4-hmac-exp",
}  # fmt: skip
_ERRORS: Final = {
    6: "KDC_ERR_C_PRINCIPAL_UNKNOWN", 7: "KDC_ERR_S_PRINCIPAL_UNKNOWN", 12: "KDC_ERR_POLICY",
    14: "KDC_ERR_ETYPE_NOSUPP", 18: "KDC_ERR_CLIENT_REVOKED", 23: "KDC_ERR_KEY_EXPIRED",
    24: "KDC_ERR_PREAUTH_FAILED", 25: "KDC_ERR_PREAUTH_REQUIRED", 31: "KRB_AP_ERR_BAD_INTEGRITY",
    32: "KRB_AP_ERR_TKT_EXPIRED", 37: "KRB_AP_ERR_SKEW", 68: "KDC_ERR_WRONG_REALM",
}  # fmt: skip
_NEEDS_MORE: Final = 25
_SIZE_MAX: Final = 48 * 1024
_OPEN_MAX: Final = 32


@dataclass(frozen=True, slots=True)
class _Asked:
    mark: Mark
    kind: str
    client: str
    realm: str
    service: str
    ciphers: tuple[str, ...]


class Kerberos(Dialogue):
    """Requests of one flow, and their answers."""

    def __init__(self, ends: Ends) -> None:
        """Begin with nothing said."""
        super().__init__(ends)
        self._open: list[_Asked] = []

    def feed(self, way: int, data: bytes, mark: Mark) -> int:  # noqa: ARG002  messages say it themselves
        """Read a message; over TCP its length stands before it."""
        skip = 4 if self.ends.transport == "tcp" else 0
        size = len(data)
        if skip:
            if len(data) < 5:
                return 0
            size = 4 + int.from_bytes(data[:4], "big")
            if size > _SIZE_MAX:
                return len(data)
            if len(data) < size:
                return 0
        self._read(data[skip:size], mark)
        return max(1, size)

    def end(self) -> None:
        """Tell of requests nobody answered."""
        for one in self._open:
            self._tell(one, {}, None)
        self._open.clear()

    def _read(self, data: bytes, mark: Mark) -> None:
        outer = item(data, 0, len(data))
        if outer is None:
            return
        body = child(data, outer, _SEQUENCE)
        if outer.tag in {_AS_REQ, _TGS_REQ}:
            if len(self._open) >= _OPEN_MAX:
                self._tell(self._open.pop(0), {}, None)
            self._open.append(_asked(data, outer.tag, body, mark))
        elif outer.tag in {_AS_REP, _TGS_REP} and self._open:
            ticket = within(data, body, 0xA5, 0x61, _SEQUENCE)
            fields: dict[str, Value] = {"cipher": _etype(data, within(data, ticket, 0xA3, _SEQUENCE))}
            fields["success"] = True
            asked = self._open.pop(0)
            client = _principal(data, within(data, body, 0xA4, _SEQUENCE))
            self._tell(asked, fields, "success", client)
        elif outer.tag == _ERROR and self._open:
            code = integer(data, within(data, body, 0xA6, 2))
            said = _ERRORS.get(code or 0, str(code))
            outcome = None if code == _NEEDS_MORE else "failure"
            self._tell(self._open.pop(0), {"error_msg": said, "success": False}, outcome)

    def _tell(self, asked: _Asked, said: dict[str, Value], outcome: str | None, client: str = "") -> None:
        client = client or asked.client
        fields: dict[str, Value] = {
            "request_type": asked.kind,
            "client": f"{client}/{asked.realm}" if client else None,
            "service": asked.service or None,
            "requested_ciphers": [*asked.ciphers],
            **said,
        }
        error = said.get("error_msg")
        self.ready.append(
            self.ends.event(
                asked.mark, _EVENT, fields, user=client.lower() or None, outcome=outcome,
                response=error if isinstance(error, str) else None,
                target_host=_host(asked.service),
            )
        )  # fmt: skip


def _asked(data: bytes, tag: int, body: Item | None, mark: Mark) -> _Asked:
    """Read the body of a request."""
    wanted = within(data, body, 0xA4, _SEQUENCE)
    ciphers = [integer(data, one) for one in inside(data, within(data, wanted, 0xA8, _SEQUENCE))][:16]
    return _Asked(
        mark,
        "AS" if tag == _AS_REQ else "TGS",
        _principal(data, within(data, wanted, 0xA1, _SEQUENCE)),
        text(content(data, within(data, wanted, 0xA2, 0x1B))),
        _principal(data, within(data, wanted, 0xA3, _SEQUENCE)),
        tuple(_ETYPES.get(one, str(one)) for one in ciphers if one is not None),
    )


def _principal(data: bytes, name: Item | None) -> str:
    parts = [content(data, one) for one in inside(data, within(data, name, 0xA1, _SEQUENCE))][:8]
    return text(b"/".join(parts))


def _etype(data: bytes, encrypted: Item | None) -> str | None:
    number = integer(data, within(data, encrypted, 0xA0, 2))
    return None if number is None else _ETYPES.get(number, str(number))


def _host(service: str) -> str | None:
    """Return the machine a ticket is for, where its name is one."""
    kind_, slash, host = service.partition("/")
    if not slash or kind_.lower() == "krbtgt":
        return None
    return host.lower().partition("/")[0].partition(".")[0] or None
