"""How far the clocks of sources are apart, told by what two of them recorded of the same event.

Only what a source recorded once counts, and only where two events or more agree is a clock put right: one
match may be chance, and is said, not used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Final, NamedTuple

from vedette.core.attacks import EntityKind
from vedette.core.nouns import Finding
from vedette.respond.instants import seconds_of

AGREE_S: Final = 2.0
"""Clocks no further apart are taken to agree; so are matches that say the same."""
_FARTHEST_S: Final = 48 * 3600.0
"""Further apart, it is another event that looks alike."""
_QUOTE: Final = 16
"""A quote this long says the same event; a shorter one is a word many records have."""
_ENOUGH: Final = 2
_FINDINGS_MOST: Final = 20_000
_BOTH: Final = 2
_SOURCES_MOST: Final = 32
_QUARTER_S: Final = 900.0
_ZONE_S: Final = 1800.0
_ROOT: Final = "others are measured against it"
Fact = tuple[object, ...]


class ClockError(NamedTuple):
    """What is known of one source's clock."""

    ahead: float
    """Seconds."""
    words: str
    sure: bool
    """Whether times are put right by it."""
    doubt: str = ""
    """What to say of each of its times, if something."""


class _Pair(NamedTuple):
    other: str
    ahead: float
    matches: int


def clocks(
    findings: Sequence[Finding],
    said: Mapping[str, float],
    settled: Mapping[str, float] | None = None,
    trusted: Iterable[str] = (),
) -> dict[str, ClockError]:
    """Say what is known of the clock of each source, by name; those nothing is known of are not in it.

    `said` is what a person knows, in seconds ahead: it is never argued with. `settled` is what was found when
    earlier reports were taken in: others are measured against those, else against those that are `trusted`.
    """
    told = {name: ClockError(ahead, _found(ahead), sure=True) for name, ahead in (settled or {}).items()}
    told |= {name: ClockError(ahead, _said(ahead), sure=True) for name, ahead in said.items()}
    pairs = _pairs(findings[:_FINDINGS_MOST])
    for root in _roots(pairs, told, frozenset(trusted)):
        told.setdefault(root, ClockError(0.0, _ROOT, sure=True))
        _spread(root, pairs, told)
    return told


def apart(findings: Sequence[Finding], known: Collection[str] = ()) -> list[str]:
    """Say which sources recorded the same events some time apart, where it cannot be told who is ahead.

    A hunt through both at once makes one finding of what both recorded, and keeps the first and last time.
    """
    found: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for one in findings[:_FINDINGS_MOST]:
        names = tuple(sorted({piece.name for piece in one.evidence}))
        if one.seen is None or len(names) != _BOTH or one.seen.count != _BOTH:
            continue
        first, last = seconds_of(one.seen.first), seconds_of(one.seen.last)
        if first is not None and last is not None and AGREE_S < last - first <= _FARTHEST_S:
            found[names].append(last - first)
    return [
        f"{' and '.join(names)} have {len(gaps)} events both recorded {median(gaps):,.1f} seconds apart: hunt"
        " through each alone and take both reports in, then it can be told which clock is ahead"
        for names, gaps in sorted(found.items())
        if len(gaps) >= _ENOUGH
        and not all(name in known for name in names)
        and all(abs(gap - median(gaps)) <= AGREE_S for gap in gaps)
    ]


def _roots(
    pairs: Mapping[str, list[_Pair]], told: Mapping[str, ClockError], trusted: frozenset[str]
) -> Iterator[str]:
    """Yield what to measure against, best first: what is known, what is trusted, what has most matches."""

    def worth(name: str) -> tuple[bool, bool, int, str]:
        return (name not in told, name not in trusted, -sum(one.matches for one in pairs[name]), name)

    yield from sorted(pairs, key=worth)


def _spread(root: str, pairs: Mapping[str, list[_Pair]], told: dict[str, ClockError]) -> None:
    waiting = [root]
    while waiting:
        name = waiting.pop()
        for one in pairs[name]:
            if one.other in told:
                continue
            found = _error(told[name].ahead + one.ahead, name, one.matches)
            told[one.other] = found
            if found.sure:
                waiting.append(one.other)


def _error(ahead: float, other: str, matches: int) -> ClockError:
    if abs(ahead) <= AGREE_S:
        return ClockError(0.0, f"agrees with {other}", sure=True)
    way = "ahead of" if ahead > 0 else "behind"
    seen = "event" if matches == 1 else "events"
    words = f"{abs(ahead):,.1f} seconds {way} {other}, by {matches} {seen} both recorded"
    if matches < _ENOUGH:
        return ClockError(
            0.0, f"perhaps {words}: not enough to put it right", sure=False, doubt=f"perhaps {words}"
        )
    if abs(ahead) >= _ZONE_S and _from_quarter(ahead) <= AGREE_S:
        words += "; it looks like local time without a zone"
        return ClockError(ahead, words, sure=True, doubt="local time without a zone, put right")
    return ClockError(ahead, words, sure=True)


def _from_quarter(ahead: float) -> float:
    off = abs(ahead) % _QUARTER_S
    return min(off, _QUARTER_S - off)


def _said(ahead: float) -> str:
    return f"{abs(ahead):,.1f} seconds {'ahead' if ahead > 0 else 'behind'}, as was said"


def _found(ahead: float) -> str:
    if not ahead:
        return _ROOT
    return f"{abs(ahead):,.1f} seconds {'ahead' if ahead > 0 else 'behind'}, as was found before"


def _pairs(findings: Iterable[Finding]) -> dict[str, list[_Pair]]:
    """Return, by source, how far each other one is ahead of it."""
    apart: dict[tuple[str, str], set[tuple[float, float]]] = defaultdict(set)
    for times in _by_fact(findings).values():
        once = sorted((name, min(found)) for name, found in times.items() if len(found) == 1)
        if len(once) > _SOURCES_MOST:
            continue  # what everybody recorded is no event that tells clocks apart
        for number, (one, first) in enumerate(once):
            for other, second in once[number + 1 :]:
                if abs(second - first) <= _FARTHEST_S:
                    apart[one, other].add((first, second))
    pairs: dict[str, list[_Pair]] = defaultdict(list)
    for (one, other), times_seen in apart.items():
        differences = [second - first for first, second in times_seen]
        middle = median(differences)
        agreeing = sum(abs(each - middle) <= AGREE_S for each in differences)
        if agreeing * 2 > len(differences):
            pairs[one].append(_Pair(other, middle, agreeing))
            pairs[other].append(_Pair(one, -middle, agreeing))
    return dict(pairs)


def _by_fact(findings: Iterable[Finding]) -> dict[Fact, dict[str, set[float]]]:
    """Return when each source recorded each fact; a fact is an event as any source would describe it."""
    facts: dict[Fact, dict[str, set[float]]] = defaultdict(lambda: defaultdict(set))
    for one in findings:
        if one.seen is None or one.seen.count > 1:
            continue
        moment = seconds_of(one.seen.first)
        if moment is not None:
            for fact in _facts(one):
                facts[fact][one.evidence[0].name].add(moment)
    return facts


def _facts(finding: Finding) -> Iterator[Fact]:
    """Yield a finding's process, flow and login, as far as it tells of one."""
    if finding.seen is None:
        return
    taking_part = {*finding.seen.actors, *finding.seen.targets}
    by_kind: dict[EntityKind, tuple[str, ...]] = {
        kind: tuple(sorted(one.name for one in taking_part if one.kind is kind)) for kind in EntityKind
    }
    hosts, addresses = by_kind[EntityKind.HOST], by_kind[EntityKind.ADDRESS]
    quote = max((one.quote for one in finding.evidence), key=len)
    if hosts and len(quote) >= _QUOTE:
        yield ("process", hosts, quote)
    if len(addresses) > 1:
        yield ("flow", addresses, finding.rule)
    if hosts and addresses and by_kind[EntityKind.USER]:
        yield ("login", hosts, addresses, by_kind[EntityKind.USER], finding.rule)
