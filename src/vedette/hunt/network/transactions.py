# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""Questions of DNS with their answers, as events. A question waits a while for its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

import numpy as np

from vedette.hunt import actions
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.network.addresses import Addresses
from vedette.hunt.network.dialogue import copied
from vedette.hunt.network.dns import RCODES, TYPES, Messages, joined, taken
from vedette.hunt.network.frames import Flags, Ints, Skip
from vedette.hunt.network.packets import TCP

WAITING_MAX: Final = 200_000
PATIENCE: Final = 15_000_000
"""Microseconds a question waits for its answer."""
FORGOTTEN: Final = "too many DNS questions waited for an answer at once: the oldest count as unanswered"
_TOGETHER: Final = 1024
"""Rows made into events at once: enough to spread the cost of a column, little enough for the caches."""
_RESPONSE: Final = 0x8000
_PROTOCOLS: Final = {53: "dns", 5353: "mdns", 5355: "llmnr", 137: "netbios-ns"}
_DNS: Final = Logsource(product="zeek", category="dns", service="dns")


@dataclass(slots=True)
class Transactions:
    """Pairs questions and answers."""

    source: int
    addresses: Addresses
    limit: int = WAITING_MAX
    _waiting: list[Messages] = field(default_factory=list)
    _patterns: dict[int, Event] = field(default_factory=dict)

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
            late = stay[np.argsort(everything.frame[begins[stay]], kind="stable")][: stay.size - self.limit]
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
        """Make an event of each: `first` is its first message, `answer` the one that answers, or -1."""
        order = np.argsort(messages.frame[first], kind="stable")
        parts = (order[begin : begin + _TOGETHER] for begin in range(0, order.size, _TOGETHER))
        return chain.from_iterable(self._some(messages, first[rows], answer[rows]) for rows in parts)

    def _some(self, messages: Messages, first: Ints, answer: Ints) -> Iterator[Event]:
        """Make events of so many that what they are made of stays at hand."""
        known = self._patterns
        columns = *_asked(messages, first, self.addresses), *_told(messages, first, answer)
        for (
            frame, time, client, client_port, server, server_port, pattern, name, number, asked,
            said, bits, took, told, answers,
        ) in zip(*columns, strict=True):  # fmt: skip
            like = known.get(pattern) or self._like(pattern, client_port)
            event, transport, query_type = copied(like), like.transport, like.query_type
            event.record, event.time, event.bytes_out = frame, time, asked
            event.source_ip, event.source_port, event.destination_ip = client, client_port, server
            if name:
                event.domain = name
            if not said:
                event.fields = {
                    "id.orig_h": client, "id.orig_p": client_port, "id.resp_h": server,
                    "id.resp_p": server_port, "proto": transport, "trans_id": number, "query": name,
                    "qtype_name": query_type, "record_type": query_type,
                }  # fmt: skip
                yield event
                continue
            event.response = rcode = RCODES[bits & 15]
            event.answers, event.bytes_in = answers, told
            if took > 0:
                event.duration = took
            fields: dict[str, Value] = {
                "id.orig_h": client, "id.orig_p": client_port, "id.resp_h": server,
                "id.resp_p": server_port, "proto": transport, "trans_id": number, "query": name,
                "qtype_name": query_type, "record_type": query_type, "rcode_name": rcode, "Z": bits >> 4 & 7,
            }  # fmt: skip
            if answers:
                fields["answers"] = fields["answer"] = answers[0] if len(answers) == 1 else list(answers)
            event.fields = fields
            yield event

    def _like(self, pattern: int, other: int) -> Event:
        """Return an event with what all of its kind have in common."""
        transport, port, kind = pattern >> 32, pattern >> 16 & 0xFFFF, pattern & 0xFFFF
        spoken = _PROTOCOLS.get(port) or _PROTOCOLS.get(other, "dns")
        made = Event(
            source=self.source, record=0, logsource=_DNS, fields={}, action=actions.DNS,
            transport="tcp" if transport == TCP else "udp", protocol=spoken, destination_port=port,
            query_type=TYPES.get(kind) or f"TYPE{kind}",
        )  # fmt: skip
        if port in _PROTOCOLS and kind in TYPES:
            self._patterns[pattern] = made
        return made


def _asked(messages: Messages, first: Ints, addresses: Addresses) -> tuple[list[Any], ...]:
    """Return the columns of events that the first message fills."""
    turned = (messages.bits[first] & _RESPONSE) != 0
    turned &= ~_announced(messages, first)
    ends = messages.source[first], messages.destination[first]
    ports = messages.source_port[first], messages.destination_port[first]
    if turned.any():  # only an answer was seen
        ends = np.where(turned, ends[1], ends[0]), np.where(turned, ends[0], ends[1])
        ports = np.where(turned, ports[1], ports[0]), np.where(turned, ports[0], ports[1])
    return (
        messages.frame[first].tolist(),
        messages.time[first].tolist(),
        addresses.texts(ends[0]),
        ports[0].tolist(),
        addresses.texts(ends[1]),
        ports[1].tolist(),
        (messages.protocol[first] << 32 | ports[1] << 16 | messages.kind[first]).tolist(),
        messages.name[first].tolist(),
        messages.id[first].tolist(),
        messages.size[first].tolist(),
    )


def _told(messages: Messages, first: Ints, answer: Ints) -> tuple[list[Any], ...]:
    """Return the columns of events that the answer fills."""
    said = answer >= 0
    told = np.where(said, answer, first)
    return (
        said.tolist(),
        messages.bits[told].tolist(),
        (messages.time[told] - messages.time[first]).tolist(),
        messages.size[told].tolist(),
        messages.answers[told].tolist(),
    )


def _paired(messages: Messages) -> tuple[Ints, Flags, Ints]:
    """Find where each transaction begins.

    Returns the first message of each, whether it is a question, and the message that answers it, -1 where
    there is none.
    """
    order = np.argsort(messages.key, kind="stable")
    key, response = messages.key[order], (messages.bits[order] & _RESPONSE) != 0
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
