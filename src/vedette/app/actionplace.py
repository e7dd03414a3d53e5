"""How things stand on this machine when a plan is made: whose it is, what is near, what is never touched."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import pwd
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vedette.app import actionquarantine
from vedette.core.actions import ActionKind
from vedette.core.attacks import Entity
from vedette.core.errors import BadInput, VedetteError
from vedette.respond.actions import spare
from vedette.respond.actions.surroundings import AccountThere, Known, Surroundings
from vedette.sandbox.responding import Responding

SPARE: Final = "spare.txt"
"""The user's own list, in the folder of actions; read whether or not another one is named."""
_RESOLVERS: Final = "/etc/resolv.conf"
_SMALL: Final = 1 << 20
_LOGGED_IN_FROM: Final = ("SSH_CONNECTION", "SSH_CLIENT")
_RUN_BY: Final = ("SUDO_USER", "LOGNAME", "USER")
_SHADOW_FIELDS: Final = 8
_ACCOUNTS: Final = frozenset({ActionKind.DISABLE_ACCOUNT, ActionKind.REVOKE_SESSIONS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One machine, and the folder we keep things in there."""

    folder: Path
    responding: Responding
    environ: Mapping[str, str]

    def around(self, kind: ActionKind, target: Entity, parameters: Mapping[str, str]) -> Surroundings:
        """Look around, for an action of that kind.

        Raises:
            BadInput: the list of what is spared cannot be understood.

        """
        root = Path(parameters.get("root", "/"))
        return Surroundings(
            names=_names(),
            addresses=tuple(self._addresses()),
            gateways=tuple(self._gateways()),
            resolvers=tuple(_resolvers(root)),
            watchers=tuple(_watchers(self.environ)),
            ours=tuple(_ours(self.environ)),
            known=tuple(self._known(parameters.get("spare", ""))),
            programs=self.responding.programs(),
            ipv6=Path("/proc/net/if_inet6").exists(),
            systemd=Path("/run/systemd/system").is_dir(),
            account=account(root, target.name) if kind in _ACCOUNTS else None,
            file=actionquarantine.look(target.name) if kind is ActionKind.QUARANTINE_FILE else None,
            hosts=parameters.get("hosts") or str(root / "etc/hosts"),
            deny=str(self.folder / "deny.txt"),
            quarantine=str(self.folder / "quarantine"),
            evidence=str(self.folder / "evidence"),
        )

    def _known(self, named: str) -> Iterator[Known]:
        own = self.folder / SPARE
        if own.exists():
            yield from spare.read(_read(own), str(own))
        if named:
            yield from spare.read(_read(Path(named)), named)

    def _addresses(self) -> Iterator[str]:
        for link in self._ip("addr", "show"):
            for one in link.get("addr_info") or ():
                yield str(one.get("local", ""))

    def _gateways(self) -> Iterator[str]:
        for family in ("-4", "-6"):
            for route in self._ip(family, "route", "show", "default"):
                hops = (route, *(route.get("nexthops") or ()))
                yield from (str(one["gateway"]) for one in hops if one.get("gateway"))

    def _ip(self, *words: str) -> list[dict[str, Any]]:
        """Ask `ip`; a machine without it has nothing to tell."""
        try:
            ran = self.responding.program(("ip", "-j", *words))
            said = json.loads(ran.out or b"[]")
        except (VedetteError, ValueError):
            return []
        return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []


def account(root: Path, name: str) -> AccountThere | None:
    """Say how an account stands; None: there is none. The hash of its password is not looked at twice."""
    listed = _line(root / "etc/passwd", name)
    if listed is None or len(listed) < 4 or not listed[2].isdigit():  # noqa: PLR2004 - name, x, uid, gid
        return None
    secrets = root / "etc/shadow"
    if secrets.exists() and not os.access(secrets, os.R_OK):
        raise BadInput(
            f"{secrets}: may not be read", hint="plan this as the administrator: sudo vedette act …"
        )
    shadow = _line(secrets, name) or ["", "!"]
    secret = shadow[1]
    expires = shadow[7] if len(shadow) >= _SHADOW_FIELDS else ""
    return AccountThere(
        uid=int(listed[2]),
        locked=secret.startswith(("!", "*")),
        empty=not secret,
        expires=expires if expires.isdigit() else "",
    )


def _line(path: Path, name: str) -> list[str] | None:
    try:
        lines = _read(path).decode("utf-8", "replace").split("\n")
    except BadInput:
        return None
    return next((fields for line in lines if (fields := line.split(":"))[0] == name), None)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(64 * _SMALL + 1)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="name a file that can be read") from error
    return data


def _names() -> tuple[str, ...]:
    name = socket.gethostname().lower()
    return tuple(dict.fromkeys((name, name.partition(".")[0])))


def _resolvers(root: Path) -> Iterator[str]:
    try:
        text = _read(root / _RESOLVERS.lstrip("/"))[:_SMALL].decode("utf-8", "replace")
    except BadInput:
        return
    for line in text.splitlines():
        words = line.split()
        if len(words) > 1 and words[0] == "nameserver" and _is_address(words[1]):
            yield words[1]


def _watchers(environ: Mapping[str, str]) -> Iterator[str]:
    for name in _LOGGED_IN_FROM:
        words = environ.get(name, "").split()
        if words and _is_address(words[0]):
            yield words[0]


def _ours(environ: Mapping[str, str]) -> Iterator[str]:
    yield "root"
    with contextlib.suppress(KeyError):
        yield pwd.getpwuid(os.geteuid()).pw_name
    yield from (environ[name] for name in _RUN_BY if environ.get(name))


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True
