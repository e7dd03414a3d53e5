"""Correlation rules, as pySigma has parsed them, become ours: references are indices, chains in order."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionNOT,
    CorrelationConditionOR,
    SigmaCorrelationRule,
    SigmaExtendedCorrelationCondition,
)

from vedette.core.errors import BadInput
from vedette.hunt.instants import SECOND
from vedette.hunt.sigma.about import about_of
from vedette.hunt.sigma.rules import (
    Both,
    Correlation,
    Either,
    Fired,
    Unusable,
    Wish,
    Without,
)
from vedette.hunt.sigma.wording import THRESHOLD

_SPAN_MAX: Final = 10 * 366 * 86_400
_HINT: Final = "see docs/sigma.md, 'Correlations'"


def correlations_of(
    chains: list[tuple[str, SigmaCorrelationRule]],
    first: int,
    places: dict[str, int],
    unusable: list[Unusable],
) -> tuple[tuple[Correlation, ...], frozenset[int]]:
    """Make the correlations in an order in which each comes after those it rests on.

    Also returns the indices that shall not alert by themselves.
    """
    made: list[Correlation] = []
    quiet: set[int] = set()
    waiting = list(chains)
    while waiting:
        ready = [(name, one) for name, one in waiting if all(ref in places for ref in _references(one))]
        if not ready:
            break
        for name, one in ready:
            _take(name, one, (made, first, places, quiet), unusable)
        waiting = [pair for pair in waiting if pair not in ready]
    for name, one in waiting:
        lost = next((ref for ref in _references(one) if ref not in places), "")
        unusable.append(
            Unusable(about_of(name, one).id, name, f"it rests on {lost!r}, which is not there or unusable")
        )
    loud = tuple(_quietened(one) if first + number in quiet else one for number, one in enumerate(made))
    return loud, frozenset(place for place in quiet if place < first)


def _take(
    name: str,
    one: SigmaCorrelationRule,
    kept: tuple[list[Correlation], int, dict[str, int], set[int]],
    unusable: list[Unusable],
) -> None:
    made, first, places, quiet = kept
    try:
        correlation = _correlation(name, one, places)
    except BadInput as error:
        unusable.append(Unusable(about_of(name, one).id, name, str(error)))
        return
    if not one.generate:
        quiet.update(correlation.rules)
    for handle in (str(one.id or ""), str(one.name or "")):
        if handle:
            places[handle] = first + len(made)
    made.append(correlation)


def _references(one: SigmaCorrelationRule) -> list[str]:
    if one.rules:
        return [ref.reference for ref in one.rules]
    if isinstance(one.condition, SigmaExtendedCorrelationCondition):
        return one.condition.get_referenced_rules()
    return []


def _correlation(name: str, one: SigmaCorrelationRule, places: dict[str, int]) -> Correlation:
    if one.errors:
        raise BadInput(" ".join(str(one.errors[0]).split()), hint=_HINT)
    rules = tuple(dict.fromkeys(places[ref] for ref in _references(one)))
    if not rules:
        raise BadInput("it rests on no rule", hint=_HINT)
    if one.timespan.seconds > _SPAN_MAX:
        raise BadInput("its timespan is longer than ten years", hint=_HINT)
    condition: Any = one.condition
    extended = isinstance(condition, SigmaExtendedCorrelationCondition)
    return Correlation(
        about=about_of(name, one),
        measure=one.type.name.lower(),  # type: ignore[arg-type]
        rules=rules,
        span=one.timespan.seconds * SECOND,
        group_by=tuple(one.group_by or ()),
        aliases=_aliases(one, places),
        relation="gte" if extended else condition.op.name.lower(),
        count=len(rules) if extended else _threshold(one),
        fields=() if extended else _listed(condition.fieldref),
        percentile=50 if extended or condition.percentile is None else condition.percentile,
        wish=_wish(condition.parsed, places) if extended else None,
    )


def _threshold(one: SigmaCorrelationRule) -> float:
    exact = (one.custom_attributes or {}).get(THRESHOLD)
    condition: Any = one.condition
    return float(exact if isinstance(exact, float) else condition.count)


def _aliases(one: SigmaCorrelationRule, places: dict[str, int]) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for alias in one.aliases:
        names = {}
        for ref, field in alias.mapping.items():
            if ref.reference not in places:
                raise BadInput(f"an alias speaks of {ref.reference!r}, which is not there", hint=_HINT)
            names[places[ref.reference]] = str(field)
        found[alias.alias] = names
    return found


def _listed(value: str | list[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def _wish(tree: Any, places: dict[str, int]) -> Wish:  # noqa: ANN401 - pySigma's tree
    match tree:
        case CorrelationConditionAND():
            return Both(tuple(_wish(one, places) for one in tree.args))
        case CorrelationConditionOR():
            return Either(tuple(_wish(one, places) for one in tree.args))
        case CorrelationConditionNOT():
            return Without(_wish(tree.args[0], places))
        case _:
            if tree.reference not in places:
                raise BadInput(f"it rests on {tree.reference!r}, which is not there", hint=_HINT)
            return Fired(places[tree.reference])


def _quietened(one: Correlation) -> Correlation:
    return msgspec.structs.replace(one, about=msgspec.structs.replace(one.about, alerts=False))
