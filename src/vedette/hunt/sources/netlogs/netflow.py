"""Flow records as text with a heading: nfdump, Argus (binetflow), nProbe, IPFIX, YAF, SiLK, AWS VPC.

The heading says which column is what; names differ by tool and so do units. What does not name two addresses
is not a flow.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, Final

from vedette.hunt.actions import CONNECTION, FAILURE, SUCCESS
from vedette.hunt.event import Event, Logsource
from vedette.hunt.instants import SECOND
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.moments import of_iso
from vedette.hunt.sources.common.names import address_of, number_of, port_of
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines
from vedette.hunt.sources.times import from_any
from vedette.hunt.sources.values import transport

_LOGSOURCE: Final = Logsource(category="firewall", service="netflow")
_ROLES: Final = {
    name: role
    for role, names in {
        "source": "sa srcaddr sip source_ip src_ip srcip ipv4_src_addr ipv6_src_addr sourceipv4address "
        "sourceipv6address src4_addr src6_addr srcip4 id.orig_h",
        "target": "da dstaddr dip destination_ip dst_ip dest_ip dstip ipv4_dst_addr ipv6_dst_addr "
        "destinationipv4address destinationipv6address dst4_addr dst6_addr dstip4",
        "source_port": "sp sport srcport src_port source_port l4_src_port sourcetransportport",
        "target_port": "dp dport dstport dst_port dest_port destination_port l4_dst_port "
        "destinationtransportport",
        "transport": "pr proto pro protocol protocolidentifier transport",
        "start": "ts firstseen starttime start stime start-time first_switched first date_first_seen "
        "timestamp flowstartmilliseconds flowstartseconds flow_start_milliseconds",
        "end": "te lastseen endtime end etime end-time last_switched last flowendmilliseconds flowendseconds",
        "seconds": "td dur duration",
        "millis": "flow_duration_milliseconds flowdurationmilliseconds",
        "micros": "flow_duration",
        "bytes": "bytes totbytes octets in_byte",
        "bytes_out": "ibyt srcbytes in_bytes octetdeltacount octettotalcount oct totlen_fwd_pkts "
        "total_length_of_fwd_packets initiatoroctets",
        "bytes_in": "obyt dstbytes out_bytes reverseoctetdeltacount roct totlen_bwd_pkts "
        "total_length_of_bwd_packets responderoctets",
        "packets": "packets totpkts pkts",
        "packets_out": "ipkt srcpkts in_pkts packetdeltacount packettotalcount pkt tot_fwd_pkts "
        "total_fwd_packets",
        "packets_in": "opkt dstpkts out_pkts reversepacketdeltacount rpkt tot_bwd_pkts "
        "total_backward_packets",
        "state": "state",
        "flags": "flg flags",
        "verdict": "action",
    }.items()
    for name in names.split()
}
_VPC: Final = [
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol",
    "packets", "bytes", "start", "end", "action", "log-status",
]  # fmt: skip
_NEEDED: Final = frozenset({"source", "target"})
_TELLING: Final = frozenset({"bytes", "bytes_out", "packets", "packets_out", "source_port"})
_OF_OTHERS: Final = frozenset(
    [
        "url", "uri", "method", "http_method", "user_agent", "useragent", "query", "status", "status_code",
        "message", "msg", "eventid", "event_id", "signature", "rule_name", "query_name",
    ]
)  # fmt: skip
"""A table with such columns tells more than flows."""
_SEPARATORS: Final = (",", "|", "\t", ";", " ")
_COLUMNS_MAX: Final = 300
_NUMBERS_OF: Final = {"2": "igmp", "47": "gre", "50": "esp", "132": "sctp", "ipv6-icmp": "icmp6"}
_NO_FLOW: Final = frozenset({"NODATA", "SKIPDATA"})
_NOTHING: Final = frozenset({"", "-", "N/A"})


def fits(head: bytes, _: str) -> bool:
    """Say whether the first line that counts is a heading of flows, or a VPC flow log without one."""
    return any(_heading(line) is not None or _is_vpc(line) for line in head_lines(head, 3))


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a flow."""
    return events(source, skips, _Reader(source.number).parse)


class _Reader:
    """Knows the heading."""

    __slots__ = ("_names", "_over", "_roles", "_separator", "_source")

    def __init__(self, source: int) -> None:
        self._source = source
        self._separator = ","
        self._names: list[str] = []
        self._roles: tuple[tuple[str, int], ...] = ()
        self._over = False

    def parse(self, line: str, record: int) -> Event | str:
        """Read a line."""
        if self._over:
            return ""
        if not self._names or line.startswith(self._names[0]):
            found = _heading(line)
            if found is not None:
                self._begin(*found)
                return ""
            if not self._names and _is_vpc(line):
                self._begin(" ", _VPC)
        if line[0] == "#" or not self._names:
            return "" if line[0] == "#" else UNREADABLE
        if line.startswith("Summary"):  # nfdump's totals end its output
            self._over = True
            return ""
        return self._flow(line, record)

    def _begin(self, separator: str, names: list[str]) -> None:
        self._separator, self._names = separator, names
        places: dict[str, int] = {}
        for place, name in enumerate(names):
            role = _ROLES.get(_plain(name))
            if role is not None:
                places.setdefault(role, place)
        self._roles = tuple(places.items())

    def _flow(self, line: str, record: int) -> Event | str:
        values = _values(line, self._separator)
        if len(values) < len(self._names) - 1:
            return UNREADABLE
        known = {role: values[place].strip() for role, place in self._roles if place < len(values)}
        source, target = address_of(known.get("source")), address_of(known.get("target"))
        if source is None or target is None:
            return "" if values[-1:] and values[-1] in _NO_FLOW else UNREADABLE
        fields: dict[str, Any] = {
            name: value.strip()
            for name, value in zip(self._names, values, strict=False)
            if name and value not in _NOTHING
        }
        made = Event(
            source=self._source, record=record, logsource=_LOGSOURCE, fields=fields, action=CONNECTION
        )
        made.source_ip, made.destination_ip = source, target
        made.source_port, made.destination_port = (
            _port(known.get("source_port")),
            _port(known.get("target_port")),
        )
        made.transport = _transport(known.get("transport", ""))
        _see_times(made, known)
        _see_sizes(made, known)
        made.outcome = _outcome(known)
        _add_names(made)
        return made


def _add_names(made: Event) -> None:
    """Name what rules for flows and firewalls ask for."""
    if made.destination_port is not None:
        made.fields["destination.port"] = made.destination_port
    if made.outcome is not None:
        made.fields.setdefault("action", "accept" if made.outcome == SUCCESS else "block")


def _see_times(made: Event, known: dict[str, str]) -> None:
    made.time = _moment(known.get("start", ""))
    seconds = _span(known.get("seconds"), SECOND)
    if seconds is None:
        seconds = _span(known.get("millis"), 1000)
    if seconds is None:
        seconds = _span(known.get("micros"), 1)
    if seconds is None and made.time is not None:
        end = _moment(known.get("end", ""))
        seconds = max(end - made.time, 0) if end is not None else None
    made.duration = seconds


def _see_sizes(made: Event, known: dict[str, str]) -> None:
    out, back, whole = (_count(known.get(role)) for role in ("bytes_out", "bytes_in", "bytes"))
    if out is None:
        made.bytes_out = whole
    else:
        made.bytes_out = out
        made.bytes_in = back if back is not None else max(whole - out, 0) if whole is not None else None
    sent, got, packets = (_count(known.get(role)) for role in ("packets_out", "packets_in", "packets"))
    made.packets = packets if packets is not None else None if sent is None else sent + (got or 0)


def _outcome(known: dict[str, str]) -> str | None:
    """Tell whether anybody answered, where a record of both directions or a firewall says so."""
    verdict = known.get("verdict", "").upper()
    if verdict in {"ACCEPT", "ALLOW", "REJECT", "DENY", "DROP"}:
        return SUCCESS if verdict in {"ACCEPT", "ALLOW"} else FAILURE
    state = known.get("state", "")
    if "_" not in state:  # Argus: flags of either side, FSPA_SRPA
        return FAILURE if state in {"INT", "REQ", "URP", "RST"} else SUCCESS if state == "CON" else None
    there, _, back = state.partition("_")
    return FAILURE if there == "S" and back in {"", "R", "RA"} else SUCCESS if back else None


def _heading(line: str) -> tuple[str, list[str]] | None:
    """Read a heading: the separator and the names; None if it is none."""
    line = line.lstrip("#% ")
    for separator in _SEPARATORS:
        names = [name.strip().strip('"') for name in line.split(separator)[:_COLUMNS_MAX]]
        plain = {_plain(name) for name in names}
        roles = {_ROLES.get(name) for name in plain}
        if roles >= _NEEDED and roles & _TELLING and not plain & _OF_OTHERS:
            return separator, names
    return None


def _is_vpc(line: str) -> bool:
    parts = line.split(" ")
    return (
        len(parts) == len(_VPC)
        and parts[0] in {"2", "3"}
        and parts[2].startswith("eni-")
        and (parts[-1] == "OK" or parts[-1] in _NO_FLOW)
    )


def _values(line: str, separator: str) -> list[str]:
    if '"' in line:
        try:
            return next(csv.reader([line.replace("\r", " ")], delimiter=separator), [])
        except csv.Error:
            return []
    return line.split(separator)


def _plain(name: str) -> str:
    return name.strip().strip('"%').lower().replace(" ", "_")


def _moment(text: str) -> int | None:
    if text[4:5] == "/" and text[7:8] == "/":
        text = text.replace("/", "-")
    if text[19:20] == "." and text[20:].isdigit():
        second = of_iso(text[:19])
        return None if second is None else second + int(text[20:26].ljust(6, "0"))
    return from_any(text)


def _span(text: str | None, unit: int) -> int | None:
    try:
        found = round(float(text or "") * unit)
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found < 1 << 62 else None


def _count(text: str | None) -> int | None:
    found = number_of(text)
    if found is None and text and "." in text:
        found = _span(text, 1)
    return found


def _port(text: str | None) -> int | None:
    return port_of(text) if text else None


def _transport(text: str) -> str | None:
    plain = text.lower()
    return _NUMBERS_OF.get(plain) or transport(plain)
