"""How a page usually answers, and what an answer to an attack says beside that.

An answer suggests success when it is what no honest visitor gets: a page of another size (more than six
robust deviations, 30 % and 200 bytes away from the median of at least five honest answers, and more than
an echo of the payload would add), a wait as long as was asked for, content where nobody else asks for any.
An answer many different attacks got alike is the site's page for anything.
"""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from msgspec import Struct

from vedette.hunt.instants import SECOND
from vedette.hunt.patterns.bounded import MAD_TO_SIGMA, mad, median

SIZES_KEPT: Final = 32
ANSWERS_KEPT: Final = 16
_HONEST_MIN: Final = 5
_DEVIATIONS: Final = 6.0
_SHARE: Final = 0.3
_BYTES: Final = 200
_ALIKE: Final = 3
_WAITED: Final = 0.9
_OK: Final = range(200, 300)
_ERROR: Final = range(500, 600)


class Page(Struct):
    """One path of one site, as honest visitors get it."""

    count: int = 0
    good: int = 0
    errors: int = 0
    sizes: list[int] = []
    """Of the first good answers."""
    waits: list[int] = []
    """Microseconds, of the first."""

    def add(self, status: int | None, size: int | None, wait: int | None) -> None:
        """Take an honest request in."""
        self.count += 1
        if status is None:
            return
        if 200 <= status < 300:  # noqa: PLR2004
            self.good += 1
            if size is not None and len(self.sizes) < SIZES_KEPT:
                self.sizes.append(size)
            if wait is not None and len(self.waits) < ANSWERS_KEPT:
                self.waits.append(wait)
        elif status >= 500:  # noqa: PLR2004
            self.errors += 1


class Answer(NamedTuple):
    """What an attack got."""

    status: int
    size: int
    """-1 where unknown."""
    wait: int
    """Microseconds; -1 where unknown."""
    length: int
    """Of the payload."""
    asked: int
    """Microseconds it asked the server to wait; 0 for none."""


class Outcome(NamedTuple):
    """What the answers suggest."""

    level: int
    """0 turned away, 1 answered, 2 something broke, 3 seems to have worked."""
    words: str
    numbers: dict[str, float | int | str]


TURNED_AWAY: Final = Outcome(0, "the answers say nothing of success", {})


def judge(answer: Answer, page: Page | None, common: Counter[tuple[int, int]], *, reads: bool) -> Outcome:
    """Say what an answer suggests; `reads`: the payload itself would bring content, which is no echo."""
    waited = _waited(answer, page)
    if waited is not None:
        return waited
    if answer.status in _OK:
        return _answered(answer, page, common, reads=reads)
    if answer.status in _ERROR and (page is None or page.errors * 20 <= page.count):
        return Outcome(2, f"an error {answer.status} answered it", {"status": answer.status})
    return TURNED_AWAY


def _answered(answer: Answer, page: Page | None, common: Counter[tuple[int, int]], *, reads: bool) -> Outcome:
    if common[answer.status, answer.size] >= _ALIKE:
        return Outcome(0, "other attacks got the very same answer", {"size": answer.size})
    if answer.size < 0 or not reads:
        return Outcome(1, "it was answered like any request", {"status": answer.status})
    return _sized(answer, page)


def _waited(answer: Answer, page: Page | None) -> Outcome | None:
    """Compare how long it took with how long it was asked to take."""
    if answer.asked < SECOND or answer.wait < answer.asked * _WAITED:
        return None
    usual = median(page.waits) if page is not None and page.waits else 0.0
    if usual > answer.asked / 2:
        return None
    numbers = {"waited_s": round(answer.wait / SECOND, 2), "asked_s": round(answer.asked / SECOND, 2)}
    return Outcome(
        3, "the server waited as long as it was told to", {**numbers, "usual_s": round(usual / SECOND, 2)}
    )


def _sized(answer: Answer, page: Page | None) -> Outcome:
    """Compare the size with that of honest answers."""
    if page is None or page.good == 0:
        return Outcome(
            1, "it was answered where nobody else asks", {"status": answer.status, "size": answer.size}
        )
    if len(page.sizes) < _HONEST_MIN:
        return Outcome(
            1, "too few honest answers to compare with", {"status": answer.status, "size": answer.size}
        )
    usual = median(page.sizes)
    spread = MAD_TO_SIGMA * mad(page.sizes, usual)
    away = abs(answer.size - usual)
    numbers: dict[str, float | int | str] = {
        "size": answer.size,
        "usual_size": round(usual),
        "spread": round(spread, 1),
    }
    enough = away > max(_DEVIATIONS * spread, _SHARE * usual, _BYTES, 4 * answer.length)
    if enough and not min(page.sizes) <= answer.size <= max(page.sizes):
        return Outcome(3, "the answer differs from what others get there", numbers)
    return Outcome(1, "the answer is as long as what others get there", numbers)
