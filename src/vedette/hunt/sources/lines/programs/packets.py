"""What the Linux kernel's firewall logs of packets."""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.actions import CONNECTION, FAILURE
from vedette.hunt.event import Event, Logsource
from vedette.hunt.sources.common.names import address_of, number_of, port_of

_LINUX: Final = Logsource(product="linux", category="firewall", service="iptables")
_PACKET: Final = re.compile(
    r"\b(IN|OUT|MAC|SRC|DST|LEN|TTL|PROTO|SPT|DPT|TYPE|CODE|UID|GID|MARK)=(\S{0,128})"
)
_BAD: Final = re.compile(r"drop|block|deny|reject|invalid|refuse", re.IGNORECASE)
_UPTIME: Final = re.compile(r"\[ *\d{1,10}\.\d{1,9}\] ?")
_PORTS: Final = frozenset({"TCP", "UDP", "SCTP", "DCCP", "UDPLITE"})


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
    add_verdict(event)


def add_verdict(event: Event) -> None:
    """Name what rules for firewalls ask for."""
    if event.outcome is not None:
        blocked = event.outcome == FAILURE
        event.fields["action"] = "block" if blocked else "accept"
        event.fields["blocked"] = "true" if blocked else "false"
