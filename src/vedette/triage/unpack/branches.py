"""The filter BCJ2, with which 7z packs programs: targets of calls and jumps lie in streams of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from vedette.triage.unpack.member import broken

_BRANCH: Final = re.compile(rb"[\xe8\xe9]|(?<=\x0f)[\x80-\x8f]")
_CALL, _JUMP, _PREFIX = 0xE8, 0xE9, 0x0F
_FIRST_IF, _LAST_IF = 0x80, 0x8F
_TOP: Final = 1 << 24
_ALL: Final = 0xFFFFFFFF
_HALF: Final = 1024
_WHOLE: Final = 2048
_MOVE: Final = 5
_WORD: Final = 4
_PIECE: Final = 1 << 16


@dataclass(slots=True)
class _Bits:
    """The stream of bits that say which targets were taken out: a range decoder."""

    data: bytes
    at: int = 5
    range: int = _ALL
    code: int = 0
    odds: list[int] = field(default_factory=lambda: [_HALF] * 258)

    def __post_init__(self) -> None:
        if len(self.data) < self.at:
            raise broken("its packed data ends early")
        self.code = int.from_bytes(self.data[1:5], "big")

    def next(self, model: int) -> bool:
        """Return the next bit under one of the models."""
        odds = self.odds[model]
        bound = (self.range >> 11) * odds
        if self.code < bound:
            self.range = bound
            self.odds[model] = odds + ((_WHOLE - odds) >> _MOVE)
            bit = False
        else:
            self.range -= bound
            self.code -= bound
            self.odds[model] = odds - (odds >> _MOVE)
            bit = True
        if self.range < _TOP:
            if self.at >= len(self.data):
                raise broken("its packed data ends early")
            self.range = self.range << 8 & _ALL
            self.code = (self.code << 8 | self.data[self.at]) & _ALL
            self.at += 1
        return bit


def rejoined(main: bytes, calls: bytes, jumps: bytes, bits: bytes, size: int) -> Iterator[bytes]:
    """Yield a program put together again from its four streams, up to a size.

    Raises:
        BadInput: a stream ends early.

    """
    decoder, targets = _Bits(bits), {True: _Words(calls), False: _Words(jumps)}
    at, done, before = 0, 0, 0
    made = bytearray()
    while done < size:
        place = _next_branch(main, at, before)
        stop = min(len(main) if place < 0 else place + 1, at + size - done)
        made += main[at:stop]
        done += stop - at
        if stop == at:
            raise broken("its packed data ends early")
        byte, previous = main[stop - 1], main[stop - 2] if stop - 2 >= at else before
        at, before = stop, byte
        if done >= size or place != stop - 1:
            continue
        if decoder.next(_model(byte, previous)):
            target = (targets[byte == _CALL].next() - (done + _WORD)) & _ALL
            word = target.to_bytes(_WORD, "little")[: size - done]
            made += word
            done += len(word)
            before = target >> 24
        if len(made) >= _PIECE:
            yield bytes(made)
            made.clear()
    yield bytes(made)


def _model(byte: int, previous: int) -> int:
    if byte == _CALL:
        return previous
    return 256 if byte == _JUMP else 257


def _next_branch(main: bytes, at: int, before: int) -> int:
    """Return where the next call or jump stands; the byte before may be one that was put in."""
    if before == _PREFIX and at < len(main) and _FIRST_IF <= main[at] <= _LAST_IF:
        return at
    found = _BRANCH.search(main, at)
    return found.start() if found else -1


class _Words:
    """A stream of targets."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def next(self) -> int:
        word = self._data[self._at : self._at + _WORD]
        if len(word) < _WORD:
            raise broken("its packed data ends early")
        self._at += _WORD
        return int.from_bytes(word, "big")
