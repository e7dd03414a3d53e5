"""Judges volumes: which hour of which host is far above all its others, and where the bytes went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log10
from typing import Final

from msgspec import Struct, field

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.instants import DAY, HOUR, MINUTE, rfc3339
from vedette.hunt.patterns.bounded import mad, median, robust_z
from vedette.hunt.patterns.crowds import Crowd
from vedette.hunt.patterns.places import Spot, places
from vedette.hunt.signal import Signal

LEAST: Final = 20_000_000
LEAST_ALONE: Final = 200_000_000
RATIO: Final = 2.0
RATIO_ALONE: Final = 10.0
Z: Final = 6.0
SPREAD: Final = 0.25
_BASELINE: Final = 12
_MOST_OF_IT: Final = 0.5
_STRONG_Z: Final = 10.0
_ECHO_BYTES: Final = 100_000
_ECHOES: Final = 100
_PING: Final = 100
"""Bytes of an echo as ping makes it, with its headers, at most."""
_DAYS: Final = 5


class Hours(Struct):
    """What a host sent and received in each hour it talked."""

    of: dict[int, list[int]] = field(default_factory=dict)
    sent: int = 0
    """In all."""


class Transfer(Struct):
    """What a host sent to one place in one hour."""

    sent: int = 0
    received: int = 0
    count: int = 0
    spots: list[Spot] = field(default_factory=list)
    first: int = 0
    """When it began; 0 where an older baseline does not say."""
    last: int = 0

    def at(self, time: int) -> None:
        """Take in when something was sent."""
        self.first = min(self.first, time) if self.first else time
        self.last = max(self.last, time)


class Echoes(Struct):
    """What went as ICMP to one place."""

    sent: int = 0
    received: int = 0
    packets: int = 0
    count: int = 0
    spots: list[Spot] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Peak:
    """An hour that stands out."""

    source: str
    where: str
    hour: int
    whole: list[int]
    transfer: Transfer
    z: float
    usual: float
    alone: bool
    odd_hour: bool


class Volumes:
    """Looks at all hosts at once."""

    def __init__(
        self,
        hosts: Mapping[str, Hours],
        transfers: Mapping[tuple[str, str, int], Transfer],
        echoes: Mapping[tuple[str, str], Echoes],
    ) -> None:
        self._hosts = hosts
        self._echoes = echoes
        self._crowd = Crowd({(source, where) for source, where, _ in transfers}, str)
        self._largest: dict[tuple[str, int], tuple[str, Transfer]] = {}
        for (source, where, hour), transfer in sorted(transfers.items(), key=lambda item: item[0]):
            before = self._largest.get((source, hour))
            if before is None or transfer.sent > before[1].sent:
                self._largest[source, hour] = (where, transfer)
        logs = [_log(sent) for one in hosts.values() for sent, _ in one.of.values()]
        self._all = (median(logs), mad(logs, median(logs)), len(logs))

    def signals(self) -> Iterator[Signal]:
        """Say who sent what out: one signal for a host and a place, of its largest hour."""
        said: dict[tuple[str, str], list[_Peak]] = {}
        for source in sorted(self._hosts):
            for peak in self._peaks(source):
                said.setdefault((peak.source, peak.where), []).append(peak)
        for peaks in said.values():
            yield _signal(peaks, self._crowd)
        for (source, where), one in sorted(self._echoes.items(), key=lambda item: item[0]):
            if one.sent >= _ECHO_BYTES and one.packets >= _ECHOES and one.sent > _PING * one.packets:
                yield _echo_signal(source, where, one)

    def _peaks(self, source: str) -> Iterator[_Peak]:
        hours = self._hosts[source].of
        for hour, whole in sorted(hours.items()):
            if whole[0] < LEAST:
                continue
            where, transfer = self._largest.get((source, hour), ("", Transfer()))
            one_way = transfer.sent >= max(_MOST_OF_IT * whole[0], RATIO * transfer.received)
            if not one_way or self._crowd.shared(where):
                continue
            z, usual, alone = self._unusual(hours, hour)
            much = transfer.sent >= max(LEAST_ALONE, RATIO_ALONE * transfer.received)
            enough = much if alone else z >= Z
            if enough:
                yield _Peak(source, where, hour, whole, transfer, z, usual, alone, _odd_hour(hours, hour))

    def _unusual(self, hours: Mapping[int, list[int]], hour: int) -> tuple[float, float, bool]:
        """Return the robust z of an hour, what is usual, and whether there was nothing to compare with."""
        own = [_log(sent) for at, (sent, _) in hours.items() if at != hour]
        this = _log(hours[hour][0])
        if len(own) >= _BASELINE:
            middle = median(own)
            return robust_z(this, middle, mad(own, middle), SPREAD), 10**middle, False
        middle, spread, count = self._all
        if count >= 4 * _BASELINE:
            return robust_z(this, middle, spread, SPREAD), 10**middle, False
        return 0.0, 0.0, True


def _log(sent: int) -> float:
    return log10(1 + sent)


def _odd_hour(hours: Mapping[int, list[int]], hour: int) -> bool:
    """Whether it is an hour of the day in which the host is else silent, as far as five days can tell."""
    days = {at * HOUR // DAY for at in hours}
    same = sum(1 for at in hours if at % 24 == hour % 24 and at != hour)
    return len(days) >= _DAYS and same <= len(days) // 10


def _scheduled(peaks: list[_Peak]) -> bool:
    """Whether peaks come by the clock: on several days, at most two hours of the day, of like size."""
    days = {peak.hour * HOUR // DAY for peak in peaks}
    sizes = [peak.transfer.sent for peak in peaks]
    same = len({peak.hour % 24 for peak in peaks}) <= 2  # noqa: PLR2004
    return len(days) > 1 and same and max(sizes) <= 3 * min(sizes)


def _signal(peaks: list[_Peak], crowd: Crowd) -> Signal:
    top = max(peaks, key=lambda peak: peak.transfer.sent)
    rare = crowd.rare(top.where)
    sent = sum(peak.transfer.sent for peak in peaks)
    usual = "there is nothing to compare with" if top.alone else f"{top.usual / 1e6:.1f} MB are usual"
    more = "; it is an hour in which it is otherwise silent" if top.odd_hour else ""
    more += f"; of {crowd.hosts} hosts {crowd.users(top.where) - 1} others send there" if rare else ""
    scheduled = _scheduled(peaks)
    strong = not top.alone and not scheduled and rare and top.z >= _STRONG_Z
    doubtful = top.alone or scheduled
    more += "; it comes at the same hour on several days, as a backup does" if scheduled else ""
    sure = Confidence.POSSIBLE if doubtful else Confidence.STRONG if strong else Confidence.LIKELY
    return Signal(
        rule="pattern:exfiltration",
        title="A host sends out far more than it ever does",
        message=f"{top.source} sent {sent / 1e6:.0f} MB to {top.where} in {_hours(peaks)}; {usual}.",
        severity=Severity.LOW if doubtful else Severity.HIGH if strong else Severity.MEDIUM,
        confidence=sure,
        reason=f"{'' if top.alone else f'robust z {top.z:.1f}, '}"
        f"{top.transfer.sent / max(1, top.transfer.received):.0f} times as much out as in{more}.",
        techniques=("T1048",),
        first=min(peak.transfer.first or peak.hour * HOUR for peak in peaks),
        last=max(peak.transfer.last or (peak.hour + 1) * HOUR - 1 for peak in peaks),
        count=sum(peak.transfer.count for peak in peaks),
        actors=(Entity(EntityKind.ADDRESS, top.source),),
        targets=(Entity(EntityKind.ADDRESS, top.where),),
        places=places(top.transfer.spots),
        numbers=_numbers(top, sent, crowd),
        benign="a backup, an upload somebody meant, a move to another service.",
        remedy="Ask whose upload it was; if nobody's, find what read the files before it.",
    )


def _hours(peaks: list[_Peak]) -> str:
    """Say how long it took: hours of the clock, of which the first and the last may be begun only."""
    first, last = (min(peak.transfer.first for peak in peaks), max(peak.transfer.last for peak in peaks))
    if first and last - first < len(peaks) * HOUR // 2:
        minutes = max(1, round((last - first) / MINUTE))
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    return f"{len(peaks)} hour{'s' if len(peaks) > 1 else ''}"


def _numbers(top: _Peak, sent: int, crowd: Crowd) -> dict[str, float | int | str]:
    return {
        "bytes_out": sent,
        "hour_bytes_out": top.whole[0],
        "hour_bytes_in": top.whole[1],
        "usual_hour_bytes_out": round(top.usual),
        "robust_z": round(top.z, 1),
        "hour": rfc3339(top.hour * HOUR),
        "others": crowd.users(top.where) - 1,
        "hosts": crowd.hosts,
    }


def _echo_signal(source: str, where: str, one: Echoes) -> Signal:
    return Signal(
        rule="pattern:icmp-channel",
        title="Data goes out in echo requests",
        message=f"{source} sent {one.sent:,} bytes to {where} in {one.packets:,} ICMP packets,"
        f" {one.sent / one.packets:.0f} bytes each.",
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        reason=f"echoes as ping makes them have at most {_PING} bytes.",
        techniques=("T1048.003", "T1095"),
        first=min((spot[0] for spot in one.spots), default=None),
        last=max((spot[0] for spot in one.spots), default=None),
        count=one.count,
        actors=(Entity(EntityKind.ADDRESS, source),),
        targets=(Entity(EntityKind.ADDRESS, where),),
        places=places(one.spots),
        numbers={"bytes_out": one.sent, "bytes_in": one.received, "packets": one.packets},
        benign="somebody measures a line with large pings.",
        remedy="Look into the packets: a tunnel shows other protocols, a test one pattern.",
    )
