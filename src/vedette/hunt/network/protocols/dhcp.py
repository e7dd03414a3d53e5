# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""DHCP: which machine, by what name, got which address."""

from __future__ import annotations

from typing import Final

from vedette.hunt import actions
from vedette.hunt.event import Value
from vedette.hunt.network.addresses import written
from vedette.hunt.network.dialogue import Dialogue, Mark, kind, text

_EVENT: Final = kind(actions.DHCP, "dhcp", "dhcp")
_COOKIE: Final = b"\x63\x82\x53\x63"
_OPTIONS: Final = 240
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
        number = options.get(_TYPE, b"\0")[:1] or b"\0"
        name = text(options.get(_HOST, b"").rstrip(b"\0"))
        full = text(options.get(_FQDN, b"")[3:].rstrip(b"\0"))
        assigned = data[16:20]
        fields: dict[str, Value] = {
            "mac": data[28:34].hex(":"),
            "msg_types": _TYPES[number[0]] if number[0] < len(_TYPES) else None,
            "host_name": name or None,
            "client_fqdn": full or None,
            "domain": text(options.get(_DOMAIN, b"").rstrip(b"\0")) or None,
            "assigned_addr": written(assigned) if any(assigned) else None,
            "requested_addr": _address(options.get(_REQUESTED)),
            "server_addr": _address(options.get(_SERVER)),
            "lease_time": int.from_bytes(options[_LEASE][:4], "big") if _LEASE in options else None,
            "vendor_class": text(options.get(_VENDOR, b"")) or None,
        }
        ends = self.ends.seen_from(way)
        if data[0] == 2:
            ends = ends.turned()
        host = (name or full).lower().partition(".")[0]
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


def _address(value: bytes | None) -> str | None:
    return written(value) if value is not None and len(value) == 4 else None
