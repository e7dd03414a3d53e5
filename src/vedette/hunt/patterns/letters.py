"""Whether a label looks made up by people or drawn at random: the likelihood ratio of its letters.

Formula: bits a label costs under three-letter sequences of names people made, less the bits it costs when
each letter is drawn evenly from what it uses (16 hexadecimal digits, 26 letters, 36 letters and digits).
Positive: random says it better. `letters.txt` holds -log2 of the chance of each letter after two others, in
quarter bits, made by `benchmarks/hunt/letters.py` from names of public packages on PyPI and npm and the
labels of the Public Suffix List. A tenth was held out: of those with seven letters or more 0.9 % look
random by `RANDOM`. Names made of whole words, as some malware makes them, look like people's: no letters
tell.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from math import log2
from typing import Final

ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789-"
EDGE: Final = "^"
STEP: Final = 0.25
"""Bits a step of the table stands for."""
SHORTEST: Final = 7
"""Letters; fewer say too little."""
RANDOM: Final = 5.0
"""Bits: chance explains it 32 times better."""
PEOPLES: Final = 0.05
"""Share of people's names that look random all the same, rounded up: other languages, abbreviations."""
_HEX: Final = frozenset("0123456789abcdef")
_DIGITS: Final = frozenset("0123456789")


@lru_cache(maxsize=65_536)
def unlikeness(label: str) -> float:
    """Return how many bits better chance explains a label than people's habit of naming does.

    Hyphens are left out, for people put them anywhere; of names in other scripts (`xn--`) nothing is known.
    """
    if label.startswith("xn--"):
        return -100.0
    bare = label.replace("-", "")
    table = _table()
    text = [_INDEX.get(char, _INDEX["-"]) for char in f"{EDGE}{EDGE}{bare}{EDGE}"]
    bits = 0.0
    for first, second, third in zip(text, text[1:], text[2:], strict=False):
        bits += table[first * _WIDTH + second][third]
    return bits - len(bare) * _evenly(bare) - log2(len(bare) + 1)


def _evenly(label: str) -> float:
    """Return the bits a letter costs when drawn evenly from what a label uses."""
    used = set(label)
    digits = bool(used & _DIGITS)
    return log2(16 if digits and used <= _HEX else 36 if digits else 26)


_INDEX: Final = {char: at for at, char in enumerate(ALPHABET + EDGE)}
_WIDTH: Final = len(_INDEX)


@cache
def _table() -> list[list[float]]:
    text = files(__package__).joinpath("letters.txt").read_text(encoding="ascii")
    return [[(ord(char) - 33) * STEP for char in line] for line in text.splitlines()]


def looks_random(label: str) -> bool:
    """Whether a label is long enough to tell, and chance explains it much better."""
    return len(label) >= SHORTEST and unlikeness(label) > RANDOM
