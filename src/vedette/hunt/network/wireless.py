"""Frames as they went through the air (IEEE 802.11): where the IP header of those begins that nobody locked.

Captures have them when a card listened to a network that is open, or when somebody unlocked them afterwards.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from vedette.hunt.network.frames import Bytes, Ints, cut, u16

_HEAD: Final = 24
_TYPE, _DATA, _NOTHING_SAID, _WITH_QUALITY = 0x0C, 0x08, 0x40, 0x80
"""Of the first byte."""
_BETWEEN_STATIONS, _LOCKED, _ORDERED = 0x03, 0x40, 0x80
"""Of the second: a fourth address follows; the body is encrypted; with quality of service four more bytes."""
_SEVERAL: Final = 0x80
"""Of the two bytes about quality of service: the body is a row of frames."""
NOTHING: Final = 0xFFFF
"""No protocol has this number."""
_SNAP: Final = b"\xaa\xaa\x03\x00\x00\x00"


def behind_radio(data: Bytes, at: Ints) -> Ints:
    """Pass what the card says of a reception (radiotap): its length is in it, the low byte first."""
    head = cut(data, at, 4)
    return at + (head[:, 2].astype(np.int64) | head[:, 3].astype(np.int64) << 8)


def behind_wireless(data: Bytes, at: Ints) -> tuple[Ints, Ints]:
    """Return what protocol each frame carries, and where that begins: `NOTHING` of those that carry none."""
    head = cut(data, at, _HEAD)
    kind, marks = head[:, 0], head[:, 1]
    quality = kind & _WITH_QUALITY != 0
    told = at + _HEAD + np.where(marks & _BETWEEN_STATIONS == _BETWEEN_STATIONS, 6, 0)
    body = told + np.where(quality, np.where(marks & _ORDERED != 0, 6, 2), 0)
    several = quality & (cut(data, told, 1)[:, 0] & _SEVERAL != 0)
    fine = (kind & (_TYPE | 0x03) == _DATA) & (kind & _NOTHING_SAID == 0) & (marks & _LOCKED == 0) & ~several
    link = cut(data, body, 8)
    fine &= (link[:, :6] == np.frombuffer(_SNAP, dtype=np.uint8)).all(axis=1)
    return np.where(fine, u16(link, 6), NOTHING), body + 8
