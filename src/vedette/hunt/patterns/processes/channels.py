"""What the network says of a conversation a program holds: how much went out over it."""

from __future__ import annotations

from typing import Final, TypeAlias

from msgspec import Struct

from vedette.hunt.event import Event
from vedette.hunt.patterns.bounded import sensible
from vedette.hunt.patterns.pairs import port
from vedette.hunt.patterns.places import Spot, kept

Channel: TypeAlias = tuple[str, str, int]
"""From which address, to which address and port."""

MUCH: Final = 1_000_000
_SOME: Final = 250_000
"""Conversations that sent less are not added up."""
PACKETS: Final = 1_000
A_SECOND: Final = 5.0
_SECOND: Final = 1_000_000
_SPOTS: Final = 4


class Sent(Struct):
    """What went over one channel."""

    out: int = 0
    back: int = 0
    acknowledged: int = 0
    """Packets back in conversations of which the capture holds that side only."""
    seconds: float = 0.0
    """How long those took."""
    spots: list[Spot] = []

    def add(self, other: Sent, spot: Spot) -> None:
        """Take in one more conversation."""
        self.out += other.out
        self.back += other.back
        self.acknowledged += other.acknowledged
        self.seconds += other.seconds
        kept(self.spots, spot, _SPOTS)

    def weight(self) -> float:
        """Say how much it matters."""
        return self.out + MUCH / PACKETS * self.acknowledged

    def is_much(self) -> bool:
        """Whether data went out: more than commands and their answers, and more than came in."""
        return self.out >= MUCH and self.out >= 2 * self.back

    def may_be_much(self) -> bool:
        """Whether the side that was recorded answered as one does who is sent data."""
        return self.acknowledged >= PACKETS and self.acknowledged >= A_SECOND * self.seconds


def sent_by(event: Event) -> tuple[Channel, Sent] | None:
    """Read a record of a conversation; None of one that sent little."""
    out, back = sensible(event.bytes_out), sensible(event.bytes_in)
    if event.source_ip is None or event.destination_ip is None or event.destination_port is None:
        return None
    answers = _packets(event.fields.get("resp_pkts")) if out == 0 and back else 0
    if out < _SOME and not answers:
        return None
    seconds = sensible(event.duration) / _SECOND if answers else 0.0
    channel = (event.source_ip, event.destination_ip, port(event.destination_port))
    return channel, Sent(out, back, answers, seconds)


def _packets(value: object) -> int:
    """Read a count of packets; 0 of few."""
    text = str(value) if isinstance(value, int | str) else ""
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0  # noqa: PLR2004
    return found if found >= PACKETS // 4 else 0
