"""What Cisco's firewalls, ASA and FTD, say of connections, refusals, logins and pages.

A connection is told twice; the event is its end, which knows how long it took and how much went through.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.actions import ALERT, CONNECTION, FAILURE, HTTP, LOGIN, OTHER, SUCCESS
from vedette.hunt.event import Event, Logsource
from vedette.hunt.instants import SECOND
from vedette.hunt.sources.common.moments import began
from vedette.hunt.sources.common.names import address_of, domain_of, port_of, user_of
from vedette.hunt.sources.lines.programs.packets import add_verdict

_ASA: Final = Logsource(product="cisco", category="firewall", service="asa")
_KEPT: Final = 16_384
_LONGEST: Final = 4000
_ID: Final = re.compile(r"%(?:ASA|FTD|PIX)-(?:\w{1,16}-)?(\d)-(\d{6}): ?(.*)\Z", re.DOTALL)
_NAT: Final = r"(?: ?\([^)]{0,300}\))?"
_END: Final = r"(?:[^\s:/]{1,64}:)?([\w.:-]{2,64}?)/(\d{1,5})"
_BUILT: Final = re.compile(
    r"(?:Built|Teardown) (?:(inbound|outbound) )?(?:dynamic )?(TCP|UDP|SCTP|GRE) connection (\d{1,20}) for "
    rf"{_END}{_NAT}(?: [^\s(]{{1,128}})?{_NAT} to {_END}"
)
_ENDED: Final = re.compile(r" duration (\d{1,6}):(\d\d):(\d\d) bytes (\d{1,18})")
_ICMP: Final = re.compile(
    r"(Built|Teardown) (?:(inbound|outbound) )?ICMP connection (?:\d{1,20} )?for faddr "
    r"([\w.:-]{2,64})/\d{1,5}"
    r"(?:\([^)]{0,300}\))? gaddr \S{2,80} laddr ([\w.:-]{2,64})/\d{1,5}"
)
_BETWEEN: Final = re.compile(
    r"(?:src|from|SRC) (?:[^\s:(]{1,64}:)?\(?([0-9A-Fa-f.:]{2,45}?)\)?(?:/(\d{1,5}))?"
    rf"{_NAT} (?:dst|to|DEST|DST) "
    rf"(?:[^\s:]{{1,64}}:)?([0-9A-Fa-f.:]{{2,45}}?)(?:/(\d{{1,5}}))?(?:[\s(,].*)?\Z",
    re.DOTALL,
)
_ACL: Final = re.compile(
    r"access-list \S{1,128} (denied|permitted|est-allowed) (\S{1,16}) "
    r"[^/\s]{1,64}/([0-9A-Fa-f.:]{2,45})\((\d{1,5})\)"
    r".{0,200}? -> [^/\s]{1,64}/([0-9A-Fa-f.:]{2,45})\((\d{1,5})\)"
)
_PROTOCOL: Final = re.compile(r"\b(tcp|udp|icmp)\b", re.IGNORECASE)
_PAGE: Final = re.compile(
    r"(?:\S{1,128}@)?([0-9A-Fa-f.:]{2,45}) Accessed URL ([0-9A-Fa-f.:]{2,45}?):(\S{1,4096})"
)
_NO_PAGE: Final = re.compile(r"Access denied URL (\S{1,4096}) ")
_WHO: Final = re.compile(r"(?:[Uu]ser(?:name)? ?[=:] ?|for user )['\"<]?([^\s'\",>]{1,255})")
_WHENCE: Final = re.compile(r"(?:from|IP =|IP|user IP =|Client IP =)[ <]{1,3}([0-9A-Fa-f.:]{2,45})")
_LOGINS: Final = {
    "113004": SUCCESS, "113012": SUCCESS, "113005": FAILURE, "113006": FAILURE, "113015": FAILURE,
    "605004": FAILURE, "605005": SUCCESS, "611101": SUCCESS, "611102": FAILURE, "716038": SUCCESS,
    "716039": FAILURE, "722022": SUCCESS, "109005": SUCCESS, "109006": FAILURE, "308001": FAILURE,
}  # fmt: skip
_BUILDS: Final = frozenset(["302013", "302014", "302015", "302016", "302020", "302021", "302303", "302304"])
_REFUSALS: Final = ("106", "313", "710003", "500004", "733102")
_ALARMS: Final = ("338", "400", "733100")


def is_asa(message: str) -> bool:
    """Say whether one of these firewalls speaks."""
    return "%ASA-" in message or "%FTD-" in message or "%PIX-" in message


class Asa:
    """Reads what a firewall says, and remembers who began which connection."""

    __slots__ = ("_ways",)

    def __init__(self) -> None:
        self._ways: dict[str, str] = {}

    def see(self, event: Event, message: str) -> None:
        """Take over what is said of a connection, a login or a page."""
        found = _ID.search(message[:_LONGEST])
        if found is None:
            return
        _, kind, said = found.groups()
        event.logsource, event.fields["message_id"] = _ASA, kind
        if kind in _BUILDS:
            self._see_built(event, said)
        elif kind in _LOGINS:
            _see_login(event, _LOGINS[kind], said)
        elif kind.startswith("304"):
            _see_page(event, said)
        elif kind.startswith(_REFUSALS):
            _see_refusal(event, said)
        elif kind.startswith(_ALARMS):
            _see_ends(event, said)
            event.action = ALERT

    def _see_built(self, event: Event, said: str) -> None:
        if (icmp := _ICMP.match(said)) is not None:
            _see_ping(event, icmp)
            return
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
        _see_end(event, said)
        add_verdict(event)

    def _is_outbound(self, way: str | None, number: str, port: int | None, other: int | None) -> bool:
        if way is not None:
            if len(self._ways) >= _KEPT:
                del self._ways[next(iter(self._ways))]
            self._ways[number] = way
            return way == "outbound"
        known = self._ways.pop(number, None)
        return known == "outbound" if known is not None else (port or 0) < (other or 0)


def _see_end(event: Event, said: str) -> None:
    ended = _ENDED.search(said)
    if ended is None:
        return
    hours, minutes, seconds, size = (int(part) for part in ended.groups())
    event.action, event.bytes_out = CONNECTION, size
    event.duration = ((hours * 60 + minutes) * 60 + seconds) * SECOND
    event.time = began(event.time, event.duration)


def _see_ping(event: Event, found: re.Match[str]) -> None:
    what, way, foreign, local = found.groups()
    ends = address_of(foreign), address_of(local)
    event.source_ip, event.destination_ip = ends[::-1] if way == "outbound" else ends
    event.action, event.transport = CONNECTION if what == "Teardown" else OTHER, "icmp"
    event.outcome = SUCCESS
    add_verdict(event)


def _see_refusal(event: Event, said: str) -> None:
    """Read what was refused; what a list let through will be told as a connection."""
    acl = _ACL.search(said)
    if acl is None:
        if _see_ends(event, said):
            event.action, event.outcome = CONNECTION, FAILURE
            add_verdict(event)
        return
    what, transport, address, port, other, other_port = acl.groups()
    event.transport = transport.lower()
    event.source_ip, event.source_port = address_of(address), port_of(port)
    event.destination_ip, event.destination_port = address_of(other), port_of(other_port)
    denied = what == "denied"
    event.action, event.outcome = CONNECTION if denied else OTHER, FAILURE if denied else SUCCESS
    add_verdict(event)


def _see_ends(event: Event, said: str) -> bool:
    found = _BETWEEN.search(said)
    if found is None:
        return False
    kind = _PROTOCOL.search(said)
    event.transport = kind[1].lower() if kind is not None else None
    event.source_ip, event.source_port = address_of(found[1]), port_of(found[2])
    event.destination_ip, event.destination_port = address_of(found[3]), port_of(found[4])
    return True


def _see_page(event: Event, said: str) -> None:
    page, refused = _PAGE.match(said), _NO_PAGE.match(said)
    if page is not None:
        event.source_ip, event.destination_ip, event.url = address_of(page[1]), address_of(page[2]), page[3]
    elif refused is not None:
        _see_ends(event, said)
        event.url, event.outcome = refused[1], FAILURE
    else:
        return
    event.action, event.protocol = HTTP, "http"
    if event.url is not None and "://" in event.url:
        event.domain = domain_of(event.url.partition("://")[2].partition("/")[0])


def _see_login(event: Event, outcome: str, said: str) -> None:
    who, whence = _WHO.search(said), _WHENCE.search(said)
    event.action, event.outcome = LOGIN, outcome
    event.user = user_of(who[1]) if who is not None else None
    event.source_ip = address_of(whence[1]) if whence is not None else None
