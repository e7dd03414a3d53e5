"""What DNS and DHCP servers say: dnsmasq, BIND, unbound, dhcpd."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.actions import DHCP, DNS
from vedette.hunt.event import Event
from vedette.hunt.sources.common.names import address_of, domain_of, host_of, port_of

_ASKED: Final = re.compile(r"query\[([A-Za-z0-9=]{1,16})\] (\S{1,255}) from ([0-9A-Fa-f.:]{2,64})")
_ANSWERED: Final = re.compile(r"(reply|cached|config|/etc/hosts|DHCP) (\S{1,255}) is (\S{1,255})")
_ASKER: Final = re.compile(r"\d{1,10} ([0-9A-Fa-f.:]{2,64})/(\d{1,5}) ")
_BIND: Final = re.compile(
    r"(?:\S{1,40}: )?(?:info: )?client (?:@0x[0-9a-f]{1,16} )?([0-9A-Fa-f.:]{2,64})#(\d{1,5})(?:"
    r" \([^)]{1,255}\))?:"
    r"(?: view \S{1,64}:)? query: (\S{1,255}) \S{1,8} (\S{1,16})"
)
_UNBOUND: Final = re.compile(
    r"(?:\[\d{1,10}:\w{1,4}\] )?info: ([0-9A-Fa-f.:]{2,64}) (\S{1,255}) ([A-Z0-9]{1,10}) IN\b(?:"
    r" (\w{2,12}))?"
)
_DHCPD: Final = re.compile(
    r"(DHCP[A-Z]{3,8})(?:\(\S{1,32}\))?(?: (?:on|for|of|from))? ?([\da-fA-F.:]{2,45})?(?: (?:to|from))?"
    r" ?"
    r"((?:[0-9a-f]{2}:){5}[0-9a-f]{2})?(?: \(?([\w.-]{1,255})\)?)?"
)
_NEGATIVE: Final = {
    "NXDOMAIN": "NXDOMAIN",
    "NODATA": "NOERROR",
    "NODATA-IPv4": "NOERROR",
    "NODATA-IPv6": "NOERROR",
    "SERVFAIL": "SERVFAIL",
    "REFUSED": "REFUSED",
}


def see_dnsmasq(event: Event, message: str) -> None:
    """Take over a question or an answer."""
    if (found := _ASKED.search(message[:1000])) is not None:
        _question(event, found[2], found[1], found[3])
    elif (found := _ANSWERED.search(message[:1000])) is not None:
        event.protocol = "dns"
        if (asker := _ASKER.match(message)) is not None:  # log-queries=extra
            event.source_ip, event.source_port = address_of(asker[1]), port_of(asker[2])
        event.domain = domain_of(found[2])
        event.response = _NEGATIVE.get(found[3], "NOERROR")
        event.answers = (found[3],) if found[3] not in _NEGATIVE else ()
    elif message.startswith("DHCP"):
        see_dhcp(event, message)


def see_named(event: Event, message: str) -> None:
    """Take over a question to BIND or unbound."""
    if (found := _BIND.search(message[:1000])) is not None:
        _question(event, found[3], found[4], found[1])
        event.source_port = port_of(found[2])
    elif (found := _UNBOUND.match(message[:1000])) is not None:
        _question(event, found[2], found[3], found[1])
        event.response = found[4]


def see_dhcp(event: Event, message: str) -> None:
    """Take over who was given which address."""
    found = _DHCPD.match(message[:1000])
    if found is None:
        return
    kind, address, hardware, name = found.groups()
    event.action, event.protocol = DHCP, "dhcp"
    event.fields["dhcp_type"] = kind
    event.source_ip = address_of(address)
    if hardware:
        event.fields["mac"] = hardware
    if name and name not in {"via", "from"}:
        event.target_host = host_of(name)
        event.fields["host_name"] = name


def _question(event: Event, name: str, kind: str, address: str) -> None:
    event.action, event.protocol = DNS, "dns"
    event.domain, event.query_type, event.source_ip = domain_of(name), kind.upper(), address_of(address)
