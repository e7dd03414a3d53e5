"""Conversations, questions and requests made by hand, and series of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from tests.unit.hunt.patterns.made import START, Column, event, said
from vedette.hunt.actions import CONNECTION, DNS, FAILURE, HTTP, TLS
from vedette.hunt.event import Event
from vedette.hunt.instants import SECOND
from vedette.hunt.patterns.beacons import Beacons
from vedette.hunt.signal import Signal

ME = "10.0.0.5"
THERE = "203.0.113.80"
_PORTS = iter(range(30_000, 10_000_000))


def flow(at: float = 0, source: str = ME, where: str = THERE, port: int = 443, **more: Column) -> Event:
    """Make a conversation that begins `at` seconds."""
    columns = {"transport": "tcp", "bytes_out": 400, "bytes_in": 200, "source_port": next(_PORTS), **more}
    return event(
        START + int(at * SECOND),
        action=CONNECTION,
        source_ip=source,
        destination_ip=where,
        destination_port=port,
        **columns,
    )


def refused(at: float = 0, source: str = ME, where: str = THERE, port: int = 443, **more: Column) -> Event:
    """Make a conversation nobody answered."""
    return flow(at, source, where, port, **{"bytes_in": 0, "outcome": FAILURE, **more})


def ask(name: str, at: float = 0, source: str = ME, **more: Column) -> Event:
    """Make a question for a name that was answered."""
    columns = {"query_type": "A", "response": "NOERROR", "answers": ("198.51.100.7",), **more}
    return event(START + int(at * SECOND), action=DNS, source_ip=source, domain=name, **columns)


def vain(name: str, at: float = 0, source: str = ME) -> Event:
    """Make a question for a name that does not exist."""
    return ask(name, at, source, response="NXDOMAIN", answers=None)


def secure(name: str | None, at: float = 0, source: str = ME, **more: Column) -> Event:
    """Make a TLS handshake."""
    columns = {"destination_ip": THERE, **more}
    return event(START + int(at * SECOND), action=TLS, source_ip=source, domain=name, **columns)


def fetched(name: str | None, at: float = 0, source: str = ME, **more: Column) -> Event:
    """Make a web request."""
    columns = {"destination_ip": THERE, **more}
    return event(START + int(at * SECOND), action=HTTP, source_ip=source, domain=name, **columns)


def beats(period: float, number: int, jitter: float = 0.0, missed: float = 0.0, seed: int = 1) -> list[float]:
    """Give the moments of a beacon."""
    chance = random.Random(seed)  # noqa: S311  not a secret
    at, found = 0.0, []
    for _ in range(number):
        at += period * chance.uniform(1 - jitter, 1 + jitter)
        if chance.random() >= missed:
            found.append(at)
    return found


def colleagues(number: int = 30) -> Iterator[Event]:
    """Make other hosts that visit places of their own, twice, so that there is a crowd to compare with."""
    for host in range(number):
        for place in range(3):
            where, name = f"198.51.{host}.{place + 1}", f"site{host}-{place}.example"
            for again in (0, 5_000):
                yield flow(host * 10 + again, f"10.0.7.{host + 1}", where)
                yield secure(name, host * 10 + again, f"10.0.7.{host + 1}", destination_ip=where)


def heard(events: Iterable[Event], *, crowd: bool = False) -> list[Signal]:
    """Return what is told of beacons, in a network with others or in one alone."""
    return said(Beacons(), [*events, *(colleagues() if crowd else ())])
