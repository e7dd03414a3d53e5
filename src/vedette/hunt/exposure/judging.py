"""Attempts at one weakness in, its state out: what answers say beside what honest visitors get there.

Exploitation is likely when one source's answers say so in two independent ways, or in one that is telling by
itself. Telling: the server waited as long as it was told to; a page of another size than any honest one
(`patterns/web/pages.py`). Ways that need a second one: content (2xx) for a payload where other payloads of
the same kind failed; answers whose sizes depend on the payload; the same source going on after it was
answered, with other payloads, by hand and not as a scanner. An error (5xx) alone says that something broke,
not that it worked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from vedette.core.exposures import State
from vedette.hunt.exposure.attempts import Attempt
from vedette.hunt.patterns.web.pages import Answer, Page, judge

ECHOED: Final = frozenset(("cross-site scripting", "header injection", "a way to another site"))
"""What changes an answer only by being repeated in it."""
_TELLING: Final = 3
_ENOUGH: Final = 2
_DIFFERENT: Final = 3
_OK: Final = range(200, 300)
_REDIRECT: Final = range(300, 400)


class Verdict(NamedTuple):
    """What attempts add up to."""

    state: State
    reasons: tuple[str, ...]
    by: str
    """Whose attempts say most."""


def verdict(attempts: Sequence[Attempt], page: Page | None) -> Verdict:
    """Judge everything that was sent to one weakness; `page` is how honest requests were answered there."""
    if not attempts:
        return Verdict(State.UNTOUCHED, ("no request holds anything that would use it",), "")
    by_source: dict[str, list[Attempt]] = defaultdict(list)
    for one in attempts:
        by_source[one.source].append(one)
    common = Counter({_got(one) for one in attempts if one.answer is not None})
    alike = Counter((status, size) for _, status, size in common)
    best = max((_weigh(group, page, alike) for group in by_source.values()), key=lambda one: one[0])
    weight, reasons, source = best
    if weight >= _ENOUGH:
        return Verdict(State.EXPLOITED, tuple(reasons), source)
    return Verdict(State.PROBED, tuple(reasons) or ("no answer says that it worked",), source)


def _got(one: Attempt) -> tuple[str, int, int]:
    """Say what a payload got: the same payload with the same answer counts once."""
    return (one.payload.text, _of(one).status, _of(one).size)


def _weigh(
    group: Sequence[Attempt], page: Page | None, common: Counter[tuple[int, int]]
) -> tuple[int, list[str], str]:
    """Add up what one source's answers say: two is enough."""
    weight, reasons = 0, []
    for points, words in _says(group, page, common):
        weight += points
        reasons.append(words)
    return weight, reasons, group[0].source


def _says(
    group: Sequence[Attempt], page: Page | None, common: Counter[tuple[int, int]]
) -> Iterator[tuple[int, str]]:
    answered = [one for one in group if one.answer is not None]
    if not answered:
        yield 0, "the log does not say how it was answered"
        return
    outcomes = [(one, judge(_of(one), page, _but(common, one), reads=_reads(one))) for one in answered]
    told = next((found for _, found in outcomes if found.level >= _TELLING), None)
    good = [one for one, found in outcomes if _is_good(one) and found.level > 0]
    if told is not None:
        yield _ENOUGH, _with_numbers(told.words, told.numbers)
    elif any(found.level == _ENOUGH for _, found in outcomes):
        yield 0, "an error of the server answered it: something broke"
    if good and (failed := [one for one in answered if not _is_good(one)]):
        yield 1, f"{len(good)} of these payloads got content where {len(failed)} others did not"
    if _depends(good):
        yield 1, "how long the answer is depends on the payload"
    if _goes_on(good, group):
        yield 1, "the same source went on after it was answered, with other payloads and no scanner's name"
    if not good and told is None:
        yield 0, "it was turned away or answered with an error"


def _is_good(one: Attempt) -> bool:
    """Whether an attempt got content, and more than an echo of itself."""
    if one.answer is None:
        return False
    if one.payload.kind in ECHOED:
        return one.payload.kind == "a way to another site" and one.answer.status in _REDIRECT
    return one.answer.status in _OK


def _reads(one: Attempt) -> bool:
    return one.payload.kind not in ECHOED


def _of(one: Attempt) -> Answer:
    assert one.answer is not None  # noqa: S101  the caller looked
    return one.answer


def _but(common: Counter[tuple[int, int]], one: Attempt) -> Counter[tuple[int, int]]:
    """Leave the attempt's own answer out of what everybody got."""
    answer = _of(one)
    return common - Counter({(answer.status, answer.size): 1})


def _depends(good: Sequence[Attempt]) -> bool:
    """Whether answers differ more than the payloads they may repeat do."""
    sizes: dict[str, int] = {}
    for one in good:
        if _reads(one) and _of(one).size >= 0:
            sizes.setdefault(one.payload.text, _of(one).size - _of(one).length)
    spread = max(sizes.values(), default=0) - min(sizes.values(), default=0)
    return len(sizes) >= _ENOUGH and spread > max(200, *(len(text) * 2 for text in sizes))


def _goes_on(good: Sequence[Attempt], group: Sequence[Attempt]) -> bool:
    if any(one.tool for one in group) or not good:
        return False
    texts = {one.payload.text for one in good if _reads(one)}
    return len(texts) >= _DIFFERENT


def _with_numbers(words: str, numbers: dict[str, float | int | str]) -> str:
    listed = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in numbers.items())
    return f"{words} ({listed})" if listed else words
