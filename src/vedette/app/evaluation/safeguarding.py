"""How well texts are read, on prompts whose label is known: who would wait, and who would not.

The figures are for people: no threshold is set by them, and nothing silent depends on them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from vedette.access.nouns import Risk
from vedette.access.safeguards.held import Thresholds, what_follows
from vedette.access.safeguards.nouns import Signals
from vedette.access.safeguards.reading import read
from vedette.app.evaluate_answers import Measured, Part, SafeguardsEvaluated, SetMeasured
from vedette.app.evaluate_requests import EvaluateSafeguards
from vedette.app.evaluation.prompts import BENIGN, PROHIBITED, Prompt, prompts
from vedette.app.evaluation.scores import wilson
from vedette.app.jobs import Job
from vedette.app.tools import Tools

_LIMITS = Thresholds()
_SORTS = 12
"""Kinds of one set that are told apart, the largest."""
_CURVE = (50, 70, 90)
"""Thresholds of `prohibited` that are shown beside the one that holds."""


def run(tools: Tools, request: EvaluateSafeguards, job: Job) -> SafeguardsEvaluated:
    """Read every prompt, and count.

    Raises:
        BadInput: a set cannot be read, or does not say what it holds.

    """
    del tools
    given = [
        *((place, BENIGN) for place in request.benign),
        *((place, PROHIBITED) for place in request.prohibited),
        *((place, "") for place in request.places),
    ]
    sets: list[SetMeasured] = []
    for place, label in given:
        found = list(islice(prompts(place, label), request.limit))
        sets += [
            _measured(place.name, of, [one for one in found if one.label == of], job)
            for of in (BENIGN, PROHIBITED)
            if any(one.label == of for one in found)
        ]
    return SafeguardsEvaluated(sets=tuple(sets), prohibited_from=_LIMITS.prohibited)


def _measured(name: str, label: str, found: list[Prompt], job: Job) -> SetMeasured:
    read_: list[tuple[Prompt, Signals]] = []
    partly = 0
    for one in found:
        job.check()
        reading = read(one.text)
        partly += not reading.whole
        read_.append((one, reading.signals))
    signals = [one for _, one in read_]
    return SetMeasured(
        name=name,
        label=label,
        prompts=len(found),
        partly=partly,
        classes=tuple(_of_class(risk, signals) for risk in (Risk.C0, Risk.C1, Risk.C3)),
        curve=tuple((at, _share(sum(s.prohibited >= at for s in signals), len(signals))) for at in _CURVE),
        injection=_share(sum(one.injection >= _LIMITS.approval for one in signals), len(signals)),
        topics=dict(Counter(one.topic or "none" for one in signals).most_common()),
        sorts=tuple(_sorted(read_)),
    )


def _of_class(risk: Risk, signals: list[Signals]) -> Part:
    """Count what would happen to these texts on a capability of one class."""
    said = Counter(what_follows(one, risk, _LIMITS) for one in signals)
    return Part(
        name="C1, C2" if risk is Risk.C1 else "C3, C4" if risk is Risk.C3 else risk.value,
        held=_share(said["review"], len(signals)),
        approval=_share(said["approval"], len(signals)),
    )


def _sorted(read_: Iterable[tuple[Prompt, Signals]]) -> Iterator[Part]:
    """Count by what the set calls its kinds, on C3, where most is held."""
    by: dict[str, list[Signals]] = {}
    for one, signals in read_:
        by.setdefault(one.sort, []).append(signals)
    if set(by) <= {""}:
        return
    for name, some in sorted(by.items(), key=lambda item: -len(item[1]))[:_SORTS]:
        part = _of_class(Risk.C3, some)
        yield Part(name=name or "none", held=part.held, approval=part.approval)


def _share(count: int, of: int) -> Measured:
    share = wilson(count, of)
    return Measured(count=count, of=of, low=share.low, high=share.high)
