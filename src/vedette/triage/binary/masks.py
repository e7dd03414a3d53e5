"""The readable parts of a file: bytes that are no text are line ends, so that patterns see strings only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from vedette.triage.binary.image import Image

TABLE: Final = bytes(byte if 32 <= byte < 127 or byte == 9 else 10 for byte in range(256))  # noqa: PLR2004
_SCAN_MAX: Final = 96 << 20
_NO_STRINGS: Final = (".debug_", ".zdebug_", ".symtab", ".strtab", ".rela", ".rel.", ".eh_frame", ".dynsym")
_SPLIT: Final = b"\n"


@dataclass(slots=True)
class Mask:
    """Text made of a part of a file, and how to get back from places in it to places in the file."""

    text: bytes
    start: int
    step: int = 1

    def offset(self, at: int) -> int:
        """Return the offset in the file of a place in the text."""
        return self.start + at * self.step

    def line(self, start: int, end: int, most: int = 400) -> tuple[int, bytes]:
        """Return the whole string around a place, and where in the text it begins."""
        low = self.text.rfind(_SPLIT, max(0, start - most), start) + 1 or max(0, start - most)
        high = self.text.find(_SPLIT, end, end + most)
        return low, self.text[low : high if high >= 0 else end + most]


class Masks:
    """The readable parts of one image."""

    def __init__(self, image: Image) -> None:
        self._image = image

    @cached_property
    def narrow(self) -> list[Mask]:
        """Text of one byte a character."""
        data = self._image.data
        return [Mask(data[start:end].translate(TABLE), start) for start, end in self._parts]

    @cached_property
    def wide(self) -> list[Mask]:
        """Text of UTF-16, where executables use it: at even places and at odd ones."""
        if not self._image.windows:
            return []
        made = []
        for start, end in self._parts:
            raw = np.frombuffer(self._image.data, np.uint8, end - start, start)
            for shift in (0, 1):
                low, high = raw[shift::2], raw[shift + 1 :: 2]
                count = min(len(low), len(high))
                text = np.where(high[:count] == 0, low[:count], np.uint8(10)).tobytes().translate(TABLE)
                made.append(Mask(text, start + shift, 2))
        return made

    @cached_property
    def _parts(self) -> list[tuple[int, int]]:
        """Return the parts of the file that may hold strings: not what only debuggers and linkers read."""
        image = self._image
        left = [
            (one.offset, one.offset + one.stored) for one in image.sections if _dull(one.name) and one.stored
        ]
        parts, at = [], 0
        for start, end in sorted(left):
            if start > at:
                parts.append((at, start))
            at = max(at, end)
        parts.append((at, len(image.data)))
        kept, total = [], 0
        for start, end in parts:
            if end > start and total < _SCAN_MAX:
                kept.append((start, min(end, start + _SCAN_MAX - total)))
                total += kept[-1][1] - start
        return kept


def _dull(name: str) -> bool:
    return name.startswith(_NO_STRINGS) or name in ("__LINKEDIT", ".reloc")
