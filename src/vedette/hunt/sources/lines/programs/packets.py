"""What firewalls say of packets and connections: the Linux kernel's log targets, Cisco ASA and FTD."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.actions import CONNECTION, FAILURE, LOGIN, SUCCESS
from vedette.hunt.event import Event, Logsource
from vedette.hunt.instants import SECOND
from vedette.hunt.sources.common.names import address_of, number_of, port_of, user_of

_LINUX: Final = Logsource(product="linux", category="firewall", service="iptables")
_ASA: Final = Logsource(product="cisco", category="firewall", service="asa")
_PACKET: Final = re.compile(
    r"\b(IN|OUT|MAC|SRC|DST|LEN|TTL|PROTO|SPT|DPT|TYPE|CODE|UID|GID|MARK)=(\S{0,128})"
)
_KEPT: Final = 16_384
_BAD: Final = re.compile(r"drop|block|deny|reject|invalid|refuse", re.IGNORECASE)
_UPTIME: Final = re.compile(r"\[ *\d{1,10}\.\d{1,9}\] ?")
_PORTS: Final = frozenset({"TCP", "UDP", "SCTP", "DCCP", "UDPLITE"})
_ID: Final = re.compile(r"%(?:ASA|FTD|PIX)-(?:\w{1,16}-)?(\d)-(\d{6}): ?(.*)\Z", re.DOTALL)
_END: Final = r"(?:\S{1,64}?:)?([0-9A-Fa-f.:]{2,45}?)/(\d{1,5})"
_BUILT: Final = re.compile(
    rf"(?:Built|Teardown) (?:(inbound|outbound) )?(?:dynamic )?(TCP|UDP|ICMP|SCTP|GRE) connection"
    rf" (\d{{1,20}}) for {_END}"
    rf"(?: ?\([^)]{{0,300}}\))? ?(?:\([^)]{{0,300}}\) )?to {_END}",
)
_ENDED: Final = re.compile(r" duration (\d{1,6}):(\d\d):(\d\d) bytes (\d{1,18})")
_SRC_DST: Final = re.compile(r"(?:src|from) (?:[^\s:]{1,64}:)?([0-9A-Fa-f.:]{2,45}?)(?:/(\d{1,5}))?"
                             r"(?:\([^)]{0,300}\))? "
                             r"(?:dst|to) (?:[^\s:]{1,64}:)?([0-9A-Fa-f.:]{2,45}?)(?:/(\d{1,5}))?"
                             r"(?:[\s(,].*)?\Z", re.DOTALL)  # fmt: skip
_ACL: Final = re.compile(
    r"access-list \S{1,128} (denied|permitted|est-allowed) (\S{1,16})"
    r" [^/\s]{1,64}/([0-9A-Fa-f.:]{2,45})\((\d{1,5})\)"
    r".{0,200}? -> [^/\s]{1,64}/([0-9A-Fa-f.:]{2,45})\((\d{1,5})\)"
)
_PROTOCOL: Final = re.compile(r"\b(tcp|udp|icmp)\b", re.IGNORECASE)
_WHO: Final = re.compile(r"(?:[Uu]ser(?:name)? ?[=:] ?|for user )['\"<]?([^\s'\",>]{1,255})")
_WHENCE: Final = re.compile(r"(?:from|IP =|IP|user IP =|Client IP =)[ <]{1,3}([0-9A-Fa-f.:]{2,45})")
_LOGINS: Final = {
    "113004": SUCCESS, "113012": SUCCESS, "113005": FAILURE, "113006": FAILURE, "113015": FAILURE,
    "605004": FAILURE, "605005": SUCCESS, "611101": SUCCESS, "611102": FAILURE, "716038": SUCCESS,
    "716039": FAILURE, "722022": SUCCESS, "109005": SUCCESS, "109006": FAILURE, "308001": FAILURE,
}  # fmt: skip
_BUILDS: Final = frozenset({"302013", "302014", "302015", "302016", "302020", "302021", "302303", "302304"})


def is_asa(message: str) -> bool:
    """Say whether a Cisco firewall speaks."""
    return "%ASA-" in message or "%FTD-" in message or "%PIX-" in message


def see_kernel(event: Event, message: str) -> None:
    """Take over a packet the kernel's firewall logged."""
    if " SRC=" not in message or " DST=" not in message:
        return
    pairs = dict(_PACKET.findall(message[:2000]))
    prefix = _UPTIME.sub("", message.partition("IN=")[0], count=1).strip()
    event.action, event.logsource = CONNECTION, _LINUX
    event.source_ip, event.destination_ip = address_of(pairs.get("SRC")), address_of(pairs.get("DST"))
    transport = pairs.get("PROTO", "")
    event.transport = transport.lower() or None
    if transport in _PORTS:
        event.source_port, event.destination_port = port_of(pairs.get("SPT")), port_of(pairs.get("DPT"))
    event.bytes_out, event.packets = number_of(pairs.get("LEN")), 1
    event.outcome = FAILURE if _BAD.search(prefix) else None
    event.fields.update(pairs)
    if prefix:
        event.fields["prefix"] = prefix
    _add_verdict(event)


class Asa:
    """Reads what a Cisco firewall says, and remembers who began which connection.

    A connection is told twice; the event is its end, which knows how long it took and how much went through.
    """

    __slots__ = ("_ways",)

    def __init__(self) -> None:
        self._ways: dict[str, str] = {}

    def see(self, event: Event, message: str) -> None:
        """Take over what is said of a connection or a login."""
        found = _ID.search(message[:4000])
        if found is None:
            return
        _, kind, said = found.groups()
        event.logsource, event.fields["message_id"] = _ASA, kind
        if kind in _BUILDS:
            self._see_built(event, said)
        elif kind in _LOGINS:
            _see_login(event, _LOGINS[kind], said)
        elif kind.startswith("106") or kind in {"710003", "733102", "500004"}:
            _see_denied(event, said)

    def _see_built(self, event: Event, said: str) -> None:
        found = _BUILT.match(said)
        if found is None:
            return
        way, transport, number, address, port, other, other_port = found.groups()
        first, second = (address_of(address), port_of(port)), (address_of(other), port_of(other_port))
        if self._is_outbound(way, number, first[1], second[1]):
            first, second = second, first
        event.source_ip, event.source_port = first
        event.destination_ip, event.destination_port = second
        event.transport, event.outcome = transport.lower(), SUCCESS
        ended = _ENDED.search(said)
        if ended is not None:
            hours, minutes, seconds, size = (int(part) for part in ended.groups())
            event.action, event.bytes_out = CONNECTION, size
            event.duration = ((hours * 60 + minutes) * 60 + seconds) * SECOND
            event.time = None if event.time is None else event.time - event.duration
        _add_verdict(event)

    def _is_outbound(self, way: str | None, number: str, port: int | None, other: int | None) -> bool:
        if way is not None:
            if len(self._ways) >= _KEPT:
                del self._ways[next(iter(self._ways))]
            self._ways[number] = way
            return way == "outbound"
        known = self._ways.pop(number, None)
        return known == "outbound" if known is not None else (port or 0) < (other or 0)


def _see_denied(event: Event, said: str) -> None:
    acl = _ACL.search(said)
    if acl is not None:
        what, transport, address, port, other, other_port = acl.groups()
    else:
        found = _SRC_DST.search(said)
        if found is None:
            return
        address, port, other, other_port = found.groups()
        kind = _PROTOCOL.search(said)
        what, transport = "denied", kind[1] if kind is not None else ""
    event.action, event.transport = CONNECTION, transport.lower() or None
    event.source_ip, event.source_port = address_of(address), port_of(port)
    event.destination_ip, event.destination_port = address_of(other), port_of(other_port)
    event.outcome = FAILURE if what == "denied" else SUCCESS
    _add_verdict(event)


def _see_login(event: Event, outcome: str, said: str) -> None:
    who, whence = _WHO.search(said), _WHENCE.search(said)
    event.action, event.outcome = LOGIN, outcome
    event.user = user_of(who[1]) if who is not None else None
    event.source_ip = address_of(whence[1]) if whence is not None else None


def _add_verdict(event: Event) -> None:
    """Name what rules for firewalls ask for."""
    if event.outcome is not None:
        blocked = event.outcome == FAILURE
        event.fields["action"] = "block" if blocked else "accept"
        event.fields["blocked"] = "true" if blocked else "false"
