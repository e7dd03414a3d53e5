"""What an action is done to, looked at hard: names come from logs, and attackers write into logs.

Nothing that passes here can be taken for an option, hold a control character, or leave the folder it names.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Final, TypeAlias

from vedette.core.actions import ActionKind
from vedette.core.attacks import Entity, EntityKind
from vedette.core.errors import BadInput

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST_PATH: Final = 4096
_LONGEST_NAME: Final = 253
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_ACCOUNT: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.$@\\-]{0,127}")
"""Also of a directory: ana@clinic.example, CLINIC\\ana, svc-backup$."""
LOCAL_ACCOUNT: Final = re.compile(r"[a-z_][a-z0-9_.-]{0,31}")
"""As the programs of this machine take it."""
_HASH: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}")
_DRIVE: Final = re.compile(r"[A-Za-z]:\\")
_SECRET: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./:@+=-]{0,199}")
_THIS: Final = ("this-host", "localhost")
THIS_HOST: Final = _THIS[0]
"""The name of the machine this runs on, for those who do not know it."""


def checked(kind: ActionKind, word: str) -> Entity:
    """Return what is meant, as it is written from here on.

    Raises:
        BadInput: it is none an action of this kind can be done to.

    """
    what, read, like = _READ[kind]
    name = read(word.strip()) if len(word) <= LONGEST_PATH else None
    if name is None:
        raise BadInput(f"{kind.value}: {_shown(word)} is no {what}", hint=f"give one like {like}")
    return Entity(_KINDS[kind], name)


def like(kind: ActionKind) -> str:
    """Give an example of a target."""
    return _READ[kind][2]


def network(name: str) -> Network | None:
    """Read an address or a range of addresses; None: it is neither."""
    if "%" in name:
        return None
    try:
        found = ipaddress.ip_network(name, strict=False)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Network) and found.prefixlen >= 96:  # noqa: PLR2004 - ::ffff:0:0/96
        inner = found.network_address.ipv4_mapped
        return found if inner is None else ipaddress.ip_network((inner, found.prefixlen - 96))
    return found


def _address(word: str) -> str | None:
    found = network(word)
    if found is None or ("/" in word and not _exact(word, found)):
        return None
    return str(found.network_address) if found.num_addresses == 1 else str(found)


def _exact(word: str, found: Network) -> bool:
    """Whether a range begins where it says: 10.0.0.7/8 may be meant as either."""
    return ipaddress.ip_address(word.partition("/")[0]) == found.network_address or ":ffff:" in word.lower()


def _domain(word: str) -> str | None:
    name = word.lower().removesuffix(".")
    labels = name.split(".")
    if len(name) > _LONGEST_NAME or len(labels) < 2 or labels[-1].isdigit():  # noqa: PLR2004 - never a whole TLD
        return None
    return name if all(_LABEL.fullmatch(one) for one in labels) else None


def _host(word: str) -> str | None:
    if word.lower() in _THIS:
        return THIS_HOST
    found = network(word)
    if found is not None:
        return str(found.network_address) if found.num_addresses == 1 and "/" not in word else None
    name = word.lower().removesuffix(".")
    fits = len(name) <= _LONGEST_NAME and all(_LABEL.fullmatch(one) for one in name.split("."))
    return name if fits and not name.rpartition(".")[2].isdigit() else None


def place(name: str) -> PurePosixPath:
    """Return a whole path, of Windows as well, as one that can be compared: /c:/users/ana."""
    return PurePosixPath(f"/{name.replace(chr(92), '/').lower()}" if _DRIVE.match(name) else name)


def _path(word: str) -> str | None:
    whole = word[2:].replace("\\", "/") if _DRIVE.match(word) else word
    parts = whole.split("/")[1:]
    clean = whole.startswith("/") and all(part not in {"", ".", ".."} for part in parts)
    return word if clean and word.isprintable() else None


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda word: word if pattern.fullmatch(word) else None


def _shown(word: str) -> str:
    return ascii(word if len(word) <= 80 else f"{word[:80]}…")  # noqa: PLR2004 - what fits a line


_BY_ACCOUNT: Final = ("name of an account", _matching(_ACCOUNT), "ana")
_READ: Final[Mapping[ActionKind, tuple[str, Callable[[str], str | None], str]]] = {
    ActionKind.ISOLATE_HOST: ("machine", _host, f"ws12.clinic.example, 10.0.0.12 or {THIS_HOST}"),
    ActionKind.DISABLE_ACCOUNT: _BY_ACCOUNT,
    ActionKind.REVOKE_SESSIONS: _BY_ACCOUNT,
    ActionKind.BLOCK_ADDRESS: ("address or range", _address, "203.0.113.7 or 203.0.113.0/28"),
    ActionKind.BLOCK_DOMAIN: ("domain", _domain, "evil.example (international names as xn--…)"),
    ActionKind.BLOCK_HASH: (
        "MD5, SHA-1 or SHA-256",
        lambda word: _matching(_HASH)(word.lower().removeprefix("sha256:")),
        "64 hex digits",
    ),
    ActionKind.QUARANTINE_FILE: ("whole path of a file", _path, "/srv/www/upload/a.php"),
    ActionKind.ROTATE_SECRET: ("name of a secret", _matching(_SECRET), "billing/database-password"),
    ActionKind.SNAPSHOT_EVIDENCE: ("machine", _host, THIS_HOST),
}
_KINDS: Final[Mapping[ActionKind, EntityKind]] = {
    ActionKind.ISOLATE_HOST: EntityKind.HOST,
    ActionKind.DISABLE_ACCOUNT: EntityKind.USER,
    ActionKind.REVOKE_SESSIONS: EntityKind.USER,
    ActionKind.BLOCK_ADDRESS: EntityKind.ADDRESS,
    ActionKind.BLOCK_DOMAIN: EntityKind.DOMAIN,
    ActionKind.BLOCK_HASH: EntityKind.HASH,
    ActionKind.QUARANTINE_FILE: EntityKind.FILE,
    ActionKind.ROTATE_SECRET: EntityKind.ACCOUNT,
    ActionKind.SNAPSHOT_EVIDENCE: EntityKind.HOST,
}
