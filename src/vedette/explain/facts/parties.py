"""Who takes part in what a hunt found: our hosts and accounts, and the places it came from or went to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from typing import Final

from vedette.core.attacks import Attack, Entity, EntityKind, Part
from vedette.core.nouns import Finding, Seen
from vedette.explain.facts.item import tamed, whole

_ROLES: Final = {
    EntityKind.HOST: "hosts",
    EntityKind.USER: "users",
    EntityKind.ACCOUNT: "accounts",
    EntityKind.PROCESS: "programs",
    EntityKind.FILE: "files",
    EntityKind.HASH: "hashes",
}
_OUTSIDE: Final = frozenset((EntityKind.ADDRESS, EntityKind.DOMAIN, EntityKind.URL))
_BUILT_IN: Final = frozenset(
    ("system", "root", "local service", "network service", "localsystem", "nt authority\\system", "-")
)
"""Accounts of systems themselves: nobody's, so nobody is asked about them."""


def of_attack(attack: Attack) -> dict[str, tuple[str, ...]]:
    """Return the parties of an attack by role: who was hit, and the places of the attacker."""
    found: dict[str, list[str]] = {}
    for one in attack.entities:
        role = _role(one.entity, outside=one.part is Part.ATTACKER)
        if role and (one.part is not Part.INVOLVED or role in {"hashes", "programs"}):
            found.setdefault(role, []).append(one.entity.name)
    return {role: _shown(role, names) for role, names in found.items()}


def of_finding(finding: Finding, attack: Attack | None) -> dict[str, tuple[str, ...]]:
    """Return the parties of one finding by role; the attack it belongs to says who is who."""
    if finding.seen is None:
        return {}
    aliases = dict(_aliases(attack))
    parts = {one.entity: one.part for one in attack.entities} if attack is not None else {}
    tried = _only_tried(finding.seen)
    found: dict[str, list[str]] = {}
    for one in (*finding.seen.actors, *finding.seen.targets):
        entity = aliases.get(one.name, one)
        role = _role(entity, outside=_is_outside(entity, parts))
        if role == "users" and (one in tried or (not tried and parts.get(entity) is Part.INVOLVED)):
            role = "tried"
        if role:
            found.setdefault(role, []).append(entity.name)
    return {role: _shown(role, names) for role, names in found.items()}


def _shown(role: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(whole, names))) if role == "hashes" else tamed(names)


def _only_tried(seen: Seen) -> frozenset[Entity]:
    """Return accounts whose password was guessed at in vain: where some got in, those stand first."""
    got_in = seen.numbers.get("got_in")
    if not isinstance(got_in, int):
        return frozenset()
    return frozenset([one for one in seen.targets if one.kind is EntityKind.USER][got_in:])


def _aliases(attack: Attack | None) -> Iterator[tuple[str, Entity]]:
    for one in attack.entities if attack is not None else ():
        if one.entity.kind is EntityKind.HOST:
            yield from ((alias, one.entity) for alias in one.aliases)


def _is_outside(entity: Entity, parts: Mapping[Entity, Part]) -> bool:
    if entity in parts:
        return parts[entity] is Part.ATTACKER
    return entity.kind in _OUTSIDE and not is_inside(entity.name)


def _role(entity: Entity, *, outside: bool) -> str:
    if outside:
        return "attackers"
    if entity.kind in _OUTSIDE:
        return "hosts" if entity.kind is EntityKind.ADDRESS else "attackers"
    if entity.kind is EntityKind.USER and entity.name.lower() in _BUILT_IN:
        return ""
    return _ROLES.get(entity.kind, "")


def is_inside(name: str) -> bool:
    """Whether an address is one of the house."""
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return address.is_private and not _is_example(name)


def _is_example(name: str) -> bool:
    """Addresses for documentation count as outside: demonstrations use them so."""
    return name.startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"))


def addresses(names: Iterable[str]) -> tuple[str, ...]:
    """Return those that are IP addresses."""
    return tuple(one for one in names if _is_address(one))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
