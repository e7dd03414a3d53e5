"""Bursts of files written, and what they and deleted copies add up to on one host."""

from __future__ import annotations

from typing import Final, NamedTuple

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.instants import HOUR
from vedette.hunt.patterns.places import Spot, kept, places
from vedette.hunt.patterns.speech import plain, quoted
from vedette.hunt.signal import Signal

FOLDERS_KEPT: Final = 64
_SPOTS: Final = 4
_FILES_MIN: Final = 50
_FOLDERS_MIN: Final = 10
_HALF: Final = 0.5


class Burst(Struct):
    """What one program did to files on a host within ten minutes."""

    count: int = 0
    first: int = 0
    last: int = 0
    folders: set[int] = set()
    endings: dict[str, int] = {}
    """Only those that are not ordinary."""
    behind: int = 0
    """Names that have such an ending behind an ordinary one."""
    notes: dict[str, set[int]] = {}
    """Folders by the name of a note."""
    spots: list[Spot] = []


class Deed(Struct):
    """Somebody deleted what would bring files back."""

    time: int
    user: str
    command: str
    spot: Spot


class Taking(NamedTuple):
    """A burst that looks like ransomware's."""

    process: str
    burst: Burst
    ending: str
    """What files now end with; empty where only notes were left."""
    note: str


def taking(process: str, burst: Burst) -> Taking | None:
    """Say whether a burst looks like ransomware's."""
    note = max(burst.notes, key=lambda name: len(burst.notes[name])) if burst.notes else ""
    if note and len(burst.notes[note]) < _FOLDERS_MIN:
        note = ""
    ending = ""
    if burst.endings and len(burst.folders) >= _FOLDERS_MIN:
        top = max(burst.endings, key=lambda one: burst.endings[one])
        if burst.endings[top] >= _FILES_MIN and burst.endings[top] >= _HALF * burst.count:
            ending = top
    if ending and not note and burst.behind < _HALF * burst.endings[ending]:
        ending = ""
    return Taking(process, burst, ending, note) if ending or note else None


def signal(host: str, takings: list[Taking], deeds: list[Deed]) -> Signal:
    """Say what happened on a host."""
    times = [one.burst.first for one in takings] + [deed.time for deed in deeds if deed.time]
    last = max([one.burst.last for one in takings] + [deed.time for deed in deeds if deed.time], default=0)
    near = any(abs(one.burst.first - deed.time) <= HOUR for one in takings for deed in deeds)
    kinds = any(one.ending for one in takings) + any(one.note for one in takings) + near
    return Signal(
        rule="pattern:ransomware",
        title="Files are taken hostage" if takings else "Copies that would bring files back were deleted",
        message=plain(_message(host, takings, deeds)),
        severity=_severity(takings, kinds),
        confidence=Confidence.STRONG if kinds > 1 else Confidence.LIKELY,
        reason=_reason(takings, near=near),
        techniques=(*(("T1486",) if takings else ()), *(("T1490",) if deeds else ())),
        first=min(times, default=None),
        last=last or None,
        count=sum(one.burst.count for one in takings) + len(deeds),
        actors=_actors(takings, deeds),
        targets=(Entity(EntityKind.HOST, host),) if host else (),
        places=places(_spots(takings, deeds)),
        numbers=_numbers(takings, deeds),
        benign="a tool that encrypts or converts many files on purpose, or an administrator who makes room",
        remedy="Take the host off the network now, do not switch it off, and find the first one hit.",
    )


def _actors(takings: list[Taking], deeds: list[Deed]) -> tuple[Entity, ...]:
    names = {one.process.replace("\\", "/").rpartition("/")[2].lower() for one in takings if one.process}
    users = {deed.user for deed in deeds if deed.user}
    processes = tuple(Entity(EntityKind.PROCESS, name) for name in sorted(names)[:5])
    return (*processes, *(Entity(EntityKind.USER, user) for user in sorted(users)[:5]))


def _numbers(takings: list[Taking], deeds: list[Deed]) -> dict[str, float | int | str]:
    return {
        "files": sum(one.burst.count for one in takings),
        "folders": max((len(one.burst.folders) for one in takings), default=0),
        "endings": ", ".join(sorted({one.ending for one in takings if one.ending})[:5]),
        "notes": ", ".join(sorted({one.note for one in takings if one.note})[:5]),
        "copies_deleted": len(deeds),
    }


def _spots(takings: list[Taking], deeds: list[Deed]) -> list[Spot]:
    spots = [deed.spot for deed in deeds[:_SPOTS]]
    for one in takings:
        for spot in one.burst.spots:
            kept(spots, spot)
    return spots


def _severity(takings: list[Taking], kinds: int) -> Severity:
    if kinds > 1:
        return Severity.CRITICAL
    return Severity.HIGH if takings else Severity.MEDIUM


def _message(host: str, takings: list[Taking], deeds: list[Deed]) -> str:
    words = []
    for one in takings[:3]:
        burst = one.burst
        more = "+" if len(burst.folders) >= FOLDERS_KEPT else ""
        words.append(
            f"{one.process or 'a program'} wrote {burst.count:,} files in {len(burst.folders)}{more} folders"
            " within ten minutes"
            + (f", {burst.endings[one.ending]:,} of them ending in .{one.ending}" if one.ending else "")
            + (f", and left {one.note} in {len(burst.notes[one.note])} folders" if one.note else "")
        )
    if deeds:
        words.append(f"{deeds[0].user or 'somebody'} ran {quoted(deeds[0].command, 160)}")
    return f"On {host or 'a host'}: {'; '.join(words)}."


def _reason(takings: list[Taking], *, near: bool) -> str:
    if not takings:
        return "Nobody but ransomware and a few backup programs deletes these."
    return "No ordinary ending, many folders, minutes" + (
        ", and copies were deleted within the hour." if near else "."
    )
