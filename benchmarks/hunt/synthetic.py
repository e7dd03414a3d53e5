"""An office that does no harm, made up: what a network of people and machines sends on ordinary days.

Synthetic, and said to be so wherever its figures stand. Sixty desks and a few servers: time, leases, mail
that is polled, updates and telemetry by the clock, browsing in bursts, films in even pieces, chats held
open, hash look-ups as names, content networks with random names, monitoring, health checks, dead printers,
servers outside that do not answer, file sharing, backups. Three desks have a program nobody else has that
asks its maker by the clock: honest noise no statistic can excuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from vedette.hunt import actions
from vedette.hunt.event import Event, Logsource

_SOURCE: Final = Logsource()
START: Final = 1_772_409_600
"""Monday, 2 March 2026, 00:00 UTC."""
DAY: Final = 86_400
RESOLVER: Final = "10.0.0.53"


def outside(random: Random) -> str:
    """Choose an address in the world."""
    return ".".join(
        str(random.randrange(low, high)) for low, high in ((60, 100), (0, 256), (0, 256), (1, 255))
    )


@dataclass(slots=True)
class Wire:
    """Takes down what happens, as a sensor would: conversations, questions, TLS names, requests."""

    random: Random
    events: list[Event] = field(default_factory=list)
    _addresses: dict[str, str] = field(default_factory=dict)
    _port: int = 40_000

    def flow(self, at: float, pair: tuple[str, str, int], size: tuple[int, int], **more: object) -> None:
        """Note a conversation of two, to a port, with bytes out and in."""
        source, where, port = pair
        self._port = 40_000 + (self._port + 7) % 20_000
        values = {"transport": "tcp", "duration": 200_000, "source_port": self._port, **more}
        self._note(
            at,
            actions.CONNECTION,
            source_ip=source,
            destination_ip=where,
            destination_port=port,
            bytes_out=size[0],
            bytes_in=size[1],
            **{"packets": 4 + sum(size) // 1000, **values},
        )

    def ask(self, at: float, source: str, name: str, **more: object) -> None:
        """Note a question for a name."""
        values = {"query_type": "A", "response": "NOERROR", "answers": (self.address(name),), **more}
        self._note(
            at,
            actions.DNS,
            source_ip=source,
            destination_ip=RESOLVER,
            destination_port=53,
            transport="udp",
            domain=name,
            **values,
        )

    def visit(self, at: float, source: str, name: str, size: tuple[int, int], **more: object) -> None:
        """Note a conversation over TLS with a name, asked for now and then."""
        if self.random.random() < 0.3:  # noqa: PLR2004
            self.ask(at - 0.05, source, name)
        where = self.address(name)
        self.flow(at, (source, where, 443), size, protocol="tls", **more)
        self._note(
            at + 0.02,
            actions.TLS,
            source_ip=source,
            destination_ip=where,
            destination_port=443,
            domain=name,
            protocol="tls",
            ja4="t13d1516h2_8daaf6152771_02713d6af862",
        )

    def send(self, at: float, source: str, where: tuple[str, str], page: str, size: tuple[int, int]) -> None:
        """Note a web request that sends to a page of a name, or of an address, at an address."""
        name, address = where
        self.flow(at, (source, address, 80), size, protocol="http")
        self._note(
            at + 0.02,
            actions.HTTP,
            source_ip=source,
            destination_ip=address,
            destination_port=80,
            domain=name,
            protocol="http",
            method="POST",
            url=page,
            user_agent="Mozilla/4.0 (compatible)",
        )

    def address(self, name: str) -> str:
        """Return where a name leads: the same address every time."""
        if name not in self._addresses:
            there = Random(name)  # noqa: S311
            self._addresses[name] = outside(there)
        return self._addresses[name]

    def _note(self, at: float, action: str, **columns: object) -> None:
        self.events.append(
            Event(
                source=0,
                record=len(self.events) + 1,
                time=int(at * 1e6),
                logsource=_SOURCE,
                fields={},
                action=action,
                **columns,  # type: ignore[arg-type]
            )
        )


def office(seed: int, desks: int = 60, days: int = 2) -> list[Event]:
    """Make up some days of an office."""
    wire = Wire(Random(seed))  # noqa: S311
    sites = [f"{_word(wire.random)}.{wire.random.choice(('com', 'net', 'org', 'de'))}" for _ in range(3_000)]
    for number in range(desks):
        _Desk(wire, f"10.0.{1 + number // 200}.{10 + number % 200}", number, sites).live(days)
    _servers(wire, days, desks)
    return wire.events


def _word(random: Random) -> str:
    syllables = (
        "ba",
        "con",
        "de",
        "fi",
        "gar",
        "house",
        "in",
        "jet",
        "ko",
        "land",
        "ma",
        "net",
        "or",
        "pa",
        "re",
    )
    return "".join(random.choice(syllables) for _ in range(random.randint(2, 4)))


@dataclass(slots=True)
class _Desk:
    wire: Wire
    me: str
    number: int
    sites: list[str]

    def live(self, days: int) -> None:
        """Spend some days."""
        begin, end = START, START + days * DAY
        for day in range(days):
            morning = START + day * DAY + self.wire.random.uniform(7.5, 9.5) * 3600
            evening = START + day * DAY + self.wire.random.uniform(16, 18.5) * 3600
            self._work(morning, evening)
        self._machine(begin, end)

    def _every(self, begin: float, end: float, period: float, jitter: float) -> Iterator[float]:
        at = begin + self.wire.random.uniform(0, period)
        while at < end:
            yield at
            at += period * self.wire.random.uniform(1 - jitter, 1 + jitter)

    def _machine(self, begin: float, end: float) -> None:
        """Do what the machine does by itself, day and night."""
        wire, random = self.wire, self.wire.random
        for at in self._every(begin, end, 512, 0.05):
            wire.flow(at, (self.me, "85.10.20.30", 123), (48, 48), transport="udp")
        maker = "windows" if self.number % 2 else "cupertino"
        clocks = {f"telemetry.{maker}.com": (900, 0.1), f"updates.{maker}.com": (14_400, 0.1)}
        clocks["mail.hosted-groupware.com"] = (300, 0.02)
        for name, (period, jitter) in clocks.items():
            for at in self._every(begin, end, period, jitter):
                wire.visit(at, self.me, name, (random.randint(900, 4_000), random.randint(200, 9_000)))
        for at in self._every(begin, end, 1_800, 0.3):
            wire.flow(at, (self.me, "10.0.0.10", 88), (1_400, 1_600))
        self._oddities(begin, end)

    def _oddities(self, begin: float, end: float) -> None:
        """Run a program nobody else has, and call a printer that is gone."""
        if self.number in {7, 23, 41}:
            for at in self._every(begin, end, 1_200, 0.03):
                self.wire.visit(at, self.me, f"api.gadget{self.number}.io", (700, 900))
        self._report(begin, end)
        self._in_vain(begin, end)
        if self.number % 5 == 0:
            for at in self._every(begin, end, 600, 0.2):
                self.wire.flow(at, (self.me, "10.0.0.77", 9100), (0, 0), outcome=actions.FAILURE)

    def _report(self, begin: float, end: float) -> None:
        """Report whenever there is something: to a name from one desk, to an address from several."""
        random, wire = Random(self.me), self.wire  # noqa: S311
        name = f"report{self.number}.toolhouse.com"
        homes = {11: (name, wire.address(name)), 4: ("85.77.66.55", "85.77.66.55")}
        where = homes.get(self.number if self.number == 11 else self.number % 12)  # noqa: PLR2004
        at = begin
        while where and (at := at + random.lognormvariate(6.0, 1.5)) < end:
            wire.send(at, self.me, where, "/collect", (random.randint(300, 3_000), 150))

    def _in_vain(self, begin: float, end: float) -> None:
        """Call servers that do not answer, as honest programs do: by the hour, or ever less often."""
        random, wire, at, tries = Random(f"vain {self.me}"), self.wire, begin, 0  # noqa: S311
        name = {13: "news.oldtool.io", 17: "sync.lost-drive.com"}.get(self.number)
        while name and at < end:
            if tries % 20 == 0:
                wire.ask(at - 0.1, self.me, name)
            wire.flow(at, (self.me, wire.address(name), 443), (0, 0), outcome=actions.FAILURE)
            tries += 1
            pause = 3_600.0 if self.number == 13 else min(120.0, 2.0 ** min(tries, 9))  # noqa: PLR2004
            at += random.uniform(0.99, 1.01) * pause
        if self.number == 29:  # noqa: PLR2004
            self._outage(begin + 10 * 3600)

    def _outage(self, at: float) -> None:
        """Try a service again and again for half an hour in which it is down, as it was used before."""
        wire, name = self.wire, "portal.partner-house.com"
        for before in (7_000, 4_100, 3_900, 600):
            wire.visit(at - before, self.me, name, (900, 4_000))
        for _ in range(70):
            wire.flow(at, (self.me, wire.address(name), 443), (0, 0), outcome=actions.FAILURE)
            at += 30

    def _work(self, morning: float, evening: float) -> None:
        """Do what the person does."""
        random = self.wire.random
        at = morning
        while at < evening:
            at += random.expovariate(1 / 240)
            self._browse(at)
            if random.random() < 0.03:  # noqa: PLR2004
                at = self._film(at)
        self._chat(morning, evening)
        for name in ("wpad", *("".join(random.choices("abcdefghijklmnop", k=10)) for _ in range(3))):
            self.wire.ask(morning, self.me, name, response="NXDOMAIN", answers=None)
        for _ in range(random.randint(0, 5)):
            typo = f"www.{_word(random)}{random.choice('qxz')}.com"
            self.wire.ask(
                morning + random.uniform(0, 30_000), self.me, typo, response="NXDOMAIN", answers=None
            )
        for _ in range(random.randint(10, 40)):
            digest = "".join(random.choices("abcdefghijklmnopqrstuvwxyz234567", k=26))
            self.wire.ask(
                random.uniform(morning, evening),
                self.me,
                f"{digest}.hash.shield-av.com",
                answers=("127.0.0.4",),
            )

    def _browse(self, at: float) -> None:
        """Open a page: its own name and what it embeds, within seconds."""
        random = self.wire.random
        site = self.sites[min(len(self.sites) - 1, int(random.paretovariate(0.6)) - 1)]
        for _ in range(random.randint(2, 10)):
            at += random.expovariate(1 / 0.4)
            self.wire.visit(
                at, self.me, f"www.{site}", (random.randint(500, 3_000), random.randint(800, 200_000))
            )
        for _ in range(random.randint(0, 3)):
            label = Random(f"{site}{random.randint(0, 2)}").randbytes(7).hex()  # noqa: S311
            name = f"{label}.cdn-front.net"
            self.wire.ask(at, self.me, name)
            self.wire.visit(at + 0.1, self.me, name, (600, random.randint(5_000, 900_000)))

    def _film(self, at: float) -> float:
        """Watch something: even pieces, large ones."""
        random = self.wire.random
        name, piece = f"edge{random.randint(1, 400)}.filmhouse.com", random.choice((4, 6, 10))
        for _ in range(random.randint(100, 400)):
            at += piece * random.uniform(0.97, 1.03)
            self.wire.visit(at, self.me, name, (900, random.randint(900_000, 3_000_000)))
        return at

    def _chat(self, morning: float, evening: float) -> None:
        """Chat: polled by a third of the desks, held open by another."""
        if self.number % 3 == 0:
            for at in self._every(morning, evening, 30, 0.05):
                self.wire.visit(at, self.me, "poll.teamchatter.com", (800, 400))
        elif self.number % 3 == 1:
            length = int((evening - morning) * 1e6)
            self.wire.visit(morning, self.me, "socket.teamchatter.com", (90_000, 400_000), duration=length)


def _servers(wire: Wire, days: int, desks: int) -> None:
    """Watch and balance, keep copies, share files."""
    random = wire.random
    for minute in range(0, days * DAY, 60):
        for server in ("10.0.0.10", "10.0.0.11", "10.0.0.12", RESOLVER):
            wire.flow(START + minute + random.random(), ("10.0.0.9", server, 161), (90, 130), transport="udp")
    for second in range(0, days * DAY, 30):
        for backend in ("10.0.0.21", "10.0.0.22", "10.0.0.23"):
            wire.flow(START + second, ("10.0.0.20", backend, 8080), (120, 200))
    _copy(wire, days, desks)
    _share(wire, START + days * DAY)


def _copy(wire: Wire, days: int, desks: int) -> None:
    """Keep copies elsewhere, and send people what is too large for mail."""
    vault = ("10.0.0.11", wire.address("sync.safe-vault.com"), 443)
    for hour in range(days * 24):
        wire.flow(START + hour * 3600 + 900, vault, (2_000_000, 90_000))
    for night in range(days):
        for piece in range(40):
            late = START + night * DAY + 2 * 3600 + piece * 60
            wire.visit(late, "10.0.0.11", "sync.safe-vault.com", (60_000_000, 200_000))
    for number in range(0, desks, 6):
        noon = START + wire.random.uniform(9, 16) * 3600
        wire.visit(noon, f"10.0.1.{10 + number}", "upload.big-files.com", (150_000_000, 400_000))


def _share(wire: Wire, end: float) -> None:
    """Share files with peers of whom half are gone."""
    random, at = wire.random, float(START)
    while at < end:
        at += random.expovariate(1 / 20)
        answered = random.random() < 0.45  # noqa: PLR2004
        wire.flow(
            at,
            ("10.0.1.33", outside(random), random.randrange(1_025, 65_000)),
            (900, 30_000) if answered else (120, 0),
            transport=random.choice(("tcp", "udp")),
            outcome=None if answered else actions.FAILURE,
        )
