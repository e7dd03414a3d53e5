"""The two capture formats as readers of events, and reading single frames again to check evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import partial
from typing import Final

from vedette.hunt.event import Event
from vedette.hunt.format import Format
from vedette.hunt.network.capture import Capture, read_frames
from vedette.hunt.network.frames import WINDOW, Skip
from vedette.hunt.network.pcap import is_pcap
from vedette.hunt.network.pcapng import is_pcapng
from vedette.hunt.source import Skips, Source

FAILED: Final = "the capture could not be read on"
"""What is said when the file itself gives way."""


def read_capture(source: Source, skips: Skips, step: int = WINDOW) -> Iterator[Event]:
    """Give the events of a capture: one of each flow, and one of each thing understood in them."""
    skip: Skip = partial(_count, source, skips)
    try:
        with source.open() as file:
            for part in Capture(source.number, skip).parts(read_frames(file, skip, step)):
                yield from part
    except (OSError, EOFError) as error:
        skips.whole(source.name, f"{FAILED}: {type(error).__name__}")


def _count(source: Source, skips: Skips, why: str, number: int, times: int) -> None:
    if number:
        skips.add(source, why, number, times)
    else:
        skips.whole(source.name, why)


def records_at(source: Source, numbers: Collection[int]) -> dict[int, list[Event]]:
    """Read a capture again, and give the events whose first frames these are."""
    wanted, found = frozenset(numbers), defaultdict[int, list[Event]](list)
    for event in read_capture(source, Skips()):
        if event.record in wanted:
            found[event.record].append(event)
    return dict(found)


def frames_at(source: Source, numbers: Collection[int]) -> dict[int, bytes]:
    """Read single frames again, by number."""
    wanted, found = sorted(set(numbers)), dict[int, bytes]()
    with source.open() as file:
        for frames in read_frames(file, lambda *_: None):
            last = frames.first + frames.start.size
            for number in wanted:
                if frames.first <= number < last:
                    at, size = frames.start[number - frames.first], frames.length[number - frames.first]
                    found[number] = frames.data[at : at + size].tobytes()
            if not wanted or wanted[-1] < last:
                break
    return found


FORMATS: Final[tuple[Format, ...]] = (
    Format(
        name="pcap",
        says="packet capture (libpcap, micro- or nanoseconds, either byte order)",
        fits=lambda head, _: is_pcap(head),
        read=read_capture,
        whole=True,
        frames=True,
    ),
    Format(
        name="pcapng",
        says="packet capture (pcapng, several interfaces)",
        fits=lambda head, _: is_pcapng(head),
        read=read_capture,
        whole=True,
        frames=True,
    ),
)
