"""M4: a key or a network never seen before, on a strong capability. One touch, and it is known.

A person's first strong use teaches their first key and network: there is nothing to compare with. A network
from which others of the organisation have worked is known: an office that moves asks the first person only.
Where a network lies is not known here, as nobody is asked about addresses; so a country says nothing.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.monitor.nouns import Rule, Seen, Step
from vedette.access.monitor.thresholds import Arrivals
from vedette.access.monitor.wishes import Relief, Wish, spread, within

TOUCHED: Final = 900
"""Seconds a touch is good for: what the policy asks for where a measure says so."""

Known = tuple[tuple[float, str], ...]


class State(Struct, frozen=True):
    """Keys (by thumbprint) and networks (truncated) of a person or an organisation: when last used, which."""

    keys: Known = ()
    networks: Known = ()


def unknown(state: State, seen: Seen, limits: Arrivals) -> str:
    """Say what of a strong request was never seen before: `key`, `network`, or nothing."""
    if not seen.strong or seen.kind != "person":
        return ""
    keys = within(state.keys, seen.at, limits.forget)
    networks = within(state.networks, seen.at, limits.forget)
    if keys and seen.key and all(seen.key != one for _, one in keys):
        return "key"
    strange = seen.network and all(seen.network != one for _, one in networks) and not seen.known_place
    return "network" if networks and strange else ""


def step(state: State, seen: Seen, limits: Arrivals) -> tuple[State, tuple[Wish | Relief, ...]]:
    """Look at one strong request: refused, it may be asked for a touch; allowed with one, it is learned."""
    if not seen.strong or seen.kind != "person":
        return state, ()
    new = unknown(state, seen, limits)
    if new and not (seen.allowed and 0 <= seen.touch_age <= TOUCHED):
        return state, (_wish(Step.STEP_UP, new, seen, limits),)
    if not seen.allowed and state != State():
        return state, ()
    after = learned(state, seen, limits)
    if not new:
        return after, ()
    return after, (Relief(rule=Rule.M4, person=seen.person), _wish(Step.NOTICE, new, seen, limits))


def house(state: State, seen: Seen, limits: Arrivals) -> tuple[State, tuple[Wish | Relief, ...]]:
    """Learn from where an organisation's people work: of strong requests that were touched for."""
    if not seen.network or not seen.allowed or not 0 <= seen.touch_age <= TOUCHED:
        return state, ()
    return replace(state, networks=_with(state.networks, seen, seen.network, limits)), ()


def learned(state: State, seen: Seen, limits: Arrivals) -> State:
    """Know the key and the network of a request from now on."""
    return replace(
        state,
        keys=_with(state.keys, seen, seen.key, limits),
        networks=_with(state.networks, seen, seen.network, limits),
    )


def _with(known: Known, seen: Seen, one: str, limits: Arrivals) -> Known:
    if not one:
        return known
    rest = tuple(each for each in within(known, seen.at, limits.forget) if each[1] != one)
    return (*rest, (seen.at, one))[-limits.known :]


def _wish(step: Step, new: str, seen: Seen, limits: Arrivals) -> Wish:
    which = (
        "a key this account never used" if new == "key" else f"a network never seen before ({seen.network})"
    )
    return Wish(
        rule=Rule.M4,
        step=step,
        risk=seen.risk,
        reason=f"{seen.capability} was asked for with {which}",
        remedy=("Touch your passkey when asked. " if step is Step.STEP_UP else "Nothing to do. ")
        + "If this was not you, end your sessions and say so.",
        lasts=limits.lasts,
        about=(seen.decision,),
        person=seen.person,
        org=seen.org,
    )


def words(limits: Arrivals) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        (
            "a strong request with a key, or from a network, that was never seen with you before, or not for "
            f"{spread(limits.forget)} (a network others of your organisation work from is known; its country "
            "is not looked up)"
        ),
        f"a touch at most 15 minutes old, once; you and your organisation see it for {spread(limits.lasts)}",
    )
