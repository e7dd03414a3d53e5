"""Where any of many words stands in a text of which most is no text at all.

Four letters of each word are chosen that are seldom side by side. A text is read in whole blocks: first for
the places where two such letters stand, among these for those where the third follows, then the fourth; only
there it is compared with the words. An expression for all of them would stop at each letter that begins one.
(`core/needles.py` looks for words in scripts, which are text throughout, and does without numpy.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

_BLOCK: Final = 1 << 16
_OFTEN: Final = b"\n etaoinsrlcdpmu_fghb.kvywx-/0123456789jzq%:\\\"'(),[]{}<>=+*;@#!?$&|~^`\t"
"""Signs of the texts in programs, those first that occur most often; capitals count as small letters."""
_BITS: Final = 6
_CLASSES: Final = 1 << _BITS
_LETTERS: Final = 4
_BEHIND: Final = b"\n" * (_LETTERS - 1)
"""So that the last letter of a text is looked at as all others."""
_COMPARED_MAX: Final = 500_000


def _classes() -> bytes:
    """Return the class of each byte; what is rarest has one together."""
    made = bytearray([_CLASSES - 1]) * 256
    for number, byte in enumerate(_OFTEN[: _CLASSES - 1]):
        made[byte] = made[ord(chr(byte).upper())] = number
    return bytes(made)


_CLASS: Final = _classes()


class WordSearch:
    """Finds words whatever their case; made once for a list of words.

    A word is of ASCII, in small letters, and has three or more of them.
    """

    def __init__(self, words: Iterable[bytes]) -> None:
        self._at: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
        self._firsts = [np.zeros(1 << count * _BITS, bool) for count in range(2, _LETTERS + 1)]
        """Whether these two, three, four classes begin what is chosen of some word."""
        for word in words:
            for at, letters in _chosen(word.translate(_CLASS)):
                number = 0
                for count, one in enumerate(letters):
                    number = number << _BITS | one
                    if count:
                        self._firsts[count - 1][number] = True
                self._at[number].append((at, word))

    def places(self, text: bytes) -> Iterator[tuple[int, bytes]]:
        """Give where words stand in a text, each with the word.

        Whoever writes a text to be compared everywhere is not followed: the last place then has no word, and
        what stands behind it has not been read.
        """
        lowered, classes = text.lower(), np.frombuffer((text + _BEHIND).translate(_CLASS), np.uint8)
        compared = 0
        for start in range(0, len(text), _BLOCK):
            for place, letters in self._candidates(classes[start : start + _BLOCK + _LETTERS - 1]):
                compared += 1
                for before, word in self._at[letters]:
                    at = start + place - before
                    if at >= 0 and lowered.startswith(word, at):
                        yield at, word
            if compared > _COMPARED_MAX:
                yield start + _BLOCK, b""
                return

    def _candidates(self, block: NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
        """Give where some letters that were chosen stand, and which."""
        numbers = block[: 1 - _LETTERS].astype(np.intp)
        numbers <<= _BITS
        numbers |= block[1 : 2 - _LETTERS]
        places = np.flatnonzero(self._firsts[0].take(numbers))
        numbers = numbers[places]
        for count, known in enumerate(self._firsts[1:], 2):
            numbers = numbers << _BITS | block[places + count]
            real = known.take(numbers)
            places, numbers = places[real], numbers[real]
        return zip(places.tolist(), numbers.tolist(), strict=True)


def _chosen(classes: bytes) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Give the rarest letters of a word and where they stand; of a short word with all that may follow."""
    if len(classes) < _LETTERS:
        for after in range(_CLASSES):
            yield 0, (*classes, after)
        return
    at = max(range(len(classes) - _LETTERS + 1), key=lambda at: _rarity(classes[at : at + _LETTERS]))
    yield at, tuple(classes[at : at + _LETTERS])


def _rarity(classes: bytes) -> tuple[int, int]:
    return sum(classes[:2]), sum(classes[2:])
