"""Flows that have ended, as events, with the fields Zeek gives its connections."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any, Final, NamedTuple

import numpy as np
from msgspec.structs import replace as changed
from numpy.typing import NDArray

from vedette.hunt import actions
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.network.addresses import Addresses
from vedette.hunt.network.community import community_ids
from vedette.hunt.network.flows import Rows
from vedette.hunt.network.frames import Flags, Ints, Objects
from vedette.hunt.network.grouping import ACK, FIN, RST, SYN
from vedette.hunt.network.packets import ICMP, ICMP6, SCTP, TCP, UDP
from vedette.hunt.network.services import SERVICES, ZEEK_NAMES

_TRANSPORTS: Final = {ICMP: "icmp", ICMP6: "icmp", TCP: "tcp", UDP: "udp", SCTP: "sctp", 2: "igmp", 47: "gre",
                      50: "esp", 51: "ah", 89: "ospf"}  # fmt: skip
STATES: Final = ("S0", "S1", "S2", "S3", "SF", "REJ", "RSTO", "RSTR", "RSTOS0", "RSTRH", "SH", "SHR", "OTH")
_S0, _S1, _S2, _S3, _SF, _REJ, _RSTO, _RSTR, _RSTOS0, _RSTRH, _SH, _SHR, _OTH = range(len(STATES))
_CONN: Final = Logsource(product="zeek", category="firewall", service="conn")
_TOGETHER: Final = 16_384
_AT_HAND: Final = 1024
_PORTED: Final = frozenset({TCP, UDP, SCTP})
_WENT_WELL: Final = frozenset({"SF", "S1"})
_FAILED: Final = frozenset({"S0", "REJ", "RSTOS0", "SH"})


def connections(flows: Rows, addresses: Addresses, source: int) -> Iterator[Event]:
    """Make an event of each flow."""
    patterns: dict[int, _Pattern] = {}
    for begin in range(0, flows.size, _TOGETHER):
        yield from _some(flows[begin : begin + _TOGETHER], addresses, source, patterns)


def _some(flows: Rows, addresses: Addresses, source: int, patterns: dict[int, _Pattern]) -> Iterator[Event]:
    """Make events of so many that looking up texts is worth it, and of so few that they stay at hand."""
    columns = _columns(flows, addresses)
    rows = chain.from_iterable(map(_at_hand, repeat(columns), range(0, flows.size, _AT_HAND)))
    for (
        kind, client, server, port, other_port, frame, first, took, sent, received, packets, answers,
        whole_out, whole_in, community,
    ) in rows:  # fmt: skip
        pattern = patterns.get(kind)
        if pattern is None:
            pattern = patterns[kind] = _pattern(kind, source)
        fields = pattern.fields.copy()
        fields["id.orig_h"], fields["id.orig_p"] = client, port
        fields["id.resp_h"], fields["id.resp_p"] = server, other_port
        fields["duration"], fields["community_id"] = took / 1e6, community
        fields["orig_bytes"], fields["orig_pkts"], fields["orig_ip_bytes"] = sent, packets, whole_out
        fields["resp_bytes"], fields["resp_pkts"], fields["resp_ip_bytes"] = received, answers, whole_in
        yield changed(
            pattern.event, fields=fields, record=frame, time=first, duration=took, source_ip=client,
            destination_ip=server, bytes_out=sent, bytes_in=received, packets=packets + answers,
            source_port=port if pattern.ported else None,
            destination_port=other_port if pattern.ported else None,
        )  # fmt: skip


def _at_hand(columns: tuple[Objects, ...], begin: int) -> Iterator[tuple[Any, ...]]:
    return zip(*[one[begin : begin + _AT_HAND].tolist() for one in columns], strict=True)


class _Pattern(NamedTuple):
    """What flows of one kind have in common: copying is cheaper than making."""

    event: Event
    fields: dict[str, Value]
    ported: bool


def _pattern(kind: int, source: int) -> _Pattern:
    number, state, service = kind >> 16, kind >> 8 & 255, kind & 255
    said, transport = STATES[state], _TRANSPORTS.get(number) or f"ip-{number}"
    failed = said in _FAILED and number == TCP
    event = Event(
        source=source,
        record=0,
        logsource=_CONN,
        fields={},
        action=actions.CONNECTION,
        outcome=actions.FAILURE if failed else actions.SUCCESS if said in _WENT_WELL else None,
        transport=transport,
        protocol=SERVICES[service] or None,
    )
    fields: dict[str, Value] = {
        "id.orig_h": None, "id.orig_p": None, "id.resp_h": None, "id.resp_p": None, "proto": transport,
        "service": ZEEK_NAMES[service] or None, "duration": None, "orig_bytes": None, "resp_bytes": None,
        "conn_state": said, "orig_pkts": None, "orig_ip_bytes": None, "resp_pkts": None,
        "resp_ip_bytes": None, "community_id": None,
    }  # fmt: skip
    return _Pattern(event, fields, number in _PORTED)


def _columns(flows: Rows, addresses: Addresses) -> tuple[Objects, ...]:
    low: Flags = flows["from_low"]
    ports: NDArray[np.uint64] = flows["ports"]
    protocol = (ports >> np.uint64(32)).astype(np.int64)
    one = (ports >> np.uint64(16)).astype(np.int64) & 0xFFFF
    two = ports.astype(np.int64) & 0xFFFF
    swap = ~low & (protocol != ICMP) & (protocol != ICMP6)
    service: NDArray[np.uint8] = flows["service"]
    first: Ints = flows["first"]
    last: Ints = flows["last"]
    kinds = protocol << 16 | states(flows, protocol) << 8 | service
    counted = [
        np.where(low, flows[name + way], flows[name + other])
        for name in ("bytes", "packets", "whole")
        for way, other in (("_low", "_high"), ("_high", "_low"))
    ]
    return (
        kinds,
        addresses.texts(np.where(low, flows["low"], flows["high"])),
        addresses.texts(np.where(low, flows["high"], flows["low"])),
        np.where(swap, two, one),
        np.where(swap, one, two),
        flows["frame"],
        first,
        last - first,
        *counted,
        community_ids(flows, addresses),
    )


def states(flows: Rows, protocol: Ints) -> NDArray[np.int64]:
    """Say how each flow went, in Zeek's words."""
    low: Flags = flows["from_low"]
    said_low: NDArray[np.uint8] = flows["flags_low"]
    said_high: NDArray[np.uint8] = flows["flags_high"]
    mine = np.where(low, said_low, said_high).astype(np.int64)
    theirs = np.where(low, said_high, said_low).astype(np.int64)
    of_low: Ints = flows["packets_low"]
    of_high: Ints = flows["packets_high"]
    answered, asked = np.where(low, of_high, of_low) > 0, np.where(low, of_low, of_high) > 0
    state = np.where(answered & asked, _SF, _S0)
    rows = np.flatnonzero(protocol == TCP)
    state[rows] = _tcp(mine[rows], theirs[rows])
    return state


def _tcp(mine: Ints, theirs: Ints) -> Ints:
    opened, accepted = (mine & SYN) != 0, (theirs & (SYN | ACK)) == (SYN | ACK)
    accepted &= (theirs & SYN) != 0
    reset, refused = (mine & RST) != 0, (theirs & RST) != 0
    bye, goodbye = (mine & FIN) != 0, (theirs & FIN) != 0
    seen = opened & accepted
    return np.select(
        [
            opened & ~accepted & refused,
            opened & ~accepted & reset,
            opened & ~accepted & bye,
            opened & ~accepted & (theirs == 0),
            ~opened & accepted & refused,
            ~opened & accepted & goodbye,
            seen & reset,
            seen & refused,
            seen & bye & goodbye,
            seen & bye,
            seen & goodbye,
            seen,
        ],
        [_REJ, _RSTOS0, _SH, _S0, _RSTRH, _SHR, _RSTO, _RSTR, _SF, _S2, _S3, _S1],
        default=_OTH,
    )
