# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""What a packet speaks, by its first bytes and its ports: one number for each, all packets at once."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from vedette.hunt.network.frames import Bytes, Flags, Ints, cut, u32
from vedette.hunt.network.packets import TCP, UDP, Packets

SERVICES: Final = (
    "", "ftp", "smtp", "dns", "mdns", "llmnr", "netbios-ns", "dhcp", "http", "tls", "quic", "ssh", "smb",
    "kerberos", "ldap", "rdp", "ssdp", "irc", "short",
)  # fmt: skip
ZEEK_NAMES: Final = (
    "", "ftp", "smtp", "dns", "dns", "dns", "dns", "dhcp", "http", "ssl", "quic", "ssh", "smb", "krb", "ldap",
    "rdp", "ssdp", "irc", "",
)  # fmt: skip
(
    _, FTP, SMTP, DNS, MDNS, LLMNR, NETBIOS, DHCP, HTTP, TLS, QUIC, SSH, SMB, KERBEROS, LDAP, RDP, SSDP,
    IRC, SHORT,
) = range(len(SERVICES))  # fmt: skip
HEAD: Final = 24
LEAST: Final = 8
"""Bytes it takes to recognise a protocol that is not told by its port."""

_METHODS: Final = (
    b"GET ", b"POST", b"HEAD", b"PUT ", b"DELE", b"OPTI", b"CONN", b"TRAC", b"PATC", b"PROP", b"SEAR",
    b"MOVE",
    b"COPY", b"MKCO", b"LOCK", b"UNLO", b"REPO", b"NOTI", b"SUBS", b"M-SE", b"HTTP",
)  # fmt: skip
_WORDS: Final = np.array(sorted(int.from_bytes(one, "big") for one in _METHODS), dtype=np.int64)
_QUIC_VERSIONS: Final = (1, 0x6B3343CF, 0xFACEB002, 0xFACEB00E)
_DISCOVERY: Final = 1900
_NAMED, _TICKETS, _LOOKED_UP, _FILED, _MAILED = 1, 2, 4, 8, 16


def _by_port() -> NDArray[np.uint8]:
    table = np.zeros(1 << 16, dtype=np.uint8)
    for port, service in (
        (53, DNS),
        (5353, MDNS),
        (5355, LLMNR),
        (137, NETBIOS),
        (67, DHCP),
        (68, DHCP),
        (88, KERBEROS),
    ):
        table[port] = service
    return table


_DATAGRAM_PORTS: Final = _by_port()
_STREAM_PORTS: Final = np.zeros(1 << 16, dtype=np.uint8)
_STREAM_PORTS[[53, 88, 389, 3268, 21, 25, 587, 2525]] = [
    _NAMED, _TICKETS, _LOOKED_UP, _LOOKED_UP, _FILED, _MAILED, _MAILED, _MAILED,
]  # fmt: skip


def recognise(data: Bytes, packets: Packets) -> None:
    """Set what each packet's payload begins; 0 where nothing known begins."""
    said = packets.service
    rows = np.flatnonzero((packets.captured > 0) & (packets.protocol == TCP))
    said[rows] = _streams(cut(data, packets.at[rows], HEAD), packets, rows)
    rows = np.flatnonzero((packets.captured >= LEAST) & (packets.protocol == UDP))
    said[rows] = _datagrams(cut(data, packets.at[rows], HEAD), packets, rows)


def recognised(data: bytes) -> int:
    """Say what the beginning of a stream is, whatever its ports; 0 for nothing known."""
    if data[:4] in _METHODS:
        return HTTP
    if data[0] == 0x16 and data[1] == 3 and data[5] in {1, 2}:
        return TLS
    return SSH if data[:4] == b"SSH-" else 0


def _datagrams(head: Bytes, packets: Packets, rows: Ints) -> NDArray[np.uint8]:
    here = _DATAGRAM_PORTS[packets.source_port[rows]]
    there = _DATAGRAM_PORTS[packets.destination_port[rows]]
    said = np.where(there != 0, there, here)
    quic = (said == 0) & (head[:, 0] & 0x80 != 0) & (packets.captured[rows] >= 1000)
    version = u32(head, 1)
    known = np.isin(version, _QUIC_VERSIONS) | ((version >= 0xFF000017) & (version <= 0xFF000022))
    known |= (version & 0x0F0F0F0F) == 0x0A0A0A0A
    said[quic & known] = QUIC
    said[(said == 0) & (packets.destination_port[rows] == _DISCOVERY)] = SSDP
    return said


def _streams(head: Bytes, packets: Packets, rows: Ints) -> NDArray[np.uint8]:
    size = packets.captured[rows]
    word, second = u32(head, 0), u32(head, 4)
    said = np.zeros(rows.size, dtype=np.uint8)
    http = _WORDS[np.searchsorted(_WORDS, word).clip(max=_WORDS.size - 1)] == word
    said[http & (size >= 5)] = HTTP
    hello = ((word >> 8) & 0xFFFF00 == 0x160300) & (head[:, 2] <= 4) & (size >= 6)
    said[hello & ((head[:, 5] == 1) | (head[:, 5] == 2))] = TLS
    said[word == int.from_bytes(b"SSH-", "big")] = SSH
    said[(word == int.from_bytes(b"NICK", "big")) & (head[:, 4] == ord(" ")) & (size >= 6)] = IRC
    said[_file_sharing(head, second)] = SMB
    said[
        (head[:, 0] == 3)
        & (head[:, 1] == 0)
        & (head[:, 5] & 0xE0 == 0xE0)
        & (size >= 11)
        & (head[:, 5] & 0x1F < 16)
    ] = RDP
    served = _STREAM_PORTS[packets.source_port[rows]] | _STREAM_PORTS[packets.destination_port[rows]]
    if served.any():
        said[(served & _NAMED != 0) & (said == 0)] = DNS
        ticket = (size >= 5) & (head[:, 0] == 0) & ((head[:, 4] & 0xE0) == 0x60)
        said[(served & _TICKETS != 0) & ticket] = KERBEROS
        said[(served & _LOOKED_UP != 0) & (head[:, 0] == 0x30) & (size >= 7)] = LDAP
        said[(served & _FILED != 0) & (said == 0)] = FTP
        said[(served & _MAILED != 0) & (said == 0)] = SMTP
    return said


# Of SMB only what names somebody, a share or a file begins anything; reads and writes are most of it.
_COMMANDS_ONE: Final = np.isin(np.arange(256), (0x73, 0x75, 0xA2, 0x2D))
_COMMANDS_TWO: Final = np.isin(np.arange(256), (0, 1, 3, 5))


def _file_sharing(head: Bytes, second: Ints) -> Flags:
    old = (second == 0xFF534D42) & _COMMANDS_ONE[head[:, 8]]
    new = (second == 0xFE534D42) & _COMMANDS_TWO[head[:, 16]] & (head[:, 17] == 0)
    return np.asarray((old | new) & (head[:, 0] == 0), dtype=np.bool_)
