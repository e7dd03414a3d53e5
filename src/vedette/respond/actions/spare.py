"""What is never touched, and what is what: the user's file, and what every machine has of that sort.

A line says `never WHAT why…` or `is ROLE WHAT`. WHAT is an address, a range, a name, `.name` with all below
it, `user:NAME`, `path:FOLDER`, a hash, or the name of a secret. `#` begins a remark.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Final

from vedette.core.attacks import Entity, EntityKind
from vedette.core.errors import BadInput, LimitHit
from vedette.respond.actions.surroundings import Known, Role, Surroundings
from vedette.respond.actions.targets import THIS_HOST, network, place

MOST_BYTES: Final = 256 * 1024
_MOST_LINES: Final = 4096
_LONGEST: Final = 4200
_USER: Final = "user:"
_PATH: Final = "path:"
_WHAT: Final = "a line is `never WHAT why…` or `is ROLE WHAT`, like `never 10.0.0.0/24 printers`"


def read(data: bytes, name: str) -> tuple[Known, ...]:
    """Read the user's file.

    Raises:
        LimitHit: it is larger than such a file is.
        BadInput: a line says neither; nothing is taken from a file that is not understood whole.

    """
    if len(data) > MOST_BYTES or data.count(b"\n") > _MOST_LINES:
        raise LimitHit(f"{name}: too long for a list of what is spared", hint="name ranges and folders")
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name}: not written in UTF-8", hint="save it as plain text") from error
    found = [(number, line.partition("#")[0].split()) for number, line in enumerate(lines, 1)]
    return tuple(_known(words, f"{name}:{number}") for number, words in found if words)


def _known(words: list[str], where: str) -> Known:
    match words:
        case ["never", what, *why]:
            return Known(name=_name(what, where), why=" ".join(why))
        case ["is", role, what] if role in set(Role):
            return Known(name=_name(what, where), role=Role(role))
        case ["is", *_]:
            raise BadInput(f"{where}: no such role", hint=f"roles: {', '.join(Role)}")
        case _:
            raise BadInput(f"{where}: {ascii(words[0])[:40]} is not understood", hint=_WHAT)


def _name(what: str, where: str) -> str:
    if len(what) > _LONGEST or not what.isprintable():
        raise BadInput(f"{where}: no name of anything", hint=_WHAT)
    if what[0].isdigit() and "/" in what and network(what) is None:
        raise BadInput(f"{where}: {ascii(what)[:60]} is no range of addresses", hint="like 10.0.0.0/24")
    return what


def spared(target: Entity, around: Surroundings) -> str:
    """Say why something is never touched; empty: it may be."""
    said = _always(target, around)
    if said:
        return said
    for one in around.known:
        if one.role is None and matches(one.name, target):
            return f"your list spares {one.name}" + (f": {one.why}" if one.why else "")
    return ""


def role(target: Entity, around: Surroundings) -> Role | None:
    """Say what something is for others, where that is known."""
    return next((one.role for one in around.known if one.role and matches(one.name, target)), None)


def matches(name: str, target: Entity) -> bool:
    """Whether a line of the file means a target, or something within it."""
    match target.kind:
        case EntityKind.USER:
            return name.removeprefix(_USER).lower() == target.name.lower() and name.startswith(_USER)
        case EntityKind.FILE:
            return name.startswith(_PATH) and _within(place(name.removeprefix(_PATH)), target.name)
        case EntityKind.ADDRESS | EntityKind.HOST | EntityKind.DOMAIN:
            return _same_place(name.lower(), target.name)
        case _:
            return name == target.name


def _same_place(name: str, target: str) -> bool:
    mine, other = network(name), network(target)
    if mine is not None and other is not None:
        return mine.version == other.version and mine.overlaps(other)
    bare = name.removeprefix(".")
    return target == bare or (name.startswith(".") and target.endswith(name))


def _always(target: Entity, around: Surroundings) -> str:
    look = _ALWAYS.get(target.kind)
    return look(target.name, around) if look is not None else ""


def _account(name: str, around: Surroundings) -> str:
    if around.account is not None and around.account.uid == 0:
        return "it is the administrator by another name"
    ours = name.lower() in {one.lower() for one in around.ours}
    return "this is run with it, or it is the administrator's own" if ours else ""


def _host(name: str, around: Surroundings) -> str:
    """Look at another machine that is named by its address; cutting off this one is what one may want."""
    here = name == THIS_HOST or name in around.names or name in around.addresses
    return "" if here or network(name) is None else _address(name, around)


def _address(name: str, around: Surroundings) -> str:
    found = network(name)
    if found is None:
        return ""
    first = found.network_address
    if found.prefixlen == 0:
        return "it is the whole Internet"
    if any((first.is_loopback, first.is_unspecified, first.is_multicast, first.is_link_local)):
        return "machines need it to work at all (loopback, link-local, multicast)"
    if first == ipaddress.ip_address("255.255.255.255"):
        return "it is the broadcast address"
    near = (
        (around.addresses, "it is, or holds, an address of this machine"),
        (around.gateways, "it is, or holds, the way out of this network (the gateway)"),
        (around.resolvers, "it is, or holds, a DNS server this machine asks"),
        (around.watchers, "it is, or holds, where you are logged in from"),
    )
    return next((why for names, why in near if any(_same_place(one, name) for one in names)), "")


def _domain(name: str, around: Surroundings) -> str:
    ends = f".{name}"
    ours = any(one == name or one.endswith(ends) for one in around.names)
    return "this machine's own name is, or is below, it" if ours or name == "localhost.localdomain" else ""


def _file(name: str, around: Surroundings) -> str:
    places = (around.hosts, around.deny, around.quarantine, around.evidence)
    ours = any(one and _within(PurePosixPath(one), name) for one in places)
    pseudo = place(name).parts[1] in {"proc", "sys", "dev", "run"}
    if ours:
        return "it is one of our own files"
    return "it is no file on a disk: the system makes it up" if pseudo else ""


def _within(folder: PurePosixPath, name: str) -> bool:
    path = place(name)
    return path == folder or folder in path.parents


_ALWAYS: Final[Mapping[EntityKind, Callable[[str, Surroundings], str]]] = {
    EntityKind.ADDRESS: _address,
    EntityKind.DOMAIN: _domain,
    EntityKind.USER: _account,
    EntityKind.HOST: _host,
    EntityKind.FILE: _file,
}


def is_here(target: Entity, around: Surroundings) -> bool:
    """Whether a machine is this one."""
    return target.name == THIS_HOST or target.name in around.names or target.name in around.addresses
