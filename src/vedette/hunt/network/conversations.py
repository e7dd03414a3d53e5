# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""Flows that speak something we read: packets that begin a message, and those that go on with one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from vedette.hunt.event import Event
from vedette.hunt.network.addresses import Addresses
from vedette.hunt.network.dialogue import Ends, Mark
from vedette.hunt.network.flows import Sorted
from vedette.hunt.network.frames import Flags, Frames, Ints, Skip
from vedette.hunt.network.packets import TCP, UDP
from vedette.hunt.network.protocols.names import Names
from vedette.hunt.network.services import DNS, NETBIOS, SHORT
from vedette.hunt.network.streams import Conversation, Segment, ahead

OPEN_MAX: Final = 50_000
HELD_MAX: Final = 48 << 20
_AT_ONCE: Final = 64
_BACK: Final = 12
FORGOTTEN: Final = "too many conversations were read at once: the oldest were left"


class _Flow(NamedTuple):
    """What is known of a flow, by the names of its columns."""

    uid: int
    low: int
    high: int
    ports: int
    from_low: bool


@dataclass(slots=True)
class Conversations:
    """All flows somebody reads."""

    source: int
    addresses: Addresses
    limit: int = OPEN_MAX
    held_limit: int = HELD_MAX
    heard: list[tuple[bytes, tuple[int, ...]]] = field(default_factory=list)
    """DNS messages that came over streams: their bytes, and what `Carried` says from `frame` on."""
    _open: dict[int, Conversation] = field(default_factory=dict)
    _waiting: dict[int, int] = field(default_factory=dict)
    """Flows that are in the middle of a message, and the bytes each keeps."""
    _held: int = 0

    def take(self, frames: Frames, flows: Sorted, skip: Skip) -> Iterator[Event]:
        """Read a window's packets."""
        rows = np.flatnonzero(self._wanted(flows))
        if rows.size:
            yield from self._read(_Rows(frames, flows), rows, skip)

    def end(self, uids: Iterable[int]) -> Iterator[Event]:
        """Give what is left of flows that have ended."""
        if not self._open:
            return
        for uid in uids:
            conversation = self._open.pop(uid, None)
            if conversation is not None:
                self._let(uid)
                yield from conversation.end()

    def end_all(self) -> Iterator[Event]:
        """Give what is left: the capture is over."""
        yield from self.end(list(self._open))

    def _wanted(self, flows: Sorted) -> Flags:
        """Mark packets that begin a message, and all of flows that are in the middle of one."""
        packets, service = flows.group.packets, flows.group.packets.service
        datagram = packets.protocol == UDP
        wanted = (service > 0) & ~(datagram & (service >= DNS) & (service <= NETBIOS))
        short = (packets.captured > 0) & (packets.captured < 8) & (service == 0) & ~datagram
        rows = np.flatnonzero(short & (packets.protocol == TCP))
        if rows.size:
            known, flow = flows.known, flows.flow[rows]
            length: Ints = np.diff(np.append(flows.starts, flows.flow.size))[flow]
            low: Ints = known["packets_low"]
            high: Ints = known["packets_high"]
            seen = np.add(low, high)[flow]
            early = rows[seen - length + rows - flows.starts[flow] <= 4]
            service[early] = SHORT
            wanted[early] = True
        if self._waiting:
            waits = np.isin(flows.known["uid"], np.fromiter(self._waiting, dtype=np.int64))
            wanted |= waits[flows.flow] & (packets.captured > 0)
        return np.asarray(wanted, dtype=np.bool_)

    def _read(self, rows: _Rows, wanted: Ints, skip: Skip) -> Iterator[Event]:
        flows = rows.flows
        flow_of = flows.flow[wanted]
        begins = np.flatnonzero(np.diff(flow_of, prepend=-1))
        stops = np.append(begins[1:], wanted.size).tolist()
        mine = flow_of[begins]
        starts = flows.starts[mine].tolist()
        ends = np.append(flows.starts[1:], flows.flow.size)[mine].tolist()
        segments, services = rows.segments(wanted), flows.group.packets.service[wanted].tolist()
        places = wanted.tolist()
        columns: list[list[int]] = [flows.known[name][mine].tolist() for name in _Flow._fields]
        known = [_Flow(*row) for row in zip(*columns, strict=True)]
        for number, begin in enumerate(begins.tolist()):
            stop, uid = stops[number], known[number].uid
            conversation = self._open.get(uid)
            if conversation is None:
                if len(self._open) >= self.limit:
                    yield from self._make_room(rows.frames, skip)
                ends_of = self._ends(known[number])
                conversation = self._open[uid] = Conversation(ends_of, stream=ends_of.transport == "tcp")
            reader = _Reader(conversation, rows, starts[number], ends[number])
            reader.run(places[begin:stop], segments[begin:stop], services[begin:stop])
            yield from conversation.ready()
            if DNS in conversation.dialogues:
                self._listen(known[number], conversation)
            self._hold(uid, conversation)
            if self._held > self.held_limit:
                yield from self._make_room(rows.frames, skip)

    def _listen(self, flow: _Flow, conversation: Conversation) -> None:
        """Take up DNS messages: they are read together with those of UDP."""
        names = conversation.dialogues[DNS]
        if not isinstance(names, Names):
            return
        ports = flow.ports
        ends = (flow.low, ports >> 16 & 0xFFFF), (flow.high, ports & 0xFFFF)
        client = 0 if flow.from_low else 1
        for one in names.heard:
            here, there = ends[client ^ one.way], ends[1 - (client ^ one.way)]
            self.heard.append((one.data, (one.mark.frame, one.mark.time, flow.uid,
                                          here[0], there[0], here[1], there[1], ports >> 32)))  # fmt: skip
        names.heard.clear()

    def _ends(self, flow: _Flow) -> Ends:
        """Say who the ends of a flow are."""
        ports, transport = flow.ports, "tcp" if flow.ports >> 32 == TCP else "udp"
        low, high = self.addresses.text(flow.low), self.addresses.text(flow.high)
        if flow.from_low:
            return Ends(self.source, low, ports >> 16 & 0xFFFF, high, ports & 0xFFFF, transport)
        return Ends(self.source, high, ports & 0xFFFF, low, ports >> 16 & 0xFFFF, transport)

    def _hold(self, uid: int, conversation: Conversation) -> None:
        if uid in self._waiting:
            self._let(uid)
        if conversation.waiting:
            self._waiting[uid] = conversation.held
            self._held += self._waiting[uid]

    def _let(self, uid: int) -> None:
        self._held -= self._waiting.pop(uid, 0)

    def _make_room(self, frames: Frames, skip: Skip) -> Iterator[Event]:
        """Leave some of the oldest; those in the middle of a message first when bytes are what is short."""
        oldest = self._waiting if self._held > self.held_limit else self._open
        uids = [uid for uid, _ in zip(oldest, range(_AT_ONCE), strict=False)]
        skip(FORGOTTEN, frames.first, len(uids))
        yield from self.end(uids)


class _Rows:
    """A window's packets by flow, as segments."""

    __slots__ = ("at", "captured", "flows", "frame", "frames", "sequence", "size", "time", "way", "ways")

    def __init__(self, frames: Frames, flows: Sorted) -> None:
        """Lay open the columns, so that single packets can be looked at."""
        self.frames, self.flows = frames, flows
        packets = flows.group.packets
        client = flows.known["from_low"][flows.flow]
        self.ways: Ints = (flows.group.from_low != client).astype(np.int64)
        """Of each packet: 0 from whoever began the flow, 1 the other way."""
        self.way, self.sequence = self.ways.data, packets.sequence.data
        self.at, self.captured, self.size = packets.at.data, packets.captured.data, packets.size.data
        self.frame, self.time = packets.frame.data, packets.time.data

    def segments(self, rows: Ints) -> list[Segment]:
        """Return what these packets carry."""
        packets = self.flows.group.packets
        at = packets.at[rows]
        data = self.frames.data.data
        columns = zip(
            self.ways[rows].tolist(),
            packets.sequence[rows].tolist(),
            at.tolist(),
            (at + packets.captured[rows]).tolist(),
            packets.size[rows].tolist(),
            (packets.frame[rows] + self.frames.first).tolist(),
            packets.time[rows].tolist(),
            strict=True,
        )
        return [
            Segment(way, sequence, bytes(data[begin:end]), size, Mark(frame, time))
            for way, sequence, begin, end, size, frame, time in columns
        ]

    def segment(self, place: int) -> Segment:
        """Return what one packet carries."""
        at = self.at[place]
        data = bytes(self.frames.data.data[at : at + self.captured[place]])
        mark = Mark(self.frame[place] + self.frames.first, self.time[place])
        return Segment(self.way[place], self.sequence[place], data, self.size[place], mark)


class _Reader:
    """Reads the packets of one flow in one window."""

    __slots__ = ("conversation", "end", "rows", "start")

    def __init__(self, conversation: Conversation, rows: _Rows, start: int, end: int) -> None:
        self.conversation, self.rows, self.start, self.end = conversation, rows, start, end

    def run(self, places: list[int], segments: list[Segment], services: list[int]) -> None:
        """Read the packets that begin something, and after each as many as its reader wants."""
        talk = self.conversation
        for number, segment in enumerate(segments):
            new = talk.take(segment, services[number])
            if not talk.waiting:
                continue
            place = places[number]
            if new and talk.takes(segment.way):
                self._look_back(place, segment.way)
            after = places[number + 1] if number + 1 < len(places) else self.end
            if after > place + 1:
                self._go_on(place + 1, after)

    def _look_back(self, place: int, way: int) -> None:
        """Take in what came before its turn, just before."""
        rows = self.rows
        captured, ways, sequence = rows.captured, rows.way, rows.sequence
        begun = sequence[place]
        for one in range(max(self.start, place - _BACK), place):
            if captured[one] > 0 and ways[one] == way and ahead(sequence[one], begun) > 0:
                self.conversation.add(rows.segment(one))

    def _go_on(self, begin: int, end: int) -> None:
        """Take in what follows, until nothing more is wanted."""
        rows, talk = self.rows, self.conversation
        captured, ways = rows.captured, rows.way
        for one in range(begin, end):
            if captured[one] > 0 and talk.takes(ways[one]):
                talk.add(rows.segment(one))
                if not talk.waiting:
                    return
