"""That a sentence judges only as our engines did: mild words need a mild verdict, grave words a grave one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vedette.agents.gates.exhibits import Exhibit, Ground
from vedette.agents.gates.lexicon import phrases
from vedette.agents.gates.written import joined, tokens, unquoted
from vedette.core.verdicts import Verdict

_RANK: Final = {one: rank for rank, one in enumerate(Verdict)}
_BENIGN_WORDS: Final = frozenset(("benign", "gutartig", "benigno", "benigna"))
"""What the mildest verdict may be called: it is no promise that a thing is safe."""


def fault(text: str, ids: Iterable[str], ground: Ground) -> str:
    """Say which judging word is not what the report says of what the sentence cites."""
    cited = ground.cited(ids)
    words = [joined(one) for one in tokens(unquoted(text))]
    for match in phrases("verdicts", ground.language).find(words):
        said = words[match.start : match.end]
        if not any(_agrees(match.name, said, one) for one in cited) and not _is_told(
            words, match.start, match.end, cited
        ):
            return f"no verdict of the report says {' '.join(said)!a}"
    return ""


def _agrees(sort: str, said: list[str], exhibit: Exhibit) -> bool:
    if sort == "mild":
        right = exhibit.verdict is Verdict.BENIGN and len(said) == 1 and said[0] in _BENIGN_WORDS
        return right or (exhibit.waived and said[:1] == ["false"])
    if exhibit.verdict is None:
        return False
    least = Verdict.MALICIOUS if sort == "grave" else Verdict.UNUSUAL
    return _RANK[exhibit.verdict] >= _RANK[least]


def _is_told(words: list[str], start: int, end: int, cited: Iterable[Exhibit]) -> bool:
    """Whether our engine says just these words, with those around them."""
    around = words[max(0, start - 1) : end + 1]
    line = f" {' '.join(around)} "
    return len(around) > end - start and any(
        line in f" {' '.join(map(joined, tokens(said)))} " for one in cited for said in one.said
    )
