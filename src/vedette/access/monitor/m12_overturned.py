"""M12: too many refusals turn out to be wrong. Then it is the safeguard that is at fault, and it is named."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Step
from vedette.access.monitor.thresholds import Overturned
from vedette.access.monitor.wishes import Wish, spread, within

_MOST = 1000


class Answered(Struct, frozen=True, kw_only=True):
    """One refusal that was looked at again."""

    at: float
    decision: str
    overturned: bool
    reason: str
    """The policy or safeguard that refused."""
    version: str
    """Digest of the policy, or version of the safeguard, that was in force."""


class State(Struct, frozen=True):
    """Answers: when, whether overturned, what had refused, in which version."""

    answers: tuple[tuple[float, bool, str, str], ...] = ()


def step(state: State, seen: Answered, limits: Overturned) -> tuple[State, tuple[Wish, ...]]:
    """Look at one answer."""
    one = (seen.at, seen.overturned, seen.reason, seen.version)
    answers = (*within(state.answers, seen.at, limits.window), one)[-_MOST:]
    wrong = Counter((reason, version) for _, overturned, reason, version in answers if overturned)
    total, share = wrong.total(), wrong.total() / len(answers)
    if not seen.overturned or len(answers) < limits.least or share <= limits.share:
        return State(answers), ()
    (reason, version), times = wrong.most_common(1)[0]
    wish = Wish(
        rule=Rule.M12,
        step=Step.NOTICE,
        reason=f"{total} of {len(answers)} refusals looked at again in {spread(limits.window)} were wrong "
        f"({share:.0%}, {limits.share:.0%} at most); {times} of them by {reason} in version {version[:16]}",
        remedy=f"Operators: roll back the last change of {reason}, or say why not.",
        lasts=limits.lasts,
        about=(seen.decision,),
    )
    return State(answers), (wish,)


def words(limits: Overturned) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        (
            f"more than {limits.share:.0%} of at least {limits.least} refusals looked at again within "
            f"{spread(limits.window)} were wrong"
        ),
        "operators are told which safeguard and which version to roll back",
    )
