"""Captures made by hand: frames, conversations and messages, byte by byte."""

from __future__ import annotations

import io
import ipaddress
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from vedette.hunt.event import Event
from vedette.hunt.network.formats import read_capture
from vedette.hunt.network.frames import WINDOW
from vedette.hunt.source import Skips, Source

START = 1_700_000_000_000_000
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
CLIENT, SERVER = "10.0.0.5", "93.184.216.34"
CLIENT_6, SERVER_6 = "2001:db8::5", "2001:db8:ffff::1"

Timed = tuple[int, bytes]
"""Microseconds, and a frame."""


def packed(address: str) -> bytes:
    return ipaddress.ip_address(address).packed


def ip(source: str, destination: str, protocol: int, payload: bytes) -> bytes:
    one, two = packed(source), packed(destination)
    if len(one) == 4:
        return (
            struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol, 0) + one + two + payload
        )
    return struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64) + one + two + payload


def ethernet(packet: bytes) -> bytes:
    kind = b"\x08\x00" if packet[0] >> 4 == 4 else b"\x86\xdd"
    return bytes.fromhex("0200000000010200000000fe") + kind + packet


def udp(source: str, port: int, destination: str, other: int, payload: bytes) -> bytes:
    return ethernet(
        ip(source, destination, 17, struct.pack(">HHHH", port, other, 8 + len(payload), 0) + payload)
    )


def tcp(ends: tuple[str, int, str, int], flags: int, seq: int, payload: bytes = b"") -> bytes:
    source, port, destination, other = ends
    head = struct.pack(">HHIIBBHHH", port, other, seq % (1 << 32), 0, 0x50, flags, 8192, 0, 0)
    return ethernet(ip(source, destination, 6, head + payload))


@dataclass
class Talk:
    """A TCP conversation; each thing said is one frame, a millisecond after the one before."""

    client: str = CLIENT
    port: int = 50_000
    server: str = SERVER
    other: int = 80
    time: int = START
    frames: list[Timed] = field(default_factory=list)
    sequence: list[int] = field(default_factory=lambda: [1000, 0xFFFF_FF00])

    def packet(self, way: int, flags: int, payload: bytes = b"") -> Talk:
        ends = (self.client, self.port, self.server, self.other)
        if way:
            ends = (*ends[2:], *ends[:2])
        self.frames.append((self.time, tcp(ends, flags, self.sequence[way], payload)))
        self.sequence[way] += len(payload) + bool(flags & (SYN | FIN))
        self.time += 1000
        return self

    def opened(self) -> Talk:
        return self.packet(0, SYN).packet(1, SYN | ACK).packet(0, ACK)

    def say(self, *parts: bytes) -> Talk:
        for part in parts:
            self.packet(0, PSH | ACK, part)
        return self

    def hear(self, *parts: bytes) -> Talk:
        for part in parts:
            self.packet(1, PSH | ACK, part)
        return self

    def closed(self) -> Talk:
        return self.packet(0, FIN | ACK).packet(1, FIN | ACK).packet(0, ACK)


def split(data: bytes, *at: int) -> list[bytes]:
    places = [0, *at, len(data)]
    return [data[one:two] for one, two in pairwise(places)]


def pcap(
    frames: Iterable[Timed], *, order: str = "<", nano: bool = False, link: int = 1, snap: int = 65535
) -> bytes:
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    made = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snap, link)]
    for time, frame in frames:
        part = time % 1_000_000 * (1000 if nano else 1)
        kept = frame[:snap] if snap else frame
        made += [struct.pack(order + "IIII", time // 1_000_000, part, len(kept), len(frame)), kept]
    return b"".join(made)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + size + body + size


def section(order: str = "<") -> bytes:
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(link: int = 1, order: str = "<", options: bytes = b"", snap: int = 0) -> bytes:
    return block(1, struct.pack(order + "HHI", link, 0, snap) + options, order)


def enhanced(ticks: int, frame: bytes, which: int = 0, order: str = "<") -> bytes:
    head = struct.pack(order + "IIIII", which, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame))
    return block(6, head + frame, order)


def pcapng(frames: Iterable[Timed], order: str = "<") -> bytes:
    return (
        section(order) + interface(1, order) + b"".join(enhanced(time, one, 0, order) for time, one in frames)
    )


def source_of(data: bytes) -> Source:
    return Source(number=3, name="a.pcap", size=len(data), open=lambda: io.BytesIO(data))


def read(data: bytes, step: int = WINDOW) -> tuple[list[Event], Skips]:
    skips = Skips()
    return list(read_capture(source_of(data), skips, step)), skips


def events(frames: Iterable[Timed], action: str | None = None, step: int = WINDOW) -> list[Event]:
    """Read frames as a capture, and check that nothing was skipped."""
    found, skips = read(pcap(frames), step)
    assert skips.total == 0, [one.why for one in skips.skipped()]
    return [one for one in found if action is None or one.action == action]


def reasons(skips: Skips) -> list[str]:
    return [one.why for one in skips.skipped()]


def name(text: str) -> bytes:
    return b"".join(bytes((len(one),)) + one.encode() for one in text.split(".") if one) + b"\0"


def question(text: str, kind: int = 1, number: int = 7, bits: int = 0x0100) -> bytes:
    return struct.pack(">HHHHHH", number, bits, 1, 0, 0, 0) + name(text) + struct.pack(">HH", kind, 1)


def answer(
    text: str, records: Sequence[tuple[int, bytes]], kind: int = 1, number: int = 7, rcode: int = 0
) -> bytes:
    made = struct.pack(">HHHHHH", number, 0x8180 | rcode, 1, len(records), 0, 0)
    made += name(text) + struct.pack(">HH", kind, 1)
    for one, data in records:
        made += b"\xc0\x0c" + struct.pack(">HHIH", one, 1, 60, len(data)) + data
    return made


def lookup(
    asked: bytes, told: bytes | None, port: int = 40_000, time: int = START, other: int = 53
) -> list[Timed]:
    made = [(time, udp(CLIENT, port, "10.0.0.2", other, asked))]
    if told is not None:
        made.append((time + 20_000, udp("10.0.0.2", other, CLIENT, port, told)))
    return made


def record(body: bytes, kind: int = 22, version: int = 0x0301) -> bytes:
    return bytes((kind,)) + struct.pack(">HH", version, len(body)) + body


def handshake(kind: int, body: bytes) -> bytes:
    return bytes((kind,)) + len(body).to_bytes(3, "big") + body


def extension(kind: int, data: bytes) -> bytes:
    return struct.pack(">HH", kind, len(data)) + data


def server_name(host: str) -> bytes:
    raw = host.encode()
    return extension(0, struct.pack(">HBH", len(raw) + 3, 0, len(raw)) + raw)


def hello(
    host: str | None = "example.com", *, more: bytes = b"", ciphers: Sequence[int] = (0x1301, 0xC02B)
) -> bytes:
    extensions = (server_name(host) if host is not None else b"") + more
    listed = b"".join(one.to_bytes(2, "big") for one in ciphers)
    body = b"\x03\x03" + bytes(32) + b"\0" + struct.pack(">H", len(listed)) + listed + b"\x01\0"
    return handshake(1, body + struct.pack(">H", len(extensions)) + extensions)


def server_hello(cipher: int = 0xC02B, more: bytes = b"", random: bytes = bytes(32)) -> bytes:
    body = b"\x03\x03" + random + b"\0" + struct.pack(">HB", cipher, 0) + struct.pack(">H", len(more)) + more
    return handshake(2, body)
