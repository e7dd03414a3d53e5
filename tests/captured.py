"""Conversations as a capture: what was really sent and answered, in frames made around it."""

import struct
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address
from pathlib import Path
from typing import NamedTuple

SEGMENT = 1400
FIN, SYN, PSH, ACK = 1, 2, 8, 16


class Talk(NamedTuple):
    """One connection: who, to whom, what was said."""

    client: tuple[str, int]
    server: tuple[str, int]
    asked: bytes
    answered: bytes
    began: float
    took: float


def write_pcap(path: Path, talks: Iterable[Talk]) -> None:
    """Write conversations as a pcap of Ethernet frames."""
    frames = sorted((frame for talk in talks for frame in _frames(talk)), key=lambda one: one[0])
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1))
        for when, data in frames:
            file.write(struct.pack("<IIII", int(when), int(when % 1 * 1e6), len(data), len(data)) + data)


def _frames(talk: Talk) -> Iterator[tuple[float, bytes]]:
    """Give a handshake, the data in segments, and an end.

    All within the time it took: the next conversation may be between the same ports.
    """
    here, there = 1_000, 9_000
    steps = [
        (talk.client, talk.server, SYN, here, 0, b""),
        (talk.server, talk.client, SYN | ACK, there, here + 1, b""),
        (talk.client, talk.server, ACK, here + 1, there + 1, b""),
    ]
    here, there = here + 1, there + 1
    for part in _parts(talk.asked):
        steps.append((talk.client, talk.server, PSH | ACK, here, there, part))
        here += len(part)
    for part in _parts(talk.answered):
        steps.append((talk.server, talk.client, PSH | ACK, there, here, part))
        there += len(part)
    steps.append((talk.server, talk.client, FIN | ACK, there, here, b""))
    steps.append((talk.client, talk.server, FIN | ACK, here, there + 1, b""))
    for number, step in enumerate(steps):
        yield talk.began + talk.took * number / len(steps), _frame(*step)


def _parts(data: bytes) -> Iterator[bytes]:
    return (data[at : at + SEGMENT] for at in range(0, len(data), SEGMENT))


def _frame(  # noqa: PLR0913, PLR0917  a segment has as many parts
    source: tuple[str, int], target: tuple[str, int], flags: int, seq: int, ack: int, data: bytes
) -> bytes:
    tcp = struct.pack(">HHIIBBHHH", source[1], target[1], seq, ack, 5 << 4, flags, 64_000, 0, 0) + data
    ip = struct.pack(
        ">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0,
        IPv4Address(source[0]).packed, IPv4Address(target[0]).packed,
    )  # fmt: skip
    return b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + ip + tcp
