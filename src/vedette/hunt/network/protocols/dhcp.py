# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""DHCP: which machine, by what name, got which address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from vedette.hunt import actions
from vedette.hunt.event import Value
from vedette.hunt.network.addresses import written
from vedette.hunt.network.dialogue import Dialogue, Mark, kind, text

_EVENT: Final = kind(actions.DHCP, "dhcp", "dhcp")
_COOKIE: Final = b"\x63\x82\x53\x63"
_OPTIONS: Final = 240
_NOBODY: Final = bytes(4)
_TYPES: Final = ("", "DISCOVER", "OFFER", "REQUEST", "DECLINE", "ACK", "NAK", "RELEASE", "INFORM")
_HOST, _DOMAIN, _REQUESTED, _LEASE, _TYPE, _SERVER, _VENDOR, _FQDN = 12, 15, 50, 51, 53, 54, 60, 81

_KNOWN: Final = frozenset({_HOST, _DOMAIN, _REQUESTED, _LEASE, _TYPE, _SERVER, _VENDOR, _FQDN})
_NO_LENGTH: Final = frozenset({0, 255})


class Dhcp(Dialogue):
    """Messages of one pair of machines; each says everything."""

    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Read a message."""
        if data[236:240] == _COOKIE:
            self._tell(way, data, mark)
        return len(data)

    def _tell(self, way: int, data: bytes, mark: Mark) -> None:
        options = _options(data)
        number = (options.get(_TYPE) or b"\0")[0]
        assigned = data[16:20]
        fields: dict[str, Value] = {
            "mac": data[28:34].hex(":"),
            "msg_types": _TYPES[number] if number < len(_TYPES) else None,
            "assigned_addr": written(assigned) if assigned != _NOBODY else None,
        }
        for option, value in options.items():
            if option in _SAYS:
                name, read = _SAYS[option]
                fields[name] = read(value) or None
        ends = self.ends if (way == 0) == (data[0] != 2) else self.ends.turned()
        host = str(fields.get("host_name") or fields.get("client_fqdn") or "").lower().partition(".")[0]
        self.ready.append(ends.event(mark, _EVENT, fields, host=host or None))


def _options(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at, end = _OPTIONS, len(data) - 1
    while at < end:
        number = data[at]
        if number in _NO_LENGTH:
            if number:
                break
            at += 1
            continue
        after = at + 2 + data[at + 1]
        if number in _KNOWN and number not in found:
            found[number] = data[at + 2 : after]
        at = after
    return found


def _address(value: bytes) -> str | None:
    return written(value) if len(value) == 4 else None


def _text(value: bytes) -> str:
    return text(value.rstrip(b"\0"))


_SAYS: Final[Mapping[int, tuple[str, Callable[[bytes], Value]]]] = {
    _HOST: ("host_name", _text),
    _DOMAIN: ("domain", _text),
    _VENDOR: ("vendor_class", _text),
    _FQDN: ("client_fqdn", lambda value: _text(value[3:])),
    _REQUESTED: ("requested_addr", _address),
    _SERVER: ("server_addr", _address),
    _LEASE: ("lease_time", lambda value: int.from_bytes(value[:4], "big")),
}
