"""Servers on loopback for tests: sinks that count who reaches them, and a name server that can lie."""

from __future__ import annotations

import selectors
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = Mapping[tuple[str, str], "list[str] | Callable[[], list[str]]"]


class Loop:
    """Two sockets of one port, TCP and UDP, served by one thread until the test ends."""

    def __init__(self, address: str = "127.0.0.1", port: int = 0) -> None:
        self.address = address
        self._tcp, self._udp = _pair(address, port)
        self.port: int = self._tcp.getsockname()[1]
        self._stop, self._stopped = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.close()
        self._thread.join()
        for one in (self._tcp, self._udp, self._stopped):
            one.close()

    def connected(self, peer: socket.socket) -> None:
        """Serve one TCP connection."""

    def received(self, data: bytes) -> bytes | None:
        """Serve one datagram; what is returned is sent back."""

    def _serve(self) -> None:
        with selectors.DefaultSelector() as ready:
            for one in (self._tcp, self._udp, self._stopped):
                ready.register(one, selectors.EVENT_READ)
            while True:
                here = [key.fileobj for key, _ in ready.select()]
                if self._stopped in here:
                    return
                if self._tcp in here:
                    peer, _ = self._tcp.accept()
                    with peer:
                        self.connected(peer)
                if self._udp in here:
                    data, sender = self._udp.recvfrom(65535)
                    if (answer := self.received(data)) is not None:
                        self._udp.sendto(answer, sender)


class Sink(Loop):
    """Counts every connection and datagram that reaches an address."""

    def __init__(self, address: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(address, port)
        self.count = 0

    def connected(self, peer: socket.socket) -> None:
        self.count += 1
        peer.sendall(b".")

    def received(self, data: bytes) -> bytes | None:
        self.count += 1
        return data


class NameServer(Loop):
    """Answers from its records: (name, type) to values. A function as value is asked each time."""

    def __init__(self, records: Records | None = None, *, dnssec: bool = False) -> None:
        super().__init__()
        self.records = dict(records or {})
        self.dnssec = dnssec
        self.rcode = dns.rcode.NOERROR
        self.silent = False
        self.truncates = False
        self.asked = 0

    def connected(self, peer: socket.socket) -> None:
        peer.settimeout(2)
        (length,) = struct.unpack("!H", peer.recv(2))
        wire = self._answer(peer.recv(length)).to_wire(max_size=65535)
        peer.sendall(struct.pack("!H", len(wire)) + wire)

    def received(self, data: bytes) -> bytes | None:
        self.asked += 1
        if self.silent:
            return None
        reply = self._answer(data)
        if self.truncates:
            reply.answer.clear()
            reply.flags |= dns.flags.TC
        return reply.to_wire(max_size=65535)

    def _answer(self, data: bytes) -> dns.message.Message:
        query = dns.message.from_wire(data)
        reply = dns.message.make_response(query)
        reply.set_rcode(self.rcode)
        if self.dnssec:
            reply.flags |= dns.flags.AD
        asked = query.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype)
        for _ in range(20):
            alias = self._values(name, "CNAME")
            if not alias:
                break
            reply.answer.append(dns.rrset.from_text(f"{name}.", 1, "IN", "CNAME", alias[0]))
            name = alias[0].rstrip(".").lower()
        if values := self._values(name, kind):
            reply.answer.append(dns.rrset.from_text(f"{name}.", 1, "IN", kind, *values))
        elif self.rcode == dns.rcode.NOERROR and not any(known == name for known, _ in self.records):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply

    def _values(self, name: str, kind: str) -> list[str]:
        found = self.records.get((name, kind), [])
        return found() if callable(found) else found


def _pair(address: str, port: int) -> tuple[socket.socket, socket.socket]:
    """Bind a TCP and a UDP socket to one port; when any will do, until one is free for both."""
    for _ in range(20):
        tcp = socket.create_server((address, port))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            udp.bind((address, tcp.getsockname()[1]))
        except OSError:
            tcp.close()
            udp.close()
            continue
        return tcp, udp
    raise OSError("no port is free")
