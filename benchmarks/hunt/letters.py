"""Makes the table of letters in names people made: `python -m benchmarks.hunt.letters FILE...`.

Each file has a name at the beginning of each line (`pypi.tsv`, `npm.tsv`: names of public packages, which are
public facts); the labels of the Public Suffix List are added. A tenth, by hash, is held out to see how many
names the model takes for random. Counts of three letters are smoothed with those of two and one (Witten and
Bell 1991) and written as quarter bits, one printable character each: nothing of any single name is left.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from math import log2
from pathlib import Path
from zlib import crc32

from vedette.hunt.patterns.letters import ALPHABET, EDGE, SHORTEST, STEP, looks_random

_SYMBOLS = ALPHABET + EDGE
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{3,40}")


def names(paths: Iterable[Path]) -> Iterator[str]:
    """Give names as labels: without scopes, dots and underscores; joined words as in domains."""
    for path in paths:
        with path.open(encoding="utf-8", errors="replace") as lines:
            next(lines)
            for line in lines:
                name = line.partition("\t")[0].lower().rpartition("/")[2]
                if _NAME.fullmatch(name):
                    yield re.sub(r"[._-]", "", name)
    rules = files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")
    for line in rules.splitlines():
        if line and line.isascii() and not line.startswith(("/", "*", "!")):
            yield from (label for label in line.split(".") if len(label) > 3)  # noqa: PLR2004


def held_out(name: str) -> bool:
    """Whether a name is kept for the test."""
    return crc32(name.encode()) % 10 == 0


@dataclass(slots=True)
class Counted:
    """How often letters follow letters, up to two before."""

    grams: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    """How many different letters follow."""
    totals: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, trained: Iterable[str]) -> Counted:
        """Count names."""
        made = cls()
        for name in trained:
            text = EDGE + EDGE + name + EDGE
            for at in range(2, len(text)):
                made.grams.update(text[at - order : at + 1] for order in range(3))
        for gram, count in made.grams.items():
            made.kinds[gram[:-1]] += 1
            made.totals[gram[:-1]] += count
        return made

    def chance(self, gram: str) -> float:
        """Return the chance of the last letter after those before it."""
        context = gram[:-1]
        lower = self.chance(gram[1:]) if context else 1 / len(_SYMBOLS)
        total, kinds = self.totals[context], self.kinds[context]
        return (self.grams[gram] + kinds * lower) / (total + kinds) if total else lower


def table(trained: Iterable[str]) -> str:
    """Count, smooth and write: a line for each two letters, a character for each third."""
    counted = Counted.of(trained)
    lines = []
    for first in _SYMBOLS:
        for second in _SYMBOLS:
            bits = (-log2(counted.chance(first + second + third)) for third in _SYMBOLS)
            lines.append("".join(chr(33 + min(93, round(bit / STEP))) for bit in bits))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    everything = sorted(set(names(map(Path, sys.argv[1:]))))
    sys.stdout.write(table(name for name in everything if not held_out(name)))
    kept = [name for name in everything if held_out(name) and len(name) >= SHORTEST]
    share = sum(map(looks_random, kept)) / len(kept)
    print(f"{len(everything):,} names; of those held out {share:.2%} look random", file=sys.stderr)
