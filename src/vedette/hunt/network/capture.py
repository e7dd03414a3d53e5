# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""A capture as events: frames to packets, packets to flows, flows to what was said in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from vedette.hunt.event import Event
from vedette.hunt.network.addresses import Addresses
from vedette.hunt.network.connections import connections
from vedette.hunt.network.conversations import Conversations
from vedette.hunt.network.dns import Carried, messages
from vedette.hunt.network.flows import Sorted, Table
from vedette.hunt.network.fragments import Fragments
from vedette.hunt.network.frames import PAD, WINDOW, Bytes, Frames, Ints, Skip, Window
from vedette.hunt.network.grouping import grouped
from vedette.hunt.network.packets import UDP, given_up, packets
from vedette.hunt.network.pcap import is_pcap, pcap_frames
from vedette.hunt.network.pcapng import is_pcapng, pcapng_frames
from vedette.hunt.network.services import DNS, NETBIOS, recognise
from vedette.hunt.network.transactions import Transactions

NO_CAPTURE = "not a capture, or one nothing here reads"
NO_MESSAGE = "a packet on a DNS port that is no DNS message"
MANY_ADDRESSES = "very many IPv6 addresses: all flows were ended to forget them, and may appear twice"


def read_frames(file: BinaryIO, skip: Skip, step: int = WINDOW) -> Iterator[Frames]:
    """Give the frames of a capture of either kind, a window at a time."""
    window = Window(file, step)
    while window.size < 24 and window.more(0):
        pass
    head = window.data[: window.size][:24].tobytes()
    if is_pcap(head):
        yield from pcap_frames(window, skip)
    elif is_pcapng(head):
        yield from pcapng_frames(window, skip)
    else:
        skip(NO_CAPTURE, 0, 1)


@dataclass(slots=True)
class Capture:
    """One capture being read."""

    source: int
    skip: Skip
    addresses: Addresses = field(default_factory=Addresses)
    fragments: Fragments = field(default_factory=Fragments)
    flows: Table = field(default_factory=Table)
    conversations: Conversations = field(init=False)
    transactions: Transactions = field(init=False)

    def __post_init__(self) -> None:
        """Let all parts speak of the same addresses."""
        self.conversations = Conversations(self.source, self.addresses)
        self.transactions = Transactions(self.source, self.addresses)

    def parts(self, windows: Iterator[Frames]) -> Iterator[Iterable[Event]]:
        """Give the events of windows of frames, then of what was left open: each part before the next.

        In parts, because a generator inside a generator costs, two million times over.
        """
        for frames in windows:
            yield from self._window(frames)
            if self.addresses.full:
                self.skip(MANY_ADDRESSES, frames.first, 1)
                yield from self._end()
                self.addresses.forget()
        yield from self._end()

    def _window(self, frames: Frames) -> Iterator[Iterable[Event]]:
        found, frames = packets(frames, self.addresses, self.skip, self.fragments)
        recognise(frames.data, found)
        flows = self.flows.take(grouped(found), frames.first)
        yield self._names(frames, flows)
        yield self.conversations.take(frames, flows, self.skip)
        yield self._streamed(frames)
        self.flows.expire(frames, self.skip)
        yield from self._ended()

    def _ended(self) -> Iterator[Iterable[Event]]:
        over = self.flows.over()
        yield self.conversations.end(over["uid"].tolist())
        yield connections(over, self.addresses, self.source)

    def _end(self) -> Iterator[Iterable[Event]]:
        self.fragments.end()
        given_up(self.fragments, self.skip)
        yield self.transactions.end()
        self.flows.end_all()
        yield from self._ended()
        yield self.conversations.end_all()

    def _names(self, frames: Frames, flows: Sorted) -> Iterable[Event]:
        """Read DNS over UDP."""
        all_of = flows.group.packets
        rows = np.flatnonzero(
            (all_of.service >= DNS) & (all_of.service <= NETBIOS) & (all_of.protocol == UDP)
        )
        if not rows.size and not self.transactions.waiting:
            return ()
        place = np.full(frames.start.size, -1, dtype=np.int64)
        place[all_of.frame[rows]] = rows
        rows = place[place >= 0]  # as they lie in the window
        carried = Carried(
            at=all_of.at[rows],
            end=all_of.at[rows] + all_of.captured[rows],
            frame=all_of.frame[rows] + frames.first,
            time=all_of.time[rows],
            uid=flows.known["uid"][flows.flow[rows]],
            source=all_of.source[rows],
            destination=all_of.destination[rows],
            source_port=all_of.source_port[rows],
            destination_port=all_of.destination_port[rows],
            protocol=all_of.protocol[rows],
        )
        return self._pair(frames, frames.data, carried)

    def _streamed(self, frames: Frames) -> Iterable[Event]:
        """Read DNS over TCP."""
        heard = self.conversations.heard
        if not heard:
            return ()
        data = np.frombuffer(b"".join(one for one, _ in heard) + bytes(PAD), dtype=np.uint8)
        end: Ints = np.cumsum([len(one) for one, _ in heard])
        at = np.concatenate(([0], end[:-1]))
        columns: Ints = np.array([rest for _, rest in heard], dtype=np.int64).T
        heard.clear()
        return self._pair(frames, data, Carried(at, end, *columns))

    def _pair(self, frames: Frames, data: Bytes, carried: Carried) -> Iterable[Event]:
        read, bad = messages(data, carried)
        if bad.size:
            self.skip(NO_MESSAGE, int(carried.frame[bad[0]]), bad.size)
        now = int(np.median(frames.time[-101:])) if frames.time.size else 0
        return self.transactions.take(now, read, self.skip)
