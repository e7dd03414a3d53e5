"""How much may break: by kind, by what the target is for others, and by how wide it is."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from vedette.core.actions import ActionKind, Blast
from vedette.core.attacks import Entity
from vedette.respond.actions.catalogue import ROWS
from vedette.respond.actions.spare import is_here, role
from vedette.respond.actions.surroundings import Role, Surroundings
from vedette.respond.actions.targets import Network, network, place

_ORDER: Final = tuple(Blast)
_READS: Final = frozenset({ActionKind.SNAPSHOT_EVIDENCE})
_WIDE: Final[Mapping[int, tuple[int, int]]] = {4: (24, 16), 6: (48, 32)}
"""Shorter prefixes than the first are wide, than the second critical."""
_OWN: Final = tuple(
    ipaddress.ip_network(one)
    for one in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
"""Addresses that are never on the Internet: RFC 1918, 4193, 6598."""
_SYSTEM: Final = frozenset({"bin", "boot", "etc", "lib", "lib32", "lib64", "sbin", "usr"})
_FIRST_PERSON: Final = 1000
"""Accounts below are programs', not people's."""
_ROLES: Final[Mapping[Role, tuple[Blast, str]]] = {
    Role.DOMAIN_CONTROLLER: (
        Blast.CRITICAL,
        "It is a domain controller: logins fail everywhere until it is back.",
    ),
    Role.DNS_SERVER: (Blast.CRITICAL, "It is a DNS server: names are not found until it is back."),
    Role.GATEWAY: (Blast.CRITICAL, "It is a gateway: whole networks are cut off."),
    Role.SERVER: (Blast.CRITICAL, "It is a server: everybody who uses it is stopped."),
    Role.PLANT: (
        Blast.CRITICAL,
        "It controls a plant: ask whoever runs the plant first, and never act alone.",
    ),
    Role.BACKUP: (Blast.CRITICAL, "Backups depend on it: none is made until it is back."),
    Role.ADMIN: (Blast.CRITICAL, "It belongs to an administrator: make sure another one can still log in."),
}


def judged(kind: ActionKind, target: Entity, around: Surroundings) -> tuple[Blast, tuple[str, ...]]:
    """Say how much may break, and why in sentences."""
    found = ROWS[kind].blast
    said = []
    if kind not in _READS:
        for blast, words in _raising(kind, target, around):
            found = wider(found, blast)
            said.append(words)
    return found, tuple(said)


def wider(one: Blast, other: Blast) -> Blast:
    """Return the worse of two."""
    return max(one, other, key=_ORDER.index)


def _raising(kind: ActionKind, target: Entity, around: Surroundings) -> Iterator[tuple[Blast, str]]:
    is_for = role(target, around)
    if is_for is not None:
        yield _ROLES[is_for]
    look = _BY_KIND.get(kind)
    if look is not None:
        yield from look(target, around)


def _range(target: Entity, around: Surroundings) -> Iterator[tuple[Blast, str]]:
    del around
    found = network(target.name)
    if found is None or found.num_addresses == 1:
        return
    yield _width(found), f"It is {_many(found.num_addresses)} addresses, most of them not the attacker's."
    if any(found.overlaps(own) for own in _OWN if own.version == found.version):
        yield Blast.WIDE, "These are addresses of your own network."


def _width(found: Network) -> Blast:
    wide, critical = _WIDE[found.version]
    if found.prefixlen < critical:
        return Blast.CRITICAL
    return Blast.WIDE if found.prefixlen < wide else Blast.SMALL


def _many(number: int) -> str:
    return f"{number:,}" if number < 1 << 33 else f"2^{number.bit_length() - 1}"


def _account(target: Entity, around: Surroundings) -> Iterator[tuple[Blast, str]]:
    del target
    there = around.account
    if there is not None and there.uid < _FIRST_PERSON:
        yield Blast.WIDE, "It is an account of the system: services may run with it."
    if there is not None and there.empty:
        yield Blast.WIDE, "It has an empty password: anybody could log in."


def _file(target: Entity, around: Surroundings) -> Iterator[tuple[Blast, str]]:
    parts = place(target.name).parts
    if parts[1] in _SYSTEM or parts[2:3] in {("windows",), ("program files",)}:
        yield Blast.WIDE, "It lies where the system keeps its own: other programs may need it."
    if around.file is not None and around.file.links > 1:
        yield Blast.SMALL, f"It has {around.file.links} names; under the others it stays where it is."


def _here(target: Entity, around: Surroundings) -> Iterator[tuple[Blast, str]]:
    if is_here(target, around):
        yield Blast.WIDE, "It is this machine: you may lose your own way in. Have another one."


_BY_KIND: Final[Mapping[ActionKind, Callable[[Entity, Surroundings], Iterator[tuple[Blast, str]]]]] = {
    ActionKind.BLOCK_ADDRESS: _range,
    ActionKind.DISABLE_ACCOUNT: _account,
    ActionKind.REVOKE_SESSIONS: _account,
    ActionKind.QUARANTINE_FILE: _file,
    ActionKind.ISOLATE_HOST: _here,
}
