"""M3: targets of others, one after the other. Every one of them was refused; now it stops.

A wrong letter or two in one's own name is no alarm. What the organisation has said is its own, unproved,
counts over the long window only: whoever takes over a house tries some of its names too early. But saying so
is no way around: anybody can say it of anything.

A program that turned, as one does that read somebody's orders, is stopped before its person is. What it asked
for stays on their account all the same: whoever goes on by hand, or through another program, rests
as soon as all of it together is too much. So nobody gets further with thirty programs than with two hands.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Seen, Step
from vedette.access.monitor.thresholds import Foreign
from vedette.access.monitor.wishes import Wish, spread, within
from vedette.access.nouns import Risk

FOREIGN: Final = frozenset({"missing", "foreign", "excluded"})
CLAIMED: Final = "claimed"
UNDER_WAY: Final = 10.0
"""Seconds in which what a program had asked already may still come in after it was stopped."""
_RESTS: Final = "measure-paused"


class Asked(Struct, frozen=True, array_like=True):
    """One target somebody was refused."""

    at: float
    target: str
    """Its digest."""
    claimed: bool
    decision: str
    agent: str
    """The program that asked; empty: the person did."""


class Stop(Struct, frozen=True, array_like=True):
    """When a program was stopped last."""

    at: float
    agent: str


class State(Struct, frozen=True):
    """What somebody and their programs were refused, and which of these were stopped."""

    refused: tuple[Asked, ...] = ()
    stops: tuple[Stop, ...] = ()


def step(state: State, seen: Seen, limits: Foreign) -> tuple[State, tuple[Wish, ...]]:
    """Look at one refusal; a pause forgets what led to it, a program's stop does not."""
    if seen.allowed or not seen.target or seen.scope not in FOREIGN | {CLAIMED}:
        return state, ()
    longest = max(limits.window, limits.patient_window)
    stops = within(state.stops, seen.at, longest)
    stopped = next((one.at for one in stops if one.agent == seen.agent), None)
    if seen.agent and (_RESTS in seen.reasons or _late(stopped, seen.at)):
        return state, ()
    past = tuple(one for one in within(state.refused, seen.at, longest) if one.target != seen.target)
    this = Asked(seen.at, seen.target, seen.scope == CLAIMED, seen.decision, seen.agent)
    refused = (*past, this)[-(limits.patient + 1) :]
    many = _too_many(refused, limits)
    if many is None:
        return State(refused, stops), ()
    if seen.agent and (len(refused) <= limits.patient or _alone(refused, seen.agent, stopped)):
        others = tuple(one for one in stops if one.agent != seen.agent)
        return State(refused, (*others, Stop(seen.at, seen.agent))), (_stop(seen, limits, many),)
    return State(), (_pause(seen, limits, many),)


class _Many(NamedTuple):
    """More targets than there may be."""

    found: tuple[Asked, ...]
    most: int
    window: float

    def words(self) -> str:
        """Say how many, whose, and how many there may be."""
        whose = "not proved to be yours" if all(one.claimed for one in self.found) else "not yours"
        return (
            f"{len(self.found)} different targets that are {whose} within {spread(self.window)}; "
            f"{self.most} are the most"
        )


def _too_many(refused: tuple[Asked, ...], limits: Foreign) -> _Many | None:
    """Return what is too much: of who asked last, within the short window; of all together, in the long one.

    A program has one less than its person: what is left is what they may go on with before they rest too.
    """
    last = refused[-1]
    soon = within(refused, last.at, limits.window)
    soon = tuple(one for one in soon if one.agent == last.agent and not one.claimed)
    if len(soon) > limits.targets:
        return _Many(soon, limits.targets, limits.window)
    most = limits.patient - bool(last.agent)
    return _Many(refused, most, limits.patient_window) if len(refused) > most else None


def _alone(refused: tuple[Asked, ...], agent: str, stopped: float | None) -> bool:
    """Tell whether since a program was stopped nobody but itself has gone on."""
    return stopped is not None and all(one.agent == agent for one in refused if one.at > stopped)


def _late(stopped: float | None, at: float) -> bool:
    return stopped is not None and stopped <= at < stopped + UNDER_WAY


def _stop(seen: Seen, limits: Foreign, many: _Many) -> Wish:
    others = sum(one.agent != seen.agent for one in many.found)
    return Wish(
        rule=Rule.M3,
        step=Step.PAUSE,
        risk=Risk.C0,
        reason=f"a program of yours asked for {many.words()}"
        + (f"; {others} of these were asked for by yourself or by other programs" if others else ""),
        remedy="Look at what the program read, and why it asked. It goes on by itself at the end; somebody "
        "looks at this, and can lift it. You can work on, unless you or another program go on with this.",
        lasts=limits.lasts,
        about=tuple(one.decision for one in many.found),
        person=seen.person,
        org=seen.org,
        agent=seen.agent,
    )


def _pause(seen: Seen, limits: Foreign, many: _Many) -> Wish:
    programs = sum(bool(one.agent) for one in many.found)
    return Wish(
        rule=Rule.M3,
        step=Step.PAUSE,
        risk=Risk.C2,
        reason=many.words()
        + (f"; {programs} of these were asked for by programs of yours" if programs else ""),
        remedy="Prove what is yours before you work on it; somebody looks at this, and can lift the pause.",
        lasts=limits.lasts,
        about=tuple(one.decision for one in many.found),
        person=seen.person,
        org=seen.org,
    )


def words(limits: Foreign) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        (
            f"refused for more than {limits.targets} different targets that are not yours within "
            f"{spread(limits.window)}, or for more than {limits.patient} within "
            f"{spread(limits.patient_window)}, those your organisation says are its own, unproved, too"
        ),
        (
            f"class C2 and above rests for you for {spread(limits.lasts)}; where a program of yours asked, "
            "all that it does rests, and nothing of yours unless you or another program go on; your "
            "organisation is told; somebody looks at it"
        ),
    )
