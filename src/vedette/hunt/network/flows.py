# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""Flows: conversations with a beginning and an end, counted both ways, as many kept open as fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vedette.hunt.network.frames import Flags, Frames, Ints, Skip
from vedette.hunt.network.grouping import (
    ACK,
    FIN,
    IDLE_OTHER,
    IDLE_TCP,
    RST,
    SYN,
    Earlier,
    Grouped,
    flow_starts,
)
from vedette.hunt.network.packets import TCP, UDP
from vedette.hunt.network.sorting import small_in_order

OPEN_MAX: Final = 200_000
"""Flows kept open at once; more, and those silent longest are ended early and counted."""
EARLY: Final = "too many flows were open at once: those silent longest were ended early, and may appear twice"
_CLOCK_PACKETS: Final = 101
_SERVED: Final = np.zeros(1 << 16, dtype=bool)
_SERVED[[7, 19, 53, 69, 88, 111, 123, 137, 161, 389, 443, 520, 1900, 5060, 5353, 5355, 11211]] = True

FLOW: Final = np.dtype(
    [(name, np.uint64) for name in ("hash", "low", "high", "ports")]
    + [(name, np.int64) for name in ("uid", "first", "last", "frame", "bytes_low", "bytes_high")]
    + [(name, np.int64) for name in ("packets_low", "packets_high", "whole_low", "whole_high")]
    + [(name, np.uint8) for name in ("flags_low", "flags_high", "service")]
    + [(name, np.bool_) for name in ("from_low", "opened")]
)
"""low and high are the ends; `from_low`: the low end began; `opened`: the beginning was seen."""
_JOINED: Final[tuple[tuple[np.ufunc, tuple[str, ...]], ...]] = (
    (np.minimum, ("first",)),
    (np.maximum, ("last", "service")),
    (np.add, ("bytes_low", "bytes_high", "packets_low", "packets_high", "whole_low", "whole_high")),
    (np.bitwise_or, ("flags_low", "flags_high")),
)
"""How what came now is added to what was known, by column."""
Rows = NDArray[np.void]
_RAW: Final = np.dtype((np.void, FLOW.itemsize))
"""A row as bytes: moved whole, where numpy would copy each column by itself, thirty times slower."""


def picked(rows: Rows, places: Ints | Flags) -> Rows:
    """Return some rows."""
    found: Rows = rows.view(_RAW)[places].view(FLOW)
    return found


def together(*parts: Rows) -> Rows:
    """Return rows one behind the other."""
    whole: Rows = np.concatenate([one.view(_RAW) for one in parts]).view(FLOW)
    return whole


@dataclass(slots=True)
class Sorted:
    """The packets of a window by flow."""

    group: Grouped
    starts: Ints
    """Where each flow's packets begin."""
    flow: Ints
    """Of each packet, which of these flows it is of."""
    known: Rows
    """What is known of each flow so far, these packets included."""


@dataclass(slots=True)
class Table:
    """All flows that are open."""

    limit: int = OPEN_MAX
    open: Rows = field(default_factory=lambda: np.zeros(0, dtype=FLOW))
    ended: list[Rows] = field(default_factory=list)
    _uid: int = 1

    def take(self, group: Grouped, first: int) -> Sorted:
        """Count a window's packets in; `first` is the number of its first frame."""
        mine, found = self._mine(group)
        known = mine >= 0
        low: NDArray[np.uint8] = found["flags_low"]
        high: NDArray[np.uint8] = found["flags_high"]
        flags = np.bitwise_or(low, high)
        closed = known & ((flags & (FIN | RST)) != 0)
        starts, goes_on = flow_starts(group, Earlier(known, found["last"], closed))
        made = _counted(group, starts)
        made["frame"] += first
        lengths = np.diff(np.append(starts, group.low.size))
        heads = np.zeros(group.low.size, dtype=np.int64)
        heads[group.starts] = 1
        conversation = np.cumsum(heads)[starts] - 1
        joined = np.flatnonzero(goes_on)
        fresh = np.flatnonzero(~goes_on)
        made["uid"][fresh] = np.arange(self._uid, self._uid + fresh.size)
        self._uid += fresh.size
        earlier = picked(found, conversation[joined])
        made.view(_RAW)[joined] = _joined(earlier, picked(made, joined)).view(_RAW)
        self._replace(made, mine, conversation, goes_on)
        return Sorted(group, starts, np.repeat(np.arange(starts.size), lengths), made)

    def _mine(self, group: Grouped) -> tuple[Ints, Rows]:
        """Find the open flow of each conversation: its place, -1 where there is none, and its row."""
        heads = group.starts
        if not self.open.size:
            return np.full(heads.size, -1, dtype=np.int64), np.zeros(heads.size, dtype=FLOW)
        known: NDArray[np.uint64] = self.open["hash"]
        place = np.minimum(np.searchsorted(known, group.hashed[heads]), self.open.size - 1)
        found = picked(self.open, place)
        same = (found["low"] == group.low[heads]) & (found["high"] == group.high[heads])
        same &= found["ports"] == group.ports[heads]
        return np.where(same, place, -1), found

    def _replace(self, made: Rows, mine: Ints, conversation: Ints, goes_on: Flags) -> None:
        """Put each conversation's last flow in the place of what was open; the others have ended."""
        stays = np.ones(conversation.size, dtype=bool)
        stays[:-1] = conversation[1:] != conversation[:-1]
        self.ended.append(picked(made, ~stays))
        known = mine >= 0
        continued = np.zeros(mine.size, dtype=bool)
        continued[conversation[goes_on]] = True
        self.ended.append(picked(self.open, mine[known & ~continued]))
        last = picked(made, stays)
        if known.any():
            self.open.view(_RAW)[mine[known]] = last.view(_RAW)[known]  # of the same hash: in its place
        if not known.all():
            self.open = _merged(self.open, picked(last, ~known))

    def expire(self, frames: Frames, skip: Skip) -> None:
        """End flows that have been silent for long, by the capture's own clock."""
        if not frames.time.size:
            return
        now = int(np.median(frames.time[-_CLOCK_PACKETS:]))
        ports: NDArray[np.uint64] = self.open["ports"]
        tcp = (ports >> np.uint64(32)) == TCP
        last: Ints = self.open["last"]
        silent = np.abs(now - last)
        self._end(silent > np.where(tcp, IDLE_TCP, IDLE_OTHER))
        if self.open.size > self.limit:
            over = self.open.size - self.limit * 3 // 4
            oldest = np.argpartition(-np.abs(now - self.open["last"]), over - 1)[:over]
            skip(EARLY, int(self.open["frame"][oldest].min()), over)
            out = np.zeros(self.open.size, dtype=bool)
            out[oldest] = True
            self._end(out)

    def _end(self, out: Flags) -> None:
        if out.any():
            self.ended.append(picked(self.open, out))
            self.open = picked(self.open, ~out)

    def end_all(self) -> None:
        """End everything: the capture is over."""
        self._end(np.ones(self.open.size, dtype=bool))

    def over(self) -> Rows:
        """Return flows that have ended since this was asked last, in order of their beginning."""
        rows = together(*self.ended) if self.ended else np.zeros(0, dtype=FLOW)
        self.ended.clear()
        order, _ = small_in_order(rows["frame"])
        return picked(rows, order)


def _merged(known: Rows, new: Rows) -> Rows:
    """Put new rows among those known, which are in order of hash: only the new ones are sorted."""
    new = picked(new, np.argsort(new["hash"], kind="stable"))
    at = np.searchsorted(known["hash"], new["hash"], side="right") + np.arange(new.size)
    rows = np.empty(known.size + new.size, dtype=FLOW)
    old = np.ones(rows.size, dtype=bool)
    old[at] = False
    raw = rows.view(_RAW)
    raw[at], raw[old] = new.view(_RAW), known.view(_RAW)
    return rows


def _counted(group: Grouped, starts: Ints) -> Rows:
    """Add up each flow's packets."""
    rows = np.zeros(starts.size, dtype=FLOW)
    if not starts.size:
        return rows
    packets, low = group.packets, group.from_low
    rows["hash"], rows["low"] = group.hashed[starts], group.low[starts]
    rows["high"], rows["ports"] = group.high[starts], group.ports[starts]
    rows["first"] = np.minimum.reduceat(packets.time, starts)
    rows["last"] = np.maximum.reduceat(packets.time, starts)
    rows["frame"] = packets.frame[starts]
    one = low.astype(np.int64)
    total: Ints = np.diff(np.append(starts, low.size))
    of_low: Ints = np.add.reduceat(one, starts)
    rows["packets_low"], rows["packets_high"] = of_low, total - of_low
    for name, column in (("bytes", packets.size), ("whole", packets.whole)):
        of_low, of_both = np.add.reduceat(column * one, starts), np.add.reduceat(column, starts)
        rows[name + "_low"], rows[name + "_high"] = of_low, of_both - of_low
    flags = packets.flags.astype(np.uint8)
    rows["flags_low"] = np.bitwise_or.reduceat(np.where(low, flags, 0), starts)
    rows["flags_high"] = np.bitwise_or.reduceat(np.where(low, 0, flags), starts)
    rows["service"] = np.maximum.reduceat(packets.service, starts)
    rows["from_low"] = low[starts] ^ _answers(group, starts)
    rows["opened"] = (packets.flags[starts] & (SYN | ACK)) == SYN
    return rows


def _answers(group: Grouped, starts: Ints) -> Flags:
    """Tell flows whose first packet is an answer: the beginning was not captured."""
    packets = group.packets
    flags, kind = packets.flags[starts], packets.protocol[starts]
    here, there = packets.source_port[starts], packets.destination_port[starts]
    tcp = kind == TCP
    accepted = tcp & ((flags & (SYN | ACK)) == (SYN | ACK))
    midway = tcp & ((flags & SYN) == 0) & (here < 1024) & (there >= 1024)
    served = (kind == UDP) & _SERVED[here] & (there >= 1024) & ~_SERVED[there]
    return np.asarray(accepted | midway | served, dtype=np.bool_)


def _joined(old: Rows, new: Rows) -> Rows:
    """Add what came now to what was known."""
    rows = old.copy()
    for join, names in _JOINED:
        for name in names:
            rows[name] = join(old[name], new[name])
    return rows
