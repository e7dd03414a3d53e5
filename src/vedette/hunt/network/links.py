# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""From the link layer to IP: where the network header of each frame begins, whatever carried it."""

from __future__ import annotations

from typing import Final

import numpy as np

from vedette.hunt.network.frames import Bytes, Frames, Ints, cut, u16
from vedette.hunt.network.wireless import behind_radio, behind_wireless

_VLAN: Final = (0x8100, 0x88A8, 0x9100, 0x9200)
_MPLS: Final = (0x8847, 0x8848)
_PPPOE: Final = 0x8864
_GROUPED: Final = 0x8909
"""Cisco's word on whom a frame belongs to: six bytes, then the number of what follows."""
TRANSPARENT: Final = 0x6558
"""An Ethernet frame follows."""
_IPV4, _IPV6 = 0x0800, 0x86DD
_PPP_IPV4, _PPP_IPV6 = 0x21, 0x57
_LLC_MAX: Final = 0x05DC
_ETHERNET_HEAD: Final = 14
_TAGS_MAX: Final = 4
_LABELS_MAX: Final = 8

# Link types by the registry of pcap: where the protocol number is, and where its data begins.
_WITH_TYPE: Final = {1: (12, 14), 113: (14, 16), 276: (0, 20), 104: (2, 4)}
# Those where IP follows at once, after so many bytes.
_WITHOUT_TYPE: Final = {0: 4, 108: 4, 12: 0, 14: 0, 101: 0, 228: 0, 229: 0, 109: 12, 130: 0}
_POINT_TO_POINT: Final = (9, 50)
_WIRELESS, _WIRELESS_WITH_RADIO = 105, 127
_KNOWN: Final = frozenset({*_WITH_TYPE, *_WITHOUT_TYPE, *_POINT_TO_POINT, _WIRELESS, _WIRELESS_WITH_RADIO})


def network_headers(frames: Frames) -> Ints:
    """Return where the IP header of each frame begins in the window; -1 where there is none."""
    at = np.full(frames.start.size, -1, dtype=np.int64)
    alike = (frames.link == frames.link[:1]).all()  # as in most captures
    kinds = frames.link[:1] if alike else np.unique(frames.link)
    for kind in _KNOWN.intersection(kinds.tolist()):
        rows = np.flatnonzero(frames.link == kind)
        if kind in _WITH_TYPE:
            where, data = _WITH_TYPE[kind]
            start = frames.start[rows]
            head = cut(frames.data, start + where, 4)  # the half would take twice as long
            at[rows] = after_type(frames.data, u16(head, 0), start + data)
        elif kind in _WITHOUT_TYPE:
            at[rows] = frames.start[rows] + _WITHOUT_TYPE[kind]
        elif kind in _POINT_TO_POINT:
            at[rows] = _behind_point_to_point(frames.data, frames.start[rows])
        else:
            start = frames.start[rows]
            start = behind_radio(frames.data, start) if kind == _WIRELESS_WITH_RADIO else start
            at[rows] = after_type(frames.data, *behind_wireless(frames.data, start))
    return _inside(frames, at)


def _behind_point_to_point(data: Bytes, at: Ints) -> Ints:
    """Pass PPP: the address may be left out, and of the protocol's number the high byte (RFC 1661)."""
    at = at + np.where(u16(cut(data, at, 2), 0) == 0xFF03, 2, 0)
    number = u16(cut(data, at, 2), 0)
    at, number = at + np.where(number >> 8 & 1, 1, 2), np.where(number >> 8 & 1, number >> 8, number)
    return np.where(np.isin(number, (_PPP_IPV4, _PPP_IPV6)), at, -1)


def _inside(frames: Frames, at: Ints) -> Ints:
    """Keep those whose first bytes were captured and say version 4 or 6."""
    version = frames.data[np.clip(at, 0, frames.data.size - 1)] >> 4
    fine = (at >= 0) & (at + 20 <= frames.start + frames.length) & ((version == 4) | (version == 6))
    return np.where(fine, at, -1)


def after_type(data: Bytes, kind: Ints, at: Ints) -> Ints:
    """Follow protocol numbers from where their data begins to the IP header; -1 where none follows."""
    plain = (kind == _IPV4) | (kind == _IPV6)
    if plain.all():
        return at
    place = np.where(plain, at, -1)
    odd = np.flatnonzero(~plain)
    place[odd] = _through_tags(data, kind[odd], at[odd])
    return place


def _through_tags(data: Bytes, kind: Ints, at: Ints) -> Ints:
    kind, at = kind.copy(), at.copy()
    for _ in range(_TAGS_MAX):
        tagged = np.flatnonzero(np.isin(kind, _VLAN))
        inner = np.flatnonzero(kind == TRANSPARENT)
        snap = np.flatnonzero(kind <= _LLC_MAX)
        grouped = np.flatnonzero(kind == _GROUPED)
        if not tagged.size and not inner.size and not snap.size and not grouped.size:
            break
        kind[grouped] = u16(cut(data, at[grouped] + 6, 2), 0)
        at[grouped] += 8
        kind[tagged] = u16(cut(data, at[tagged] + 2, 2), 0)
        at[tagged] += 4
        kind[inner] = u16(cut(data, at[inner] + 12, 2), 0)
        at[inner] += _ETHERNET_HEAD
        kind[snap], at[snap] = _snap(data, at[snap])
    place = np.where((kind == _IPV4) | (kind == _IPV6), at, -1)
    labelled = np.flatnonzero(np.isin(kind, _MPLS))
    place[labelled] = _through_labels(data, at[labelled])
    sessions = np.flatnonzero(kind == _PPPOE)
    protocol = u16(cut(data, at[sessions] + 6, 2), 0)
    place[sessions] = np.where(np.isin(protocol, (_PPP_IPV4, _PPP_IPV6)), at[sessions] + 8, -1)
    return place


def _snap(data: Bytes, at: Ints) -> tuple[Ints, Ints]:
    """Read what follows a length: a protocol number behind a SNAP header, or nothing of ours."""
    head = cut(data, at, 8)
    snap = (head[:, 0] == 0xAA) & (head[:, 1] == 0xAA) & (head[:, 2] == 3)
    return np.where(snap, u16(head, 6), 0xFFFF), at + 8


def _through_labels(data: Bytes, at: Ints) -> Ints:
    """Pass MPLS labels to the last of the stack; what is behind it says itself which version it is."""
    at = at.copy()
    going = np.arange(at.size)
    for _ in range(_LABELS_MAX):
        last = (cut(data, at[going] + 2, 1)[:, 0] & 1).astype(bool)
        at[going] += 4
        going = going[~last]
    at[going] = -1
    return at
