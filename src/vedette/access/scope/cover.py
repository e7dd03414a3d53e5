"""Whether a target lies in what an organisation proved: assets and exclusions in, an answer out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses
from typing import TypeVar

from msgspec import Struct

from vedette.access.scope.addresses import Network, as_network, inside, loopback, never, overlap, special
from vedette.access.scope.names import within
from vedette.access.scope.nouns import EVERYBODY, Asset, Exclusion
from vedette.access.scope.spelling import shown
from vedette.access.scope.targets import Target, TargetKind, parse
from vedette.core.errors import BadInput

Placed = TypeVar("Placed", Asset, Exclusion)

_ON_THE_NET = (TargetKind.ADDRESS, TargetKind.RANGE)
_NAMED = (TargetKind.HOST, TargetKind.DOMAIN)


class State(StrEnum):
    """How a target stands to what an organisation proved."""

    PROVED = "proved"
    MISSING = "missing"
    """Nobody proved it."""
    EXPIRED = "expired"
    """The organisation proved it once; that proof is over or was revoked."""
    FOREIGN = "foreign"
    """Another organisation proved it, this one did not."""
    EXCLUDED = "excluded"
    """It is never to be touched, whoever proved it."""


class Scope(Struct, frozen=True, kw_only=True):
    """What is known when a target is judged for one organisation."""

    org: str
    assets: tuple[Asset, ...] = ()
    """Its own, and those of others that may be the target's."""
    exclusions: tuple[Exclusion, ...] = ()
    loopback_allowed: bool = False
    """Whether addresses of the machine this runs on can be in scope at all: for tests and labs."""


class ScopeAnswer(Struct, frozen=True, kw_only=True):
    """What came of judging one target."""

    state: State
    target: Target
    """What was judged last: the target, or an address or alias on the way to it."""
    decided: tuple[str, ...] = ()
    """Ids of the assets or exclusions that decided."""
    criticality: int = 0
    """The highest of the organisation's assets it touches."""
    why: str

    @property
    def proved(self) -> bool:
        """Whether it is in scope."""
        return self.state is State.PROVED


def covers(scope: Scope, target: Target, now: float) -> ScopeAnswer:
    """Judge a target: excluded wins over proved; a range must be covered wholly.

    Raises:
        BadInput: the target was not made by `parse`.

    """
    if parse(target.value) != target:
        raise BadInput(
            f"{shown(target.value)} is no canonical {target.kind}", hint="read it with parse first"
        )
    ours = [one for one in scope.exclusions if one.org in (EVERYBODY, scope.org)]
    if barred := _those_that_touch(ours, target):
        return _answer(State.EXCLUDED, target, barred, "it is excluded")
    if (why := _out_of_question(scope, target)) is not None:
        return _answer(State.MISSING, target, (), why)
    near = _those_that_touch(scope.assets, target)
    own = [asset for asset in near if asset.org == scope.org]
    return _by_own(own, target, now) or _by_others([a for a in near if a.org != scope.org], own, target, now)


def _by_own(own: Sequence[Asset], target: Target, now: float) -> ScopeAnswer | None:
    """Judge by the organisation's own assets; None when they never covered it."""
    fit = [asset for asset in own if asset.vouched or not _needs_people(target)]
    good = [asset for asset in fit if asset.proved(now)]
    if _wholly(good, target):
        return _answer(State.PROVED, target, good, "control of it was proved", own)
    once = [asset for asset in fit if asset.proof is not None]
    if _wholly(once, target):
        return _answer(State.EXPIRED, target, once, "the proof of it is over or was revoked", own)
    return None


def _by_others(others: Sequence[Asset], own: Sequence[Asset], target: Target, now: float) -> ScopeAnswer:
    theirs = [asset for asset in others if asset.proved(now)]
    if theirs:
        return _answer(State.FOREIGN, target, theirs, "another organisation proved it", own)
    why = "control of all of it was not proved"
    if _needs_people(target):
        why = "a special address needs a reviewed letter or an operator's statement"
    return _answer(State.MISSING, target, own, why, own)


def contains(outer: Target, inner: Target) -> bool:
    """Tell whether one target is the other, or all of the other lies in it."""
    if outer.kind is TargetKind.DOMAIN:
        return inner.kind in _NAMED and within(inner.host, outer.host)
    if outer.kind in _ON_THE_NET and inner.kind in _ON_THE_NET:
        return inside(_network(inner.value), _network(outer.value))
    return outer == inner


def touches(one: Target, other: Target) -> bool:
    """Tell whether two targets have anything in common, in doubt yes."""
    if one.kind in _ON_THE_NET and other.kind in _ON_THE_NET:
        return overlap(_network(one.value), _network(other.value))
    if one.kind is TargetKind.REPOSITORY and other.kind is TargetKind.REPOSITORY:
        # Some hosts tell small letters from large in a path, some do not.
        return one.value.casefold() == other.value.casefold()
    if one.host and other.host:
        return _same_names(one, other)
    return one == other


def _those_that_touch(those: Sequence[Placed], target: Target) -> list[Placed]:
    return [one for one in those if touches(one.target, target)]


def _needs_people(target: Target) -> bool:
    return target.kind in _ON_THE_NET and special(_network(target.value))


def _same_names(one: Target, other: Target) -> bool:
    below = one.kind is TargetKind.DOMAIN and within(other.host, one.host)
    above = other.kind is TargetKind.DOMAIN and within(one.host, other.host)
    return below or above or one.host == other.host


def _out_of_question(scope: Scope, target: Target) -> str | None:
    """Say why no proof could ever cover it; None when one could."""
    if target.kind not in _ON_THE_NET:
        return None
    network = _network(target.value)
    if never(network):
        return "it holds addresses that name no host"
    if loopback(network) and not scope.loopback_allowed:
        return "it is this machine itself, and this installation does not allow that"
    return None


def _wholly(assets: Sequence[Asset], target: Target) -> bool:
    if any(contains(asset.target, target) for asset in assets):
        return True
    if target.kind is not TargetKind.RANGE:
        return False
    # What covers a block wholly, merged as far as it goes, has one block that holds it.
    wanted = _network(target.value)
    parts = [_network(asset.target.value) for asset in assets if asset.target.kind in _ON_THE_NET]
    return any(inside(wanted, block) for block in _merged(parts, wanted))


def _merged(parts: Iterable[Network], like: Network) -> Iterable[Network]:
    if isinstance(like, IPv4Network):
        return collapse_addresses([part for part in parts if isinstance(part, IPv4Network)])
    return collapse_addresses([part for part in parts if isinstance(part, IPv6Network)])


@lru_cache(maxsize=4096)
def _network(value: str) -> Network:
    return as_network(value)


def _answer(
    state: State, target: Target, decided: Iterable[Asset | Exclusion], why: str, own: Iterable[Asset] = ()
) -> ScopeAnswer:
    return ScopeAnswer(
        state=state,
        target=target,
        decided=tuple(sorted(one.id for one in decided)),
        criticality=max((asset.criticality for asset in own), default=0),
        why=why,
    )
