"""The ladder: from what a rule asks for to what is done. No rule gets past a pause; nothing is without end.

Notice, review, step-up, pause; beyond that a person decides. Only two keys at once end sessions by
themselves. The same again, while it is in force, changes nothing: measures do not add up.
"""

from __future__ import annotations

import secrets
from typing import Final

from vedette.access.monitor.nouns import Measure, Rule, Step
from vedette.access.monitor.thresholds import LONGEST_PAUSE
from vedette.access.monitor.wishes import Wish
from vedette.access.nouns import Risk
from vedette.core.errors import BadInput

BY_ITSELF: Final = frozenset({Step.NOTICE, Step.REVIEW, Step.STEP_UP, Step.PAUSE})
"""What a rule may do."""
BY_A_PERSON: Final = frozenset({Step.NOTICE, Step.STEP_UP, Step.PAUSE, Step.SUSPEND})
"""What an operator or a reviewer may do."""
LONGEST_DECIDED: Final = 92 * 86_400.0
"""Seconds a measure of a person's lasts at most; after that somebody decides anew."""
_ABOUT: Final = 100
_ID_BYTES: Final = 16


def measure(wish: Wish, now: float) -> Measure:
    """Return what is done about a wish: at most a pause of three days; for two keys, an end of sessions."""
    step = wish.step
    if step not in BY_ITSELF and not (step is Step.END_SESSIONS and wish.rule is Rule.M5):
        step = Step.PAUSE
    lasts = min(wish.lasts, LONGEST_PAUSE) if step is Step.PAUSE else min(wish.lasts, LONGEST_DECIDED)
    return Measure(
        id=secrets.token_hex(_ID_BYTES),
        rule=wish.rule,
        step=step,
        person=wish.person,
        org=wish.org,
        risk=wish.risk,
        capability=wish.capability,
        reason=wish.reason,
        remedy=wish.remedy,
        about=wish.about[-_ABOUT:],
        topic=wish.topic,
        agent=wish.agent,
        made=now,
        ends=now + max(1.0, lasts),
    )


def open_already(wish: Wish, known: tuple[Measure, ...], now: float) -> Measure | None:
    """Return what is in force for the same rule and subject already, no milder than what is asked for.

    Never an end of sessions: it happens in a moment, and the next time it has to happen again.
    """
    if wish.step is Step.END_SESSIONS:
        return None
    return next(
        (
            one
            for one in known
            if one.rule is wish.rule
            and (one.person, one.org, one.topic, one.agent) == (wish.person, wish.org, wish.topic, wish.agent)
            and one.holds(now)
            and _hardness(one.step) >= _hardness(wish.step)
        ),
        None,
    )


def rests(one: Measure, capability: str, risk: Risk, agent: str = "") -> bool:
    """Tell whether a measure is about a capability of a class, as a program asks for it, or a person."""
    by = one.agent in {"", agent}
    return by and _RISKS[risk] >= _RISKS[one.risk] and one.capability in {"", capability}


def decided(wish: Wish, by: str, now: float) -> Measure:
    """Return what a person decided.

    Raises:
        BadInput: it is nobody's, nothing a person does, without a reason, or without an end.

    """
    if bool(wish.person) == bool(wish.org):
        raise BadInput("a measure is about a person or an organisation", hint="name one of the two")
    if wish.step not in BY_A_PERSON:
        raise BadInput(f"{wish.step} is nothing a person decides", hint=", ".join(sorted(BY_A_PERSON)))
    if not wish.reason.strip():
        raise BadInput("there is no reason", hint="say why, as the person will read it")
    if not 0 < wish.lasts <= LONGEST_DECIDED:
        raise BadInput(
            f"{wish.lasts:g} s is no time a measure lasts",
            hint=f"give an end within {LONGEST_DECIDED / 86_400:g} days; it can be decided anew",
        )
    return Measure(
        id=secrets.token_hex(_ID_BYTES),
        rule=wish.rule,
        step=wish.step,
        person=wish.person,
        org=wish.org,
        risk=Risk.C0 if wish.step is Step.SUSPEND else wish.risk,
        capability=wish.capability,
        reason=wish.reason.strip(),
        remedy=wish.remedy,
        about=wish.about[-_ABOUT:],
        topic=secrets.token_hex(4),
        made=now,
        ends=now + wish.lasts,
        by=by,
    )


_ORDER: Final = (Step.NOTICE, Step.REVIEW, Step.STEP_UP, Step.PAUSE, Step.END_SESSIONS, Step.SUSPEND)
_RISKS: Final = {risk: place for place, risk in enumerate(Risk)}


def _hardness(step: Step) -> int:
    return _ORDER.index(step)
