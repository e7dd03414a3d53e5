"""Harm for the made-up office, with its truth: beacons, tunnels, scans, made-up domains, stolen files.

Synthetic. Kinds and figures are those of known tools (sleep and jitter of implants, encodings of tunnels),
not of any set or detector here. Each deed says which rule ought to name which source, and what it is about.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.hunt.synthetic import START, Wire, outside
from vedette.hunt import actions

_HOUR: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done: which rule ought to see it, and of whom."""

    rule: str
    source: str
    what: str


BEACONS: Final = (
    # name, seconds, jitter (of 1), share of missed beats, hours, hours of the day it sleeps
    ("even minute", (60,), 0.0, 0.0, 6, False),
    ("minute, jitter 10", (60,), 0.1, 0.0, 6, False),
    ("minute, jitter 20, missed 10", (60,), 0.2, 0.1, 6, False),
    ("minute, jitter 30", (60,), 0.3, 0.0, 6, False),
    ("minute, jitter 40, missed 5", (60,), 0.4, 0.05, 8, False),
    ("minute, jitter 50", (60,), 0.5, 0.0, 8, False),
    ("ten seconds, jitter 20", (10,), 0.2, 0.0, 2, False),
    ("five minutes, jitter 25", (300,), 0.25, 0.0, 20, False),
    ("five minutes, missed 20", (300,), 0.05, 0.2, 20, False),
    ("fifteen minutes, jitter 50", (900,), 0.5, 0.0, 40, False),
    ("hour, jitter 10", (3600,), 0.1, 0.0, 44, False),
    ("hour, jitter 37", (3600,), 0.37, 0.0, 44, False),
    ("alternating", (30, 300), 0.02, 0.0, 12, False),
    ("three intervals", (20, 120, 600), 0.02, 0.05, 20, False),
    ("sleeps at night, jitter 20", (120,), 0.2, 0.0, 44, True),
    ("slow at last", (1_800,), 0.2, 0.1, 44, False),
)


def beacons(wire: Wire) -> Iterator[Deed]:
    """Call home in different ways: every second with a name, the others an address."""
    random = wire.random
    for number, (what, periods, jitter, missed, hours, sleeps) in enumerate(BEACONS):
        source = f"10.0.1.{12 + 3 * number}"
        name = f"{random.choice(('cloud', 'static', 'news', 'img'))}{number}.{random.randbytes(4).hex()}.com"
        where = outside(random)
        at, beat = START + random.uniform(0, 2) * _HOUR, 0
        end = at + hours * _HOUR
        while at < end:
            at += periods[beat % len(periods)] * random.uniform(1 - jitter, 1 + jitter)
            beat += 1
            if random.random() < missed or (sleeps and not 7 <= at % 86_400 // 3_600 < 19):  # noqa: PLR2004
                continue
            size = (random.choice((412, 412, 412, 418, 1_930)), random.choice((186, 186, 186, 2_400)))
            if number % 2:
                wire.visit(at, source, name, size)
            else:
                wire.flow(at, (source, where, 443), size)
        yield Deed("pattern:beacon", source, what)


def senders(wire: Wire) -> Iterator[Deed]:
    """Send whenever there is something: to one address, to several in turn, to a name of another root."""
    random = wire.random
    for what, source, homes in (
        ("sends by no clock", "10.0.1.13", [outside(random)]),
        ("sends by no clock, in turn", "10.0.1.16", [outside(random) for _ in range(4)]),
        ("sends by no clock, another root", "10.0.1.19", ["panel.bazar"]),
    ):
        at = START + 9 * _HOUR
        for number in range(40):
            at += 16 + random.lognormvariate(4.0, 1.5)
            home = homes[number % len(homes)]
            address = wire.address(home) if home.endswith("bazar") else home
            wire.send(at, source, (home, address), "/in.php", (random.randint(200, 9_000), 120))
        yield Deed("pattern:beacon", source, what)
    at, where = START + 9 * _HOUR, "10.0.0.44"
    for _ in range(120):
        at += random.randint(20, 70) + random.uniform(0, 0.2)
        wire.send(at, "10.0.1.22", (where, where), "/beacon", (410, 180))
    yield Deed("pattern:beacon", "10.0.1.22", "inside, pauses of whole seconds")


def gone(wire: Wire) -> Iterator[Deed]:
    """Call a server that was taken away, at one pace, each time with what systems repeat by themselves."""
    at, name = START + 9 * _HOUR, "panel.quiet-garden.net"
    for number in range(120):
        if number % 8 == 0:
            wire.ask(at - 0.2, "10.0.1.25", name)
        for again in (0.0, 0.5, 1.0):
            there = ("10.0.1.25", wire.address(name), 80)
            wire.flow(at + again, there, (0, 0), outcome=actions.FAILURE)
        at += 45 + wire.random.uniform(-1, 1)
    yield Deed("pattern:beacon", "10.0.1.25", "its server is gone")


def tunnels(wire: Wire) -> Iterator[Deed]:
    """Carry data in names, as some kinds of tools do; the last under several domains in turn."""
    random, at = wire.random, START + 10 * _HOUR
    kinds = (
        ("base32, NULL", "10.0.1.60", "t.fast-dns.net", 2_000, 0.2, "NULL", 110),
        ("hexadecimal, TXT", "10.0.1.61", "skull.example-cdn.org", 900, 1.0, "TXT", 60),
        ("hexadecimal, A, slow", "10.0.1.62", "up.statsrv.info", 400, 45.0, "A", 26),
        ("short hexadecimal, A", "10.0.1.63", "api.quietops.com", 250, 60.0, "A", 8),
        ("base32, CNAME", "10.0.1.64", "d.mirror-a.net", 300, 5.0, "CNAME", 60),
        ("few and long, TXT", "10.0.1.65", "x.backhaul.io", 45, 120.0, "TXT", 120),
    )
    for what, source, zone, count, pause, kind, length in kinds:
        moment = at
        for _ in range(count):
            moment += random.expovariate(1 / pause)
            data = random.randbytes(length)
            text = base64.b32encode(data).decode().lower() if "base32" in what else data.hex()
            labels = ".".join(text[:length][start : start + 60] for start in range(0, length, 60))
            answer = data.hex() if kind != "A" else outside(random)
            wire.ask(moment, source, f"{labels}.{zone}", query_type=kind, answers=(answer,))
        yield Deed("pattern:dns-tunnel", source, what)
    zones = ("office-updates.agency", "cloud-sync.services", "team-share.life", "vpn-status.stream")
    for number in range(160):
        at += random.expovariate(1 / 40)
        piece = base64.b32encode(random.randbytes(15)).decode().lower()
        wire.ask(at, "10.0.1.66", f"{piece}.{zones[number % len(zones)]}", answers=(outside(random),))
    yield Deed("pattern:dns-tunnel", "10.0.1.66", "base32, A, each piece to the next of four domains")


def scans(wire: Wire) -> Iterator[Deed]:
    """Look for what listens, fast and slowly, across and down."""
    for what, source, ports, hosts, pause, transport in (
        ("across 445", "10.0.1.20", (445,), 250, 0.05, "tcp"),
        ("across 3389, slowly", "10.0.1.21", (3389,), 120, 300.0, "tcp"),
        ("down, a thousand ports", "10.0.1.22", tuple(range(1, 1_001)), 1, 0.01, "tcp"),
        ("down, slowly", "10.0.1.24", tuple(range(1, 200)), 1, 180.0, "tcp"),
        ("five ports across", "10.0.1.25", (22, 23, 80, 443, 8080), 60, 0.5, "tcp"),
        ("ping", "10.0.1.26", (0,), 200, 0.1, "icmp"),
        ("udp across 161", "10.0.1.27", (161,), 200, 0.2, "udp"),
        ("from outside", "91.20.30.40", (23,), 100, 20.0, "tcp"),
    ):
        at = START + 9 * _HOUR
        for host in range(hosts):
            for port in ports:
                at += wire.random.expovariate(1 / pause)
                answered = wire.random.random() < (0.05 if transport == "tcp" else 0)
                wire.flow(
                    at,
                    (source, f"10.0.2.{1 + host}", port),
                    (60, 44) if answered else (60, 0),
                    transport=transport,
                    outcome=None if answered else actions.FAILURE,
                )
        yield Deed("pattern:scan", source, what)


def others(wire: Wire) -> Iterator[Deed]:
    """Ask for made-up domains, send files away, hold a line open, hide data in pings."""
    random, at = wire.random, START + 14 * _HOUR
    for number in range(200):
        name = "".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=random.randint(10, 16))) + ".biz"
        wire.ask(at + number * 2, "10.0.1.30", name, response="NXDOMAIN", answers=None)
    yield Deed("pattern:dga", "10.0.1.30", "letters at random")
    for piece in range(12):
        wire.flow(at + piece * 200, ("10.0.1.31", "94.7.8.9", 443), (40_000_000, 120_000))
    yield Deed("pattern:exfiltration", "10.0.1.31", "half a gigabyte in an afternoon")
    wire.flow(
        at - 10 * _HOUR, ("10.0.1.32", "94.7.8.10", 8443), (900_000, 700_000), duration=int(30 * _HOUR * 1e6)
    )
    yield Deed("pattern:long-connection", "10.0.1.32", "thirty hours")
    for number in range(300):
        wire.flow(at + number, ("10.0.1.34", "94.7.8.11", 0), (1_000, 1_000), transport="icmp", packets=2)
    yield Deed("pattern:icmp-channel", "10.0.1.34", "a kilobyte an echo")
