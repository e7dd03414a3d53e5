# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""Frames as packets: who spoke to whom over what, and where what they said lies; a window at a time."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np

from vedette.hunt.network.addresses import Addresses
from vedette.hunt.network.fragments import Fragments
from vedette.hunt.network.frames import PAD, Bytes, Frames, Ints, Skip, cut, u16, u32
from vedette.hunt.network.links import TRANSPARENT, after_type, network_headers

ICMP, TCP, UDP, ICMP6, SCTP = 1, 6, 17, 58, 132
_IP_IN_IP, _SIX_IN_IP, _GRE = 4, 41, 47
_EXTENSIONS: Final = (0, 43, 44, 51, 60, 135, 139, 140)
_FRAGMENT, _AUTHENTICATION = 44, 51
_EXTENSIONS_MAX: Final = 8
_TUNNELS_MAX: Final = 3
_VXLAN, _GENEVE, _GTP, _ERSPAN = 4789, 6081, 2152, 0x88BE

NOT_IP: Final = "a frame that is neither IPv4 nor IPv6: nothing here reads it"
MALFORMED: Final = "an IP packet whose lengths do not fit"
CUT_SHORT: Final = "a frame recorded only in part: what is missing of it was not read"
FRAGMENT: Final = "a fragment of an IP packet that never became whole"


@dataclass(slots=True)
class Headers:
    """Network headers: one row for each packet."""

    frame: Ints
    """Which of the window's frames."""
    source: Ints
    destination: Ints
    """Addresses, as `Addresses` numbers them."""
    protocol: Ints
    at: Ints
    """Where the transport header begins."""
    end: Ints
    """Where the packet ends by its own length."""
    size: Ints
    """Bytes of the whole packet."""
    fine: Ints
    """1 where its lengths fit; 2 a later fragment, 3 a first one, 4 one that is held; 0 malformed."""


@dataclass(slots=True)
class Packets:
    """Transport headers and payloads: one row for each packet."""

    frame: Ints
    time: Ints
    source: Ints
    destination: Ints
    source_port: Ints
    destination_port: Ints
    protocol: Ints
    flags: Ints
    """Of TCP."""
    sequence: Ints
    at: Ints
    """Where the payload begins in the window."""
    captured: Ints
    """How much of the payload is there."""
    size: Ints
    """How much payload there was on the wire."""
    whole: Ints
    """Bytes of the IP packet."""
    service: Ints
    """What its payload begins, as `services.py` numbers it; set there."""


def packets(
    frames: Frames, addresses: Addresses, skip: Skip, fragments: Fragments | None = None
) -> tuple[Packets, Frames]:
    """Read the packets of a window of frames; what cannot be read is counted.

    Returns the window as well: packets that came in pieces stand behind its other bytes.
    """
    at = network_headers(frames)
    rows = np.flatnonzero(at >= 0)
    cut_short = np.flatnonzero(frames.length < frames.wire)
    if cut_short.size:
        skip(CUT_SHORT, frames.first + int(cut_short[0]), cut_short.size)
    if rows.size < at.size:
        skip(NOT_IP, frames.first + int(np.flatnonzero(at < 0)[0]), at.size - rows.size)
    headers = _network(frames, rows, at[rows], addresses)
    if (headers.fine > 1).any():
        frames = _put_together(frames, headers, at, (fragments or Fragments(), addresses, skip))
    headers = _through_tunnels(frames, headers, addresses)
    for value, why in ((0, MALFORMED), (2, FRAGMENT)):
        bad = np.flatnonzero(headers.fine == value)
        if bad.size:
            skip(why, frames.first + int(headers.frame[bad[0]]), bad.size)
    headers.fine[headers.fine == 3] = 1  # within a tunnel
    if (headers.fine != 1).any():
        headers = taken_headers(headers, np.flatnonzero(headers.fine == 1))
    return _transport(frames, headers), frames


def _put_together(
    frames: Frames, headers: Headers, at: Ints, using: tuple[Fragments, Addresses, Skip]
) -> Frames:
    """Let pieces become the packets they are of: each in the place of the frame that brought its last."""
    fragments, addresses, skip = using
    pieces = np.flatnonzero((headers.fine > 1) & (frames.length >= frames.wire)[headers.frame])
    later, places = headers.fine[pieces] == 2, headers.frame[pieces]
    headers.fine[pieces] = np.where(later, 4, 1)
    found = fragments.take(frames, places, at[places], later)
    whole = [(row, one) for row, one in zip(pieces.tolist(), found, strict=True) if one is not None]
    given_up(fragments, skip)
    if not whole:
        return frames
    sizes = [len(one.packet) for _, one in whole]
    begins: Ints = frames.data.size + np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    own = np.frombuffer(b"".join(one.packet for _, one in whole) + bytes(PAD), dtype=np.uint8)
    start, length, wire = frames.start.copy(), frames.length.copy(), frames.wire.copy()
    last = np.array([one.frame for _, one in whole])
    start[last], length[last], wire[last] = begins, sizes, sizes
    frames = replace(frames, data=np.concatenate((frames.data, own)), start=start, length=length, wire=wire)
    firsts = [number - frames.first for _, one in whole for number in one.firsts]
    headers.fine[np.isin(headers.frame, firsts)] = 4
    _into(headers, np.array([row for row, _ in whole]), _network(frames, last, begins, addresses))
    return frames


def given_up(fragments: Fragments, skip: Skip) -> None:
    """Count the pieces of packets that are not waited for any more."""
    for number, pieces in fragments.given_up:
        skip(FRAGMENT, number, pieces)
    fragments.given_up.clear()


def _into(headers: Headers, rows: Ints, made: Headers) -> None:
    for one in fields(Headers):
        getattr(headers, one.name)[rows] = getattr(made, one.name)


def taken_headers(headers: Headers, rows: Ints) -> Headers:
    """Return some of the rows."""
    return Headers(**{one.name: getattr(headers, one.name)[rows] for one in fields(Headers)})


def taken(packets: Packets, rows: Ints) -> Packets:
    """Return some of the rows, or all in another order."""
    return Packets(**{one.name: getattr(packets, one.name)[rows] for one in fields(Packets)})


def _network(frames: Frames, rows: Ints, at: Ints, addresses: Addresses) -> Headers:
    """Read IPv4 and IPv6 headers."""
    head = cut(frames.data, at, 40)
    six = np.flatnonzero(head[:, 0] >> 4 == 6)
    end = (frames.start + frames.length)[rows]
    made = _version_four(head, rows, at)
    if six.size:
        _version_six(frames.data, made, (head[six], six), addresses)
    made.fine[(made.at > end) | (made.end < made.at)] = 0
    return made


def _version_four(head: Bytes, rows: Ints, at: Ints) -> Headers:
    words = (head[:, 0] & 15).astype(np.int64) * 4
    total = u16(head, 2)
    total = np.where(total == 0, 1 << 16, total)  # left to the network card: as long as the frame
    place = u16(head, 6) & 0x3FFF
    piece = np.where(place & 0x1FFF, 2, np.where(place, 3, 1))
    fine = np.where(words < 20, 0, piece)
    return Headers(rows, u32(head, 12), u32(head, 16), head[:, 9].astype(np.int64), at + words,
                   at + total, total, fine)  # fmt: skip


def _version_six(data: Bytes, made: Headers, rows: tuple[Bytes, Ints], addresses: Addresses) -> None:
    """Put in what IPv6 headers say: extension headers are passed."""
    head, six = rows
    start = made.at[six] - (head[:, 0] & 15).astype(np.int64) * 4
    size = u16(head, 4) + 40
    made.source[six] = addresses.numbers(head[:, 8:24])
    made.destination[six] = addresses.numbers(head[:, 24:40])
    made.size[six], made.end[six] = size, start + size
    kind, at, fine = head[:, 6].astype(np.int64), start + 40, np.ones(six.size, dtype=np.int64)
    going = np.flatnonzero(np.isin(kind, _EXTENSIONS))
    for _ in range(_EXTENSIONS_MAX):
        if not going.size:
            break
        option = cut(data, at[going], 4)
        now = kind[going]
        place = np.where(now == _FRAGMENT, u16(option, 2) & 0xFFF9, 0)
        fine[going[place == 1]] = 3
        fine[going[place > 1]] = 2
        length = np.where(now == _FRAGMENT, 8, (option[:, 1].astype(np.int64) + 1) * 8)
        length = np.where(now == _AUTHENTICATION, (option[:, 1].astype(np.int64) + 2) * 4, length)
        kind[going], at[going] = option[:, 0], at[going] + length
        going = going[np.isin(kind[going], _EXTENSIONS) & (at[going] < made.end[six][going])]
    made.protocol[six], made.at[six], made.fine[six] = kind, at, fine


def _through_tunnels(frames: Frames, headers: Headers, addresses: Addresses) -> Headers:
    """Put the packet inside a tunnel in the place of the one that carries it."""
    for _ in range(_TUNNELS_MAX):
        inner = _inner(frames, headers)
        rows = np.flatnonzero(inner >= 0)
        if not rows.size:
            break
        _into(headers, rows, _network(frames, headers.frame[rows], inner[rows], addresses))
    return headers


def _inner(frames: Frames, headers: Headers) -> Ints:
    """Return where the packet begins that each of these carries; -1 for most."""
    inner = np.full(headers.frame.size, -1, dtype=np.int64)
    kind, data = headers.protocol, frames.data
    direct = np.flatnonzero((kind == _IP_IN_IP) | (kind == _SIX_IN_IP))
    inner[direct] = headers.at[direct]
    routed = np.flatnonzero(kind == _GRE)
    if routed.size:
        inner[routed] = _behind_gre(data, headers.at[routed])
    inner = _in_datagrams(data, headers, inner)
    inner[headers.fine != 1] = -1
    rows = np.flatnonzero(inner >= 0)
    version = data[np.clip(inner[rows], 0, data.size - 1)] >> 4
    end = (frames.start + frames.length)[headers.frame[rows]]
    bad = ((version != 4) & (version != 6)) | (inner[rows] + 20 > end)
    inner[rows[bad]] = -1
    return inner


def _behind_gre(data: Bytes, at: Ints) -> Ints:
    head = cut(data, at, 4)
    flags, kind = head[:, 0].astype(np.int64), u16(head, 2)
    later = at + 4 + 4 * ((flags >> 7 & 1) + (flags >> 5 & 1) + (flags >> 4 & 1))
    mirrored = kind == _ERSPAN
    later += np.where(mirrored & ((flags >> 4 & 1) == 1), 8, 0)
    return after_type(data, np.where(mirrored, TRANSPARENT, kind), later)


def _in_datagrams(data: Bytes, headers: Headers, inner: Ints) -> Ints:
    """Find VXLAN, GENEVE and GTP-U."""
    rows = np.flatnonzero(headers.protocol == UDP)
    ports = cut(data, headers.at[rows], 4)
    port = u16(ports, 2)
    net = np.flatnonzero((port == _VXLAN) | (port == _GENEVE))
    at = headers.at[rows]
    if net.size:
        head, mixed = cut(data, at[net] + 8, 8), port[net] == _GENEVE
        inside = at[net] + 16 + np.where(mixed, (head[:, 0] & 0x3F).astype(np.int64) * 4, 0)
        inner[rows[net]] = after_type(data, np.where(mixed, u16(head, 2), TRANSPARENT), inside)
    mobile = np.flatnonzero((port == _GTP) & (u16(ports, 0) == _GTP))
    if mobile.size:
        head = cut(data, at[mobile] + 8, 2)
        fine = (head[:, 1] == 0xFF) & (head[:, 0] >> 4 == 3)
        more = np.where(head[:, 0] & 7 != 0, 4, 0)
        inner[rows[mobile]] = np.where(fine, at[mobile] + 16 + more, -1)
    return inner


def _transport(frames: Frames, headers: Headers) -> Packets:
    """Read TCP, UDP, SCTP and ICMP headers, and find payloads; others have neither ports nor payload."""
    head, kind = cut(frames.data, headers.at, 20), headers.protocol
    tcp, udp = kind == TCP, kind == UDP
    icmp = (kind == ICMP) | (kind == ICMP6)
    ported = tcp | udp | (kind == SCTP)
    captured_end = (frames.start + frames.length)[headers.frame]
    ported &= headers.at + 4 <= captured_end
    length = np.where(tcp, (head[:, 12] >> 4).astype(np.int64) * 4, np.where(udp | icmp, 8, 0))
    datagram = u16(head, 4)
    end = np.where(udp & (datagram >= 8), np.minimum(headers.at + datagram, headers.end), headers.end)
    wire_end = frames.start[headers.frame] + frames.wire[headers.frame]
    end = np.minimum(end, wire_end)
    at = headers.at + length
    flags = np.where(tcp & (headers.at + 14 <= captured_end), head[:, 13], 0)
    return Packets(
        frame=headers.frame,
        time=frames.time[headers.frame],
        source=headers.source,
        destination=headers.destination,
        source_port=np.where(ported, u16(head, 0), np.where(icmp, head[:, 0], 0)),
        destination_port=np.where(ported, u16(head, 2), np.where(icmp, head[:, 1], 0)),
        protocol=kind,
        flags=flags,
        sequence=np.where(tcp, (u32(head, 4) + (flags >> 1 & 1)) & 0xFFFFFFFF, 0),  # a SYN counts as one
        at=at,
        captured=np.maximum(np.minimum(end, captured_end) - at, 0),
        size=np.maximum(end - at, 0),
        whole=np.minimum(headers.size, wire_end - (headers.end - headers.size)),
        service=np.zeros(kind.size, dtype=np.int64),
    )
