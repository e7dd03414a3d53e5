"""A program somebody may sit behind, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.patterns.places import Spot, places
from vedette.hunt.patterns.processes.channels import Channel, Sent
from vedette.hunt.patterns.processes.roles import base
from vedette.hunt.patterns.speech import plain, quoted
from vedette.hunt.signal import Signal

_USUAL: Final = frozenset(
    {0, 22, 25, 53, 80, 110, 123, 143, 443, 445, 465, 587, 853, 993, 995, 3389, 8080, 8443}
)
_SHOWN: Final = 3


class Seat(Struct):
    """One program on one host."""

    host: str
    path: str
    channels: dict[Channel, tuple[int, int]] = {}
    shells: list[Spot] = []
    talks: list[Spot] = []
    wrote: dict[str, Spot] = {}
    ran: dict[str, int] = {}
    """What it started, and when last."""
    users: list[str] = []
    opened: bool = False
    """Whether a person opened it."""

    def weight(self) -> float:
        """Say how much it matters."""
        return 4 * len(self.shells) + 2 * len(self.channels) + len(self.wrote) + len(self.ran) / 8

    def fetched(self) -> dict[str, Spot]:
        """Return the files it wrote and then ran."""
        return {file: spot for file, spot in self.wrote.items() if self.ran.get(file, 0) >= spot[0] > 0}

    def odd_ports(self) -> list[int]:
        """Return the ports it talks to that are none of the usual ones."""
        return sorted({port for _, _, port in self.channels if port not in _USUAL})


def signals_of(seat: Seat, sent: Mapping[Channel, Sent]) -> Iterator[Signal]:
    """Say what a program did."""
    if not seat.channels:
        return
    held = bool(seat.shells)
    fetched = seat.fetched()
    if held:
        yield _shell(seat)
    if fetched and (held or seat.odd_ports()):
        yield _fetched(seat, fetched, held=held)
    if held or (fetched and seat.odd_ports()):
        yield from _sent(seat, sent)


def _shell(seat: Seat) -> Signal:
    odd = seat.odd_ports()
    return _made(
        seat,
        [*seat.shells, *seat.talks],
        rule="pattern:footholds",
        title="Somebody outside holds a shell",
        message=(
            f"On {seat.host or 'a host'} {quoted(seat.path, 200)} talks to {_ends(seat)} and started a shell"
            f" that waits for what somebody types.{' A person had opened it.' if seat.opened else ''}"
        ),
        severity=Severity.HIGH,
        confidence=Confidence.LIKELY,
        reason="It lies where downloads and temporary files do, opened the connection itself, and the shell"
        " was given nothing to run.",
        techniques=("T1059", "T1571" if odd else "T1071", *(("T1204.002",) if seat.opened else ())),
        numbers={"shells": len(seat.shells), "ports": ", ".join(map(str, _ports(seat)))},
        benign="a portable terminal, editor or remote support tool that was never installed",
        remedy="Isolate the host, keep the file and its memory, and look at what was typed into the shell.",
    )


def _fetched(seat: Seat, fetched: Mapping[str, Spot], *, held: bool) -> Signal:
    files = [spot[4] for spot in sorted(fetched.values())]
    return _made(
        seat,
        [*fetched.values(), *seat.talks],
        rule="pattern:footholds-fetched",
        title="A program brought another one, which ran",
        message=(
            f"On {seat.host or 'a host'} {quoted(seat.path, 200)}, which talks to {_ends(seat)}, wrote "
            f"{', '.join(quoted(file, 120) for file in files[:_SHOWN])}, and it ran."
        ),
        severity=Severity.MEDIUM if held else Severity.LOW,
        confidence=Confidence.LIKELY if held else Confidence.POSSIBLE,
        reason="The file was written by a program that talks out"
        + (" and gave somebody a shell." if held else " to an unusual port."),
        techniques=("T1105",),
        numbers={"files": len(fetched)},
        benign="an installer or updater that loads its parts from an unusual port",
        remedy="Keep the files, and look for their digests on other machines.",
    )


def _sent(seat: Seat, sent: Mapping[Channel, Sent]) -> Iterator[Signal]:
    for (_, address, port), one in sent.items():
        if not one.is_much() and not one.may_be_much():
            continue
        sure = one.is_much()
        how = (
            f"{one.out:,} bytes went out and {one.back:,} came in"
            if sure
            else f"{one.acknowledged:,} packets came back within {one.seconds:.0f} seconds, one side recorded"
        )
        yield _made(
            seat,
            [*one.spots, *seat.talks],
            rule="pattern:footholds-sent",
            title="Data went out over a channel somebody holds",
            message=f"On {seat.host or 'a host'} {quoted(seat.path, 200)} talks to {address} port {port}:"
            f" {how}.",
            severity=Severity.HIGH if sure else Severity.LOW,
            confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
            reason="The network's own record of the channel that the host says this program opened.",
            techniques=("T1041",),
            numbers={"bytes_out": one.out, "bytes_in": one.back, "packets_back": one.acknowledged},
            about=f"{address} port {port}",
            benign="the same as of the program itself: a support tool that shows the screen sends a lot",
            remedy="Find out what was sent: files written shortly before, archives, dumps of memory.",
        )


def _made(seat: Seat, spots: list[Spot], *, message: str, **more: Any) -> Signal:  # noqa: ANN401
    times = sorted(time for time, *_ in spots if time)
    return Signal(
        message=plain(message),
        first=times[0] if times else None,
        last=times[-1] if times else None,
        count=len(spots),
        actors=(
            Entity(EntityKind.HOST, seat.host),
            Entity(EntityKind.PROCESS, base(seat.path)),
            *(Entity(EntityKind.USER, user) for user in sorted(seat.users) if user[-1:] != "$"),
        ),
        targets=tuple(
            Entity(EntityKind.ADDRESS, one) for one in sorted({end for _, end, _ in seat.channels})
        ),
        places=places(spots),
        **more,
    )


def _ports(seat: Seat) -> list[int]:
    return sorted({port for _, _, port in seat.channels})


def _ends(seat: Seat) -> str:
    ends = [f"{address} port {port}" for _, address, port in sorted(seat.channels)]
    more = len(ends) - _SHOWN
    return ", ".join(ends[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
