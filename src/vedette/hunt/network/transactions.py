# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""Questions of DNS with their answers, as events. A question waits a while for its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace as changed

from vedette.hunt import actions
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.network.addresses import Addresses
from vedette.hunt.network.dns import RCODES, TYPES, Messages, joined, taken
from vedette.hunt.network.frames import Flags, Ints, Objects, Skip
from vedette.hunt.network.packets import TCP
from vedette.hunt.network.sorting import in_order, small_in_order

WAITING_MAX: Final = 200_000
PATIENCE: Final = 15_000_000
"""Microseconds a question waits for its answer."""
FORGOTTEN: Final = "too many DNS questions waited for an answer at once: the oldest count as unanswered"
_TOGETHER: Final = 1024
"""Rows made into events at once: enough to spread the cost of a column, little enough for the caches."""
_RESPONSE: Final = 0x8000
_ANSWERED, _STREAMED = 1, 2
_PATTERNS_MAX: Final = 4_096
_PROTOCOLS: Final = {53: "dns", 5353: "mdns", 5355: "llmnr", 137: "netbios-ns"}
_DNS: Final = Logsource(product="zeek", category="dns", service="dns")


class _Pattern(NamedTuple):
    """What events of one kind have in common: copying is cheaper than making."""

    event: Event
    fields: dict[str, Value]


@dataclass(slots=True)
class Transactions:
    """Pairs questions and answers."""

    source: int
    addresses: Addresses
    limit: int = WAITING_MAX
    _waiting: list[Messages] = field(default_factory=list)
    _patterns: dict[int, _Pattern] = field(default_factory=dict)

    @property
    def waiting(self) -> bool:
        """Whether some question waits for its answer."""
        return bool(self._waiting)

    def take(self, now: int, new: Messages, skip: Skip) -> Iterator[Event]:
        """Take in a window's messages; `now` is the capture's clock."""
        everything = joined(*self._waiting, new) if self._waiting else new
        self._waiting.clear()
        if not everything.frame.size:
            return iter(())
        begins, asked, answered = _paired(everything)
        waits = asked & (answered < 0) & (np.abs(now - everything.time[begins]) < PATIENCE)
        waits &= ~_announced(everything, begins)
        stay = np.flatnonzero(waits)
        if stay.size > self.limit:
            order, _ = small_in_order(everything.frame[begins[stay]])
            late = stay[order[: stay.size - self.limit]]
            skip(FORGOTTEN, int(everything.frame[begins[late]].min()), late.size)
            waits[late] = False
            stay = np.flatnonzero(waits)
        if stay.size:
            self._waiting.append(taken(everything, begins[stay]))
        return self._events(everything, begins[~waits], answered[~waits])

    def end(self) -> Iterator[Event]:
        """Give questions nobody answered."""
        if not self._waiting:
            return iter(())
        left = joined(*self._waiting)
        self._waiting.clear()
        return self._events(left, np.arange(left.frame.size), np.full(left.frame.size, -1))

    def _events(self, messages: Messages, first: Ints, answer: Ints) -> Iterator[Event]:
        """Make an event of each: `first` is its first message, `answer` the one that answers, or -1.

        Of some at once, that what they are made of stays at hand.
        """
        order, _ = small_in_order(messages.frame[first])
        columns = _columns(messages, first[order], answer[order], self.addresses)
        known = self._patterns
        for begin in range(0, order.size, _TOGETHER):
            some = [one[begin : begin + _TOGETHER].tolist() for one in columns]
            for (
                pattern, frame, time, client, port, server, name, number, asked, took, told, answers,
            ) in zip(*some, strict=True):  # fmt: skip
                like, shape = known.get(pattern) or self._pattern(pattern, port)
                fields = shape.copy()
                fields["id.orig_h"], fields["id.orig_p"], fields["id.resp_h"] = client, port, server
                fields["trans_id"], fields["query"] = number, name
                if answers and told:
                    fields["answers"] = fields["answer"] = answers[0] if len(answers) == 1 else list(answers)
                yield changed(
                    like, fields=fields, record=frame, time=time, bytes_out=asked, source_ip=client,
                    source_port=port, destination_ip=server, domain=name or None,
                    answers=answers if told else None, bytes_in=told or None,
                    duration=took if told and took > 0 else None,
                )  # fmt: skip

    def _pattern(self, number: int, other: int) -> _Pattern:
        """Return what all events of a kind have in common, and remember it where there are not too many."""
        bits, port, kind = number >> 40 & 0x7F, number >> 16 & 0xFFFF, number & 0xFFFF
        spoken = _PROTOCOLS.get(port) or _PROTOCOLS.get(other, "dns")
        rcode = RCODES[bits & 15] if number >> 32 & _ANSWERED else None
        made = Event(
            source=self.source, record=0, logsource=_DNS, fields={}, action=actions.DNS,
            transport="tcp" if number >> 32 & _STREAMED else "udp", protocol=spoken, destination_port=port,
            query_type=TYPES.get(kind) or f"TYPE{kind}", response=rcode,
        )  # fmt: skip
        fields: dict[str, Value] = {
            "id.orig_h": None, "id.orig_p": None, "id.resp_h": None, "id.resp_p": port,
            "proto": made.transport, "trans_id": None, "query": None, "qtype_name": made.query_type,
            "record_type": made.query_type,
        }  # fmt: skip
        if rcode:
            fields |= {"rcode_name": rcode, "Z": bits >> 4}
        pattern = _Pattern(made, fields)
        if port in _PROTOCOLS and kind in TYPES and len(self._patterns) < _PATTERNS_MAX:
            self._patterns[number] = pattern
        return pattern


def _columns(messages: Messages, first: Ints, answer: Ints, addresses: Addresses) -> tuple[Objects, ...]:
    """Return what events are made of: the first message says most, the answer the last three."""
    turned = (messages.bits[first] & _RESPONSE) != 0
    turned &= ~_announced(messages, first)
    ends = messages.source[first], messages.destination[first]
    ports = messages.source_port[first], messages.destination_port[first]
    if turned.any():  # only an answer was seen
        ends = np.where(turned, ends[1], ends[0]), np.where(turned, ends[0], ends[1])
        ports = np.where(turned, ports[1], ports[0]), np.where(turned, ports[0], ports[1])
    said, last = answer >= 0, np.where(answer >= 0, answer, first)
    time = messages.time[first]
    bits = np.where(said, (messages.bits[last] & 0x7F) << 8 | _ANSWERED, 0)
    bits |= np.where(messages.protocol[first] == TCP, _STREAMED, 0)
    return (
        bits << 32 | ports[1] << 16 | messages.kind[first],
        messages.frame[first],
        time,
        addresses.texts(ends[0]),
        ports[0],
        addresses.texts(ends[1]),
        messages.name[first],
        messages.id[first],
        messages.size[first],
        messages.time[last] - time,
        np.where(said, messages.size[last], 0),
        messages.answers[last],
    )


def _paired(messages: Messages) -> tuple[Ints, Flags, Ints]:
    """Find where each transaction begins.

    Returns the first message of each, whether it is a question, and the message that answers it, -1 where
    there is none.
    """
    order, other = in_order(messages.key)
    key = messages.key[order]
    if ((key[1:] != key[:-1]) & ~other[1:]).any():  # almost the same: they may lie in pieces
        order = np.argsort(messages.key, kind="stable")
        key = messages.key[order]
    response = (messages.bits[order] & _RESPONSE) != 0
    # A question after an answer, or of somebody else, begins anew; said again it is the same. Nobody
    # pairs announcements: they carry no number to pair by.
    new = np.ones(key.size, dtype=bool)
    new[1:] = (key[1:] != key[:-1]) | (~response[1:] & response[:-1])
    new |= _announced(messages, order)
    begins = np.flatnonzero(new)
    place = np.where(response, np.arange(key.size), key.size)
    answer = np.minimum.reduceat(place, begins)
    found = answer < key.size
    return order[begins], ~response[begins], np.where(found, order[np.where(found, answer, 0)], -1)


def _announced(messages: Messages, rows: Ints) -> Flags:
    """Tell messages of multicast DNS."""
    return np.asarray(
        (messages.source_port[rows] == 5353) & (messages.destination_port[rows] == 5353), dtype=np.bool_
    )
