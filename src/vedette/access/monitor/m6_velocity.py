"""M6: newly proved assets, far faster than this organisation ever proved any. Somebody looks at it."""

from __future__ import annotations

from statistics import median

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Step
from vedette.access.monitor.thresholds import Velocity
from vedette.access.monitor.wishes import Wish, spread

DAY = 86_400.0
_WEEK = 7


class Proved(Struct, frozen=True, kw_only=True):
    """How many assets an organisation has newly proved since it was last asked."""

    at: float
    org: str
    assets: int


class State(Struct, frozen=True):
    """Newly proved assets of an organisation: the day, counted from the epoch, and how many that day."""

    days: tuple[tuple[int, int], ...] = ()
    first: int = -1
    """The first day anything was proved."""


def step(state: State, seen: Proved, limits: Velocity) -> tuple[State, tuple[Wish, ...]]:
    """Look at what was newly proved."""
    today = int(seen.at // DAY)
    oldest = today - int(limits.history // DAY)
    counts = {day: count for day, count in state.days if day > oldest}
    counts[today] = counts.get(today, 0) + seen.assets
    first = state.first if state.first >= 0 else today
    made = State(tuple(sorted(counts.items())), first)
    now, before = counts[today], [count for day, count in counts.items() if day < today and count]
    usual = median(before) if before else 0.0
    settled = today - first >= _WEEK
    most = max(float(limits.floor), limits.factor * usual) if settled else float(limits.first_week)
    if now <= most:
        return made, ()
    usually = f"{usual:g} on a usual day" if settled else "no week to compare with yet"
    wish = Wish(
        rule=Rule.M6,
        step=Step.REVIEW,
        org=seen.org,
        reason=f"{now} assets newly proved in a day, {usually}; {most:g} are the most",
        remedy="Nothing rests. Tell the reviewers what changed: a merger, a new range, a move.",
        lasts=limits.lasts,
    )
    return made, (wish,)


def words(limits: Velocity) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        (
            f"an organisation proves more than {limits.factor:g} times the median of its own days, and more "
            f"than {limits.floor} assets in a day (in its first week: more than {limits.first_week})"
        ),
        f"somebody looks at it within {spread(limits.lasts)}; nothing rests",
    )
