"""Packets side by side by conversation, in order of arrival: keys, one sort, and where each flow begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from vedette.hunt.network.frames import Flags, Ints, Words
from vedette.hunt.network.packets import ICMP, ICMP6, TCP, Packets, taken
from vedette.hunt.network.sorting import in_order

FIN, SYN, RST, ACK = 1, 2, 4, 16
SECOND: Final = 1_000_000
IDLE_TCP: Final = 300 * SECOND
IDLE_OTHER: Final = 60 * SECOND
"""After so long a silence the same addresses and ports are another flow, as in Zeek."""

# An ICMP answer belongs to its question: echo, timestamp, information, address mask, router.
_QUESTION: Final = np.arange(256, dtype=np.int64)
_QUESTION[[0, 14, 16, 18, 9]] = [8, 13, 15, 17, 10]
_QUESTION_SIX: Final = np.arange(256, dtype=np.int64)
_QUESTION_SIX[[129, 134, 136]] = [128, 133, 135]


@dataclass(slots=True)
class Grouped:
    """Packets in order of conversation, then of arrival."""

    packets: Packets
    low: Words
    """The smaller of the two ends' addresses."""
    high: Words
    ports: Words
    """Protocol and both ports, the low end's first."""
    hashed: Words
    from_low: Flags
    starts: Ints
    """Where each conversation begins."""


def grouped(packets: Packets) -> Grouped:
    """Sort packets by conversation."""
    one, two = packets.source_port, packets.destination_port
    swap = (packets.source > packets.destination) | ((packets.source == packets.destination) & (one > two))
    low = np.where(swap, packets.destination, packets.source).astype(np.uint64)
    high = np.where(swap, packets.source, packets.destination).astype(np.uint64)
    first, second = np.where(swap, two, one), np.where(swap, one, two)
    first, second = _icmp(packets, first, second)
    ports = ((packets.protocol << 32) | (first << 16) | second).astype(np.uint64)
    hashed = mixed(low, high, ports)
    order, _ = in_order(hashed)
    keys = (low[order], high[order], ports[order])
    starts = _starts(keys)
    sorted_hash = hashed[order]
    if starts.size > 1 and _torn(sorted_hash, starts, hashed.size):
        order = np.lexsort((ports, high, low))  # stable; somebody made hashes meet
        keys = (low[order], high[order], ports[order])
        sorted_hash, starts = hashed[order], _starts(keys)
    return Grouped(taken(packets, order), *keys, sorted_hash, ~swap[order], starts)


def _icmp(packets: Packets, first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """For ICMP let type and code stand where ports do, whichever way it goes."""
    rows = np.flatnonzero((packets.protocol == ICMP) | (packets.protocol == ICMP6))
    if rows.size:
        kind = packets.source_port[rows]
        four = packets.protocol[rows] == ICMP
        first[rows] = np.where(four, _QUESTION[kind], _QUESTION_SIX[kind])
        second[rows] = packets.destination_port[rows]
    return first, second


def mixed(low: Words, high: Words, ports: Words) -> Words:
    """Hash keys. Not secret: whoever makes hashes meet only makes us slower."""
    value: Words = low * np.uint64(0x9E3779B97F4A7C15)
    value ^= (high + (value >> np.uint64(31))) * np.uint64(0xC2B2AE3D27D4EB4F)
    value ^= (ports + (value >> np.uint64(29))) * np.uint64(0x165667B19E3779F9)
    value ^= value >> np.uint64(32)
    value *= np.uint64(0xD6E8FEB86659FD93)
    return value


def _starts(keys: tuple[Words, Words, Words]) -> Ints:
    low, high, ports = keys
    if not low.size:
        return np.zeros(0, dtype=np.int64)
    new = (low[1:] != low[:-1]) | (high[1:] != high[:-1]) | (ports[1:] != ports[:-1])
    return np.concatenate(([0], np.flatnonzero(new) + 1))


def _torn(hashed: Words, starts: Ints, count: int) -> bool:
    """Whether two conversations share what was sorted by, so that one may lie in pieces."""
    bits = np.uint64(max(1, count.bit_length()))
    heads = hashed[starts] >> bits
    return bool((heads[1:] == heads[:-1]).any())


@dataclass(slots=True)
class Earlier:
    """What is known of the flow that each conversation continues; a row for each conversation."""

    known: Flags
    last: Ints
    closed: Flags
    """Whether one side said goodbye."""


def flow_starts(group: Grouped, earlier: Earlier) -> tuple[Ints, Flags]:
    """Find where flows begin: a conversation that fell silent, or ended and was opened again, is another.

    Returns the places, and of each whether it continues the earlier flow of its conversation.
    """
    packets, starts = group.packets, group.starts
    count = packets.time.size
    first = np.zeros(count, dtype=bool)
    first[starts] = True
    before = np.empty(count, dtype=np.int64)
    before[1:] = packets.time[:-1]
    before[starts] = np.where(earlier.known, earlier.last, packets.time[starts])
    idle = np.where(packets.protocol == TCP, IDLE_TCP, IDLE_OTHER)
    begins = np.abs(packets.time - before) > idle
    begins |= _reopened(group, earlier, first)
    continued = earlier.known & ~begins[starts]
    begins |= first
    places = np.flatnonzero(begins)
    goes_on = np.zeros(count, dtype=bool)
    goes_on[starts] = continued
    return places, goes_on[places]


def _reopened(group: Grouped, earlier: Earlier, first: Flags) -> Flags:
    """Find openings that follow a goodbye: ports are used again."""
    flags = group.packets.flags
    opening = (flags & (SYN | ACK)) == SYN
    place = np.arange(flags.size)
    head = np.maximum.accumulate(np.where(first, place, 0))
    ended = np.where((flags & (FIN | RST)) != 0, place, -1)
    last_end = _before(np.maximum.accumulate(ended))
    last_open = _before(np.maximum.accumulate(np.where(opening, place, -1)))
    closed_before = np.zeros(flags.size, dtype=bool)
    closed_before[group.starts] = earlier.closed
    carried = closed_before[head] & (last_open < head)
    here = (last_end >= head) & (last_end > last_open)
    return np.asarray(opening & (here | carried), dtype=np.bool_)


def _before(places: Ints) -> Ints:
    return np.concatenate(([-1], places[:-1]))
