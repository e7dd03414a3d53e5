"""One flow's two directions put in order, as far as somebody wants to read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from vedette.hunt.event import Event
from vedette.hunt.network.dialogue import Dialogue, Ends, Mark
from vedette.hunt.network.protocols import DIALOGUES
from vedette.hunt.network.services import LEAST, SHORT, recognised

STREAM_MAX: Final = 64 * 1024
"""Bytes one message may take."""
_LOOKED_MAX: Final = 4 << 20
_LOOKS: Final = 64
"""How often a byte may be looked at until it is read."""
_LATER_MAX: Final = 24
"""Segments kept that came too early."""
_WRAP: Final = 1 << 32
_HALF: Final = 1 << 31


def ahead(sequence: int, of: int) -> int:
    """Return how far one sequence number is ahead of another; negative: behind."""
    return ((sequence - of + _HALF) % _WRAP) - _HALF


class Segment(Struct, frozen=True, eq=False, gc=False):
    """What one packet carries."""

    way: int
    sequence: int
    data: bytes
    size: int
    """How much it carried on the wire: more than `data` when the capture cut it short."""
    mark: Mark


@dataclass(slots=True)
class _Stream:
    """A message in one direction, and what follows it."""

    way: int
    dialogue: Dialogue
    next: int
    """Sequence number of the byte that is needed next."""
    mark: Mark
    data: bytearray = field(default_factory=bytearray)
    later: dict[int, Segment] = field(default_factory=dict)
    broken: bool = False
    looked: int = 0
    """Bytes looked at beyond reason: coming one at a time, they would be looked at again and again."""

    @property
    def guessed(self) -> bool:
        """Whether nobody knows yet what this is, nor that it is a beginning."""
        return unknown(self.dialogue, self.way)

    def add(self, segment: Segment) -> None:
        """Put a segment where it belongs."""
        self._put(segment)
        while self.later and not self.broken:
            fitting = [one for one in self.later if ahead(one, self.next) <= 0]
            if not fitting:
                break
            self._put(self.later.pop(fitting[0]))
        if len(self.later) > _LATER_MAX:
            self.broken = True

    def _put(self, segment: Segment) -> None:
        gap = ahead(segment.sequence, self.next)
        if gap > 0:
            self.later.setdefault(segment.sequence, segment)
            return
        if -gap >= segment.size:
            return
        if not self.data:
            self.mark = segment.mark
        self.data += segment.data[-gap:]
        self.next = (segment.sequence + segment.size) % _WRAP
        self.broken |= len(segment.data) < segment.size


class Undecided(Dialogue):
    """The beginning of something too short to tell what it is: hands on to whoever reads that."""

    def __init__(self, ends: Ends, choose: Callable[[int], Dialogue | None]) -> None:
        """Begin with nothing said; `choose` gives the reader of a service."""
        super().__init__(ends)
        self._choose = choose
        self._chosen: list[Dialogue | None] = [None, None]

    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Wait until it can be told what this is."""
        if self._chosen[way] is None:
            if len(data) < LEAST:
                return 0
            self._chosen[way] = self._choose(recognised(data))
        chosen = self._chosen[way]
        if chosen is None:
            return len(data)
        used = chosen.feed(way, data, mark)
        self.hungry[way] = chosen.hungry[way]
        return used

    def chosen(self, way: int) -> bool:
        """Whether it could be told."""
        return self._chosen[way] is not None

    def close(self, way: int, data: bytes, mark: Mark) -> None:
        """Let whoever reads it make of it what there is."""
        chosen = self._chosen[way]
        if chosen is not None:
            chosen.close(way, data, mark)


def unknown(dialogue: Dialogue, way: int) -> bool:
    """Whether nobody knows yet what is read here."""
    return type(dialogue) is Undecided and not dialogue.chosen(way)


class Conversation:
    """Two streams, and whoever reads them."""

    __slots__ = ("_done", "_ends", "_stream", "_streams", "dialogues")

    def __init__(self, ends: Ends, *, stream: bool) -> None:
        """Begin with nothing said; `stream`: in order and put together, as TCP is."""
        self._ends, self._stream = ends, stream
        self.dialogues: dict[int, Dialogue] = {}
        """By service."""
        self._streams: list[_Stream | None] = [None, None]
        self._done: list[int | None] = [None, None]

    @property
    def waiting(self) -> bool:
        """Whether what follows is wanted."""
        return self._streams[0] is not None or self._streams[1] is not None

    @property
    def held(self) -> int:
        """How many bytes are kept."""
        return sum(
            len(one.data) + sum(len(segment.data) for segment in one.later.values())
            for one in self._streams
            if one is not None
        )

    def takes(self, way: int) -> bool:
        """Whether what follows in this direction is wanted."""
        return self._streams[way] is not None

    def take(self, segment: Segment, service: int) -> bool:
        """Take in a packet that begins a message of some protocol, or that goes on with one.

        Returns whether it began one.
        """
        stream = self._streams[segment.way]
        if stream is not None and not (stream.guessed and 0 < service < SHORT):
            self.add(segment)
            return False
        dialogue = self.dialogue(service)
        if dialogue is None:
            return False
        if self._stream:
            self._begin(segment, dialogue)
        else:
            dialogue.feed(segment.way, segment.data, segment.mark)
        return True

    def dialogue(self, service: int) -> Dialogue | None:
        """Return the reader of a protocol; None where there is none."""
        known = self.dialogues.get(service)
        if known is None:
            if service == SHORT:
                known = Undecided(self._ends, self.dialogue)
            elif (make := DIALOGUES.get(service)) is not None:
                known = make(self._ends)
            else:
                return None
            self.dialogues[service] = known
        return known

    def _begin(self, segment: Segment, dialogue: Dialogue) -> None:
        """Begin to read at a segment, unless it lies before what has been read."""
        way, data = segment.way, segment.data
        done = self._done[way]
        if done is not None and ahead(segment.sequence, done) < 0:
            return
        if len(data) == segment.size:  # most messages are in one packet as a whole
            used = dialogue.feed(way, data, segment.mark)
            following = (segment.sequence + max(used, len(data))) % _WRAP
            if used >= len(data) and not dialogue.hungry[way]:
                self._leave(way, dialogue, following)
                return
            stream = _Stream(way, dialogue, following, segment.mark)
            stream.data += data[used:]
            self._streams[way] = stream
            if used:
                self._read(way, stream)
            return
        self._streams[way] = _Stream(way, dialogue, segment.sequence, segment.mark)
        self.add(segment)

    def add(self, segment: Segment) -> None:
        """Take in a segment of a direction somebody reads."""
        stream = self._streams[segment.way]
        if stream is None:
            return
        stream.add(segment)
        self._read(segment.way, stream)

    def _read(self, way: int, stream: _Stream) -> None:
        """Let messages be read as long as there are whole ones."""
        dialogue = stream.dialogue
        while stream.data:
            used = dialogue.feed(way, bytes(stream.data), stream.mark)
            stream.looked = max(0, stream.looked + len(stream.data) - _LOOKS * used)
            stream.broken |= stream.looked > _LOOKED_MAX
            if used == 0 or stream.looked > _LOOKED_MAX:
                break
            over = used - len(stream.data)
            del stream.data[:used]
            if over > 0:
                stream.next = (stream.next + over) % _WRAP
        if stream.broken or len(stream.data) > STREAM_MAX:
            dialogue.close(way, bytes(stream.data), stream.mark)
            self._leave(way, dialogue, stream.next)
        elif not stream.data and not dialogue.hungry[way]:
            self._leave(way, dialogue, stream.next)

    def _leave(self, way: int, dialogue: Dialogue, following: int) -> None:
        if not unknown(dialogue, way):
            self._done[way] = following
        self._streams[way] = None

    def end(self) -> list[Event]:
        """Give what is left: nothing more will come."""
        for way, stream in enumerate(self._streams):
            if stream is not None:
                stream.dialogue.close(way, bytes(stream.data), stream.mark)
                self._streams[way] = None
        for one in self.dialogues.values():
            one.end()
        return self.ready()

    def ready(self) -> list[Event]:
        """Give what can be said by now."""
        events: list[Event] = []
        for one in self.dialogues.values():
            if one.ready:
                events += one.ready
                one.ready.clear()
        return events
