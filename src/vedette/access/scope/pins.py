"""From a target in scope to the addresses to connect to, each of them in scope too; or why not.

Whoever connects uses these addresses and asks nobody again: what a name server says later does not count.
"""

from __future__ import annotations

from msgspec import Struct

from vedette.access.scope.cover import Scope, ScopeAnswer, State, covers
from vedette.access.scope.ports import Resolver
from vedette.access.scope.targets import Target, TargetKind, parse
from vedette.core.errors import BadInput

PINNED_FOR = 60.0
"""Seconds an answer is good; then check again."""
_MOST_ALIASES = 8
_MOST_ADDRESSES = 64


class Pinned(Struct, frozen=True, kw_only=True):
    """Where to connect for a target, and nowhere else."""

    target: Target
    addresses: tuple[str, ...]
    """Canonical; connect to these, and name `target.value` as the host."""
    decided: tuple[str, ...]
    """Ids of all assets that cover the target, its aliases and its addresses."""
    criticality: int
    until: float
    """Seconds since the epoch: check again then."""


def resolve_and_check(scope: Scope, target: Target, resolver: Resolver, now: float) -> Pinned | ScopeAnswer:
    """Return the addresses of a host in scope, or the first thing on the way that is not.

    Every alias (CNAME) and every address has to be covered, not only the one that would be used.

    Raises:
        BadInput: the target is no single host.
        Unavailable: its name could not be looked up.

    """
    if target.kind not in (TargetKind.HOST, TargetKind.ADDRESS):
        raise BadInput(f"{target.value} is no single host", hint="name one host or address to connect to")
    first = covers(scope, target, now)
    if not first.proved:
        return first
    if target.kind is TargetKind.ADDRESS:
        return _pinned(target, (target.value,), [first], now)
    found = resolver.addresses(target.value)
    if len(found.aliases) > _MOST_ALIASES or not 0 < len(found.addresses) <= _MOST_ADDRESSES:
        return _no(target, "it has no address, or too many addresses or aliases")
    answers = [first]
    for text, kind in _on_the_way(found.aliases, found.addresses):
        answer = _judged(scope, text, kind, now)
        if not answer.proved:
            return answer
        answers.append(answer)
    addresses = [answer.target.value for answer in answers if answer.target.kind is TargetKind.ADDRESS]
    return _pinned(target, tuple(dict.fromkeys(addresses)), answers, now)


def _on_the_way(aliases: tuple[str, ...], addresses: tuple[str, ...]) -> list[tuple[str, TargetKind]]:
    names = [(one, TargetKind.HOST) for one in aliases]
    return names + [(one, TargetKind.ADDRESS) for one in addresses]


def _judged(scope: Scope, text: str, kind: TargetKind, now: float) -> ScopeAnswer:
    try:
        step = parse(text)
    except BadInput as error:
        return _no(Target(kind=kind, value=ascii(text[:80])), f"it leads to no clear target: {error}")
    if step.kind is not kind:
        return _no(step, "a name server gave it for what it is not")
    return covers(scope, step, now)


def _no(target: Target, why: str) -> ScopeAnswer:
    return ScopeAnswer(state=State.MISSING, target=target, why=why)


def _pinned(target: Target, addresses: tuple[str, ...], answers: list[ScopeAnswer], now: float) -> Pinned:
    return Pinned(
        target=target,
        addresses=addresses,
        decided=tuple(sorted({one for answer in answers for one in answer.decided})),
        criticality=max(answer.criticality for answer in answers),
        until=now + PINNED_FOR,
    )
