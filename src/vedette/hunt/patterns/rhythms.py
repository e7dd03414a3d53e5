"""Whether moments come in a rhythm: sorted times go in, a rhythm comes out, and how unlikely it is by chance.

Connections within a tenth of the 90th percentile of intervals count as one beat, as a check-in may open
several. The rest is a test against arrivals without memory (a Poisson process with that dead time): how many
of the n intervals lie within a tolerance of the period M, their median, or of its multiples where beats are
missed?

* expected share: the mass a shifted exponential of median M has there;
* chance: Chernoff's bound of the binomial tail, exp(-n KL(share, expected)), times the number of tolerances
  tried (Bonferroni). People, and programs that react to people, are less even than arrivals without memory,
  so it errs to our side;
* lift: (share - expected) / (1 - expected), as what is merely significant need not be regular.

A jitter of 50 % leaves every interval within half of M on either side, where chance puts 4 of 10. Rhythms of
up to three fixed intervals in turn are tested the same way, if the least is shorter than half a day, as who
works by days leaves intervals of one, two and three; the choice of centres is paid for by C(n, k).
What fits none of these may be several clocks at once (`layers.py`), or rests between pieces of work: pauses
below a third of the 90th percentile are none then, as jitter of 50 % leaves half to one and a half periods,
and a pause counts from the last call before it, as programs sleep when their work is done.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from cmath import rect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import comb, e, exp, inf, log, log10, tau
from typing import Final

from vedette.hunt.patterns.bounded import mad, quantile
from vedette.hunt.patterns.draws import evenly_drawn
from vedette.hunt.patterns.layers import DAYS, FINE_SLACK, NEAR, SLACK, grid, hidden, lag

FEWEST: Final = 8
"""Intervals; fewer prove nothing at any tolerance worth having."""
FEWER: Final = 6
"""Intervals, where something is odd: six that fit within a twentieth are one in ten million by chance."""
BURST: Final = 15.0
"""Seconds: pauses in which a program waits for an answer and asks on."""
_BURSTS_APART: Final = 4
_WORK: Final = 1 / 3
"""Of the longest pauses: jitter of 50 % leaves half to one and a half periods, and none is shorter."""
CHANCE_OF_ONE: Final = -4.0
"""Common logarithm of how likely a rhythm may be by chance."""
_STARTS: Final = (1 / 4, 1 / 3, 1 / 2, 2 / 3)
"""Of the calls those before may be others."""
MOST: Final = 4_000
"""Intervals looked at: more do not make it surer."""
_SAME_BEAT: Final = 0.1
LEAST_PERIOD: Final = 2.0
"""Seconds: below, one cannot tell a beat from a retry."""
_SHARE: Final = 0.7
"""Of the intervals a rhythm must explain: leaves room for three missed or moved beats of ten."""
_LIFT: Final = 0.6
_TRIED: Final = ((0.05, 1), (0.05, 4), (0.1, 1), (0.1, 4), (0.2, 1), (0.2, 3), (0.35, 1), (0.5, 1))
"""Tolerance as a share of the period, and up to how many periods an interval may be long."""
_FIXED: Final = 0.05
_LEAST_EXPECTED: Final = 0.02
"""Of lags: what was measured at few cannot be rarer."""
_CENTRES: Final = 3
_LEAST_OF_CENTRE: Final = 0.15
_DRAWN: Final = 0.08
_DRAWN_BEATS: Final = 20
_HALF: Final = 0.5
_LENGTHS: Final = 8
_LENGTHS_SHARE: Final = 0.2
"""Different lengths in seconds: retries and clocks in turn have few."""
_ALIGNED: Final = 0.6
_BY_TIMERS: Final = 600.0
"""Seconds: timers put off rarer jobs by a drawn number of seconds, so that not all come at once."""
_UNLIKELY: Final = 4 / log10(e)
"""One in ten thousand."""
_ONE_BEAT: Final = 1.6
"""Medians; a longer interval goes over a missed beat, as no jitter is more than half."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What regularity was found."""

    period: float
    """Seconds: of several fixed intervals, their sum."""
    share: float
    expected: float
    chance: float
    """Common logarithm of the probability that arrivals without memory look as even."""
    tolerance: float
    jitter: float
    """Median distance from the median interval, as a share of it."""
    beats: int
    intervals: tuple[float, ...]
    """The one, or the several, in seconds."""
    pauses: tuple[float, ...] = field(default=(), repr=False, compare=False)
    """The intervals, sorted, without those over missed beats."""
    since: float = 0.0
    """When it began, in seconds, if calls before it have another rhythm or none."""
    whole: bool = False
    """Whether its intervals are whole seconds of many different lengths, though moments are known better."""
    several: bool = False
    """Whether it is one of several clocks at once, or one of whose beats most are missed."""

    @property
    def drawn(self) -> bool:
        """Whether the pauses look as if each was drawn between two bounds, as to hide does.

        What scatters by itself has none: `draws.py`; a jitter of 8 % and more, and twenty beats.
        """
        enough = self.jitter >= _DRAWN and self.beats >= _DRAWN_BEATS
        return enough and evenly_drawn(self.pauses)


def rhythm(
    times: Sequence[float],
    cuts: Sequence[float] = (),
    least: float = LEAST_PERIOD,
    *,
    several: bool = False,
) -> Rhythm | None:
    """Find the rhythm of sorted times; None where there is none, or its period is less than the least.

    No interval reaches over a cut. When that is asked, several clocks at once are listened for, and bursts:
    what comes within 15 seconds of the last is then one beat, if beats are a minute apart at least;
    and what settles into a rhythm after a quarter to two thirds of the calls.
    """
    raw = [b - a for a, b in pairwise(times)]
    if len(raw) < (FEWER if several else FEWEST):
        return None
    dead = _SAME_BEAT * quantile(sorted(raw), 0.9)
    found = _heard(times, cuts, dead, least, several=several)
    if several and not _clear(found) and dead < BURST:
        bursts = _heard(times, cuts, BURST, max(least, _BURSTS_APART * BURST), several=True)
        found += [replace(one, chance=one.chance + log10(2)) for one in bursts]
    if several and not _clear(found) and not cuts:
        found += _settled(times, least)
    if several and not _clear(found) and not cuts:
        found += _rested(sorted(raw), least)
    return min(found, key=lambda one: one.chance, default=None)


def _clear(found: Iterable[Rhythm]) -> bool:
    return any(one.chance <= CHANCE_OF_ONE for one in found)


def _settled(times: Sequence[float], least: float) -> Iterator[Rhythm]:
    """Find a rhythm that is settled into: a program that was just put there fetches its parts first."""
    for share in _STARTS:
        part = times[int(len(times) * share) :]
        raw = sorted(b - a for a, b in pairwise(part))
        if len(raw) < FEWER:
            return
        dead = _SAME_BEAT * quantile(raw, 0.9)
        for one in _simple(_gaps(beaten(part, dead), ()), dead, least):
            yield replace(one, chance=one.chance + log10(2 + len(_STARTS)), since=part[0])


def _rested(raw: Sequence[float], least: float) -> Iterator[Rhythm]:
    """Find a rhythm in the pauses between pieces of work: a program sleeps when its last call is done."""
    dead = _WORK * quantile(raw, 0.9)
    pauses = [gap for gap in raw if gap > dead][:MOST]
    for one in _simple(pauses, dead, least):
        yield replace(one, chance=one.chance + log10(2))


def _heard(
    times: Sequence[float], cuts: Sequence[float], dead: float, least: float, *, several: bool
) -> list[Rhythm]:
    """Find rhythms of beats that are a dead time apart."""
    beats = beaten(times, dead)
    gaps = _gaps(beats, cuts)
    if len(gaps) < (FEWER if several else FEWEST) or quantile(gaps, 0.5) < least:
        return []
    found = _simple(gaps, dead, least)
    if found and not _known_in_seconds(times) and _whole(gaps):
        found = [replace(one, whole=one.jitter >= _DRAWN and one.period < _BY_TIMERS) for one in found]
    if several and not found and not cuts:
        found = [one for one in _layered(beats, max(least, dead)) if one.chance < 0]
        if not _clear(found):
            found += _among(beats, max(least, dead))
    return found


def _known_in_seconds(times: Sequence[float]) -> bool:
    return sum(at == int(at) for at in times) > _HALF * len(times)


def _whole(gaps: Sequence[float]) -> bool:
    """Whether intervals are whole seconds of many lengths.

    Rayleigh's test: as directions on a circle of one second, n that have nothing to do with seconds have a
    mean longer than R with probability exp(-n R^2).
    """
    lengths = len({round(gap) for gap in gaps})
    if lengths < max(_LENGTHS, _LENGTHS_SHARE * len(gaps)):
        return False
    mean = abs(sum(rect(1, tau * gap) for gap in gaps)) / len(gaps)
    return mean >= _ALIGNED and len(gaps) * mean**2 >= _UNLIKELY


def _simple(gaps: Sequence[float], dead: float, least: float) -> list[Rhythm]:
    """Find what one interval, or a few in turn, explain."""
    middle = quantile(gaps, 0.5) if len(gaps) >= FEWER else 0.0
    return [*_even(gaps, middle, dead), *_several(gaps, middle, dead)] if middle >= least else []


def _gaps(beats: Sequence[float], cuts: Sequence[float]) -> list[float]:
    return sorted([b - a for a, b in pairwise(beats) if not _crosses(cuts, a, b)][:MOST])


def beaten(times: Sequence[float], dead: float) -> list[float]:
    """Return the beats of sorted times: what comes within the dead time of the last is no new one."""
    beats, last = [], -inf
    for at in times:
        if at - last > dead:
            beats.append(at)
        last = at
    return beats


def _crosses(cuts: Sequence[float], start: float, end: float) -> bool:
    return bool(cuts) and bisect_right(cuts, start) != bisect_right(cuts, end)


def _even(gaps: Sequence[float], middle: float, dead: float) -> Iterator[Rhythm]:
    """One period, with or without missed beats."""
    for tolerance, most in _TRIED:
        bands = [(middle * (k - tolerance), middle * (k + tolerance)) for k in range(1, most + 1)]
        found = _judged(gaps, bands, _Null(middle, dead), log10(len(_TRIED)))
        if found is not None:
            share, expected, chance = found
            yield Rhythm(
                period=middle,
                share=share,
                expected=expected,
                chance=chance,
                tolerance=tolerance,
                jitter=mad(gaps, middle) / middle,
                beats=len(gaps) + 1,
                intervals=(middle,),
                pauses=tuple(gap for gap in gaps if gap <= _ONE_BEAT * middle),
            )


def _several(gaps: Sequence[float], middle: float, dead: float) -> Iterator[Rhythm]:
    """Two or three fixed intervals."""
    centres = sorted(_centres(gaps))
    if len(centres) < 2 or centres[0] >= DAYS:  # noqa: PLR2004  one is a period
        return
    bands = [(centre * (1 - _FIXED), centre * (1 + _FIXED)) for centre in centres]
    found = _judged(gaps, bands, _Null(middle, dead), log10(comb(len(gaps), len(centres))))
    if found is not None:
        share, expected, chance = found
        yield Rhythm(
            period=sum(centres),
            share=share,
            expected=expected,
            chance=chance,
            tolerance=_FIXED,
            jitter=_FIXED,
            beats=len(gaps) + 1,
            intervals=tuple(centres),
        )


def _layered(beats: Sequence[float], least: float) -> Iterator[Rhythm]:
    """Several clocks at once, or one most of whose beats are missed."""
    for slack in (SLACK, FINE_SLACK):
        heard = lag(beats, least, slack)
        if heard is not None and _stands_out(heard.share, heard.expected):
            expected = min(0.999, max(_LEAST_EXPECTED, heard.expected))
            chance = tail(heard.followed, heard.share, expected) + heard.tries + log10(2)
            yield _by_clocks(heard.period, heard.share, expected, chance, len(beats))
    marks = grid(beats)
    if marks is not None and _stands_out(marks.near, 2 * NEAR):
        yield _by_clocks(marks.period, marks.near, 2 * NEAR, marks.chance, len(beats))


def _among(beats: Sequence[float], least: float) -> Iterator[Rhythm]:
    """Find a clock that is kept all the time among other calls, however many those are."""
    for slack in (SLACK, FINE_SLACK):
        kept = hidden(beats, least, slack)
        if kept is not None and _stands_out(kept.share, kept.expected):
            expected = min(0.999, max(_LEAST_EXPECTED, kept.expected))
            chance = tail(kept.slots, kept.share, expected) + kept.tries + log10(2)
            yield _by_clocks(kept.period, kept.share, expected, chance, kept.beats)


def _by_clocks(period: float, share: float, expected: float, chance: float, beats: int) -> Rhythm:
    return Rhythm(
        period=period,
        share=share,
        expected=expected,
        chance=chance,
        tolerance=SLACK,
        jitter=SLACK,
        beats=beats,
        intervals=(period,),
        several=True,
    )


def _stands_out(share: float, expected: float) -> bool:
    return share >= _SHARE and share - expected >= _LIFT * (1 - expected)


def _centres(gaps: Sequence[float]) -> Iterator[float]:
    """Find the few values most intervals are near, the most frequent first."""
    left = list(gaps)
    for _ in range(_CENTRES):
        best = (0, 0, 0)
        for low, gap in enumerate(left):
            high = bisect_right(left, gap * (1 + 2 * _FIXED))
            best = max(best, (high - low, low, high))
        count, low, high = best
        if count < _LEAST_OF_CENTRE * len(gaps) or left[low] < LEAST_PERIOD:
            return
        yield quantile(left[low:high], 0.5)
        del left[low:high]


@dataclass(frozen=True, slots=True)
class _Null:
    """Arrivals without memory after a dead time, of a known median."""

    middle: float
    dead: float

    def mass(self, low: float, high: float) -> float:
        return self._beyond(low) - self._beyond(high)

    def _beyond(self, gap: float) -> float:
        if gap <= self.dead:
            return 1.0
        return exp(-log(2) * (gap - self.dead) / (self.middle - self.dead))


def _judged(
    gaps: Sequence[float], bands: Sequence[tuple[float, float]], null: _Null, tries: float
) -> tuple[float, float, float] | None:
    """Return share, expected share and chance of what lies in the bands, when that is much."""
    inside = sum(bisect_right(gaps, high) - bisect_left(gaps, low) for low, high in bands)
    share = min(1.0, inside / len(gaps))
    expected = min(0.999, max(1e-9, sum(null.mass(low, high) for low, high in bands)))
    if not _stands_out(share, expected):
        return None
    return share, expected, tail(len(gaps), share, expected) + tries


def tail(trials: int, share: float, expected: float) -> float:
    """Bound the binomial tail (Chernoff): the logarithm, to 10, of seeing that share or more by chance."""
    if share <= expected:
        return 0.0
    apart = share * log(share / expected)
    if share < 1:
        apart += (1 - share) * log((1 - share) / (1 - expected))
    return -trials * apart / log(10)
