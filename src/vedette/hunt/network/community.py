"""Community ID, version 1: one name for a flow, the same in every tool that knows it."""

from __future__ import annotations

import binascii
import hashlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vedette.hunt.network.addresses import SIX, Addresses
from vedette.hunt.network.flows import Rows, picked
from vedette.hunt.network.frames import Bytes, Ints, Objects
from vedette.hunt.network.packets import ICMP, ICMP6

# What answers what: such types have two ways, all others one.
_ANSWER: Final = {8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 10: 9, 9: 10, 17: 18, 18: 17}
_ANSWER_SIX: Final = {
    128: 129, 129: 128, 133: 134, 134: 133, 135: 136, 136: 135, 130: 131, 131: 130, 144: 145, 145: 144,
}  # fmt: skip


def community_ids(flows: Rows, addresses: Addresses) -> Objects:
    """Return the Community ID of each flow, with seed 0."""
    ids = np.empty(flows.size, dtype=object)
    protocol = (flows["ports"] >> np.uint64(32)).astype(np.int64)
    icmp = (protocol == ICMP) | (protocol == ICMP6)
    high: NDArray[np.uint64] = flows["high"]
    low: NDArray[np.uint64] = flows["low"]
    four = (high < SIX) & (low < SIX)
    rows = np.flatnonzero(four & ~icmp)
    ids[rows] = _hashed(_table_four(picked(flows, rows), protocol[rows]))
    rest = np.flatnonzero(~four | icmp)
    columns = (flows[name][rest].tolist() for name in ("low", "high", "ports", "from_low"))
    ids[rest] = [
        _one(low, high, ports, from_low, addresses)
        for low, high, ports, from_low in zip(*columns, strict=True)
    ]
    return ids


def _table_four(flows: Rows, protocol: Ints) -> Bytes:
    """Lay out seed, addresses, protocol and ports: the smaller end is first already."""
    table = np.zeros((flows.size, 15 + 1), dtype=np.uint8)
    table[:, 2:6] = flows["low"].astype(">u4")[:, None].view(np.uint8)
    table[:, 6:10] = flows["high"].astype(">u4")[:, None].view(np.uint8)
    table[:, 10] = protocol
    table[:, 12:16] = (flows["ports"] & np.uint64(0xFFFFFFFF)).astype(">u4")[:, None].view(np.uint8)
    return table


def _hashed(table: Bytes) -> list[str]:
    """Hash each row; all digests are written as base64 at once, 20 bytes and a zero to 28 letters each."""
    width, raw, copy = table.shape[1], table.tobytes(), hashlib.sha1(usedforsecurity=False).copy
    digests = []
    for at in range(0, len(raw), width):
        digest = copy()  # half the price of a new one
        digest.update(raw[at : at + width])
        digests.append(digest.digest())
    letters = np.frombuffer(binascii.b2a_base64(b"\0".join([*digests, b""]), newline=False), dtype=np.uint8)
    whole = np.tile(np.frombuffer(b"1:___________________________=", dtype=np.uint8), (len(digests), 1))
    whole[:, 2:29] = letters.reshape(-1, 28)[:, :27]
    text = whole.tobytes().decode()
    return [text[at : at + 30] for at in range(0, len(text), 30)]


def _one(low: int, high: int, ports: int, from_low: bool, addresses: Addresses) -> str:  # noqa: FBT001
    one, two = addresses.packed(low), addresses.packed(high)
    protocol, first, second = ports >> 32, ports >> 16 & 0xFFFF, ports & 0xFFFF
    answer = None
    if protocol in {ICMP, ICMP6}:
        answer = (_ANSWER if protocol == ICMP else _ANSWER_SIX).get(first)
        if not from_low:
            one, two = two, one
        second = second if answer is None else answer
    alone = answer is None and protocol in {ICMP, ICMP6}
    if not alone and (one, first) > (two, second):
        one, two, first, second = two, one, second, first
    ends = first << 16 | second
    raw = b"\0\0" + one + two + bytes((protocol, 0)) + ends.to_bytes(4, "big")
    digest = hashlib.sha1(raw, usedforsecurity=False).digest()
    return "1:" + binascii.b2a_base64(digest, newline=False).decode()
