"""What a plan has to know of the place it is made for: what is there, what is near, what is never touched."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """What something is for others, as the user's file says or the machine shows."""

    DOMAIN_CONTROLLER = "domain-controller"
    DNS_SERVER = "dns-server"
    GATEWAY = "gateway"
    SERVER = "server"
    PLANT = "plant"
    BACKUP = "backup"
    ADMIN = "admin"


class Known(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the user's file: something that is never touched, or what something is."""

    name: str
    """An address, a range, a name with all below it (.clinic.example), user:NAME or path:FOLDER."""
    role: Role | None = None
    """What it is; without one it is spared."""
    why: str = ""


class AccountThere(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account of this machine, as it is now. The password's hash is not in it."""

    uid: int
    locked: bool
    """Whether no password opens it: locked, none set for login, or empty and refused."""
    empty: bool
    """Whether it has an empty password: locking that cannot be taken back with the same program."""
    expires: str
    """The day it expires, as days since 1970; empty: never."""


class FileThere(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file, as it is now."""

    digest: str
    size: int
    links: int
    """Names it has; under the others it stays."""


class Surroundings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How things stand where the plan is made."""

    names: tuple[str, ...] = ()
    """Of this machine."""
    addresses: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()
    resolvers: tuple[str, ...] = ()
    """DNS servers this machine asks."""
    watchers: tuple[str, ...] = ()
    """From where whoever runs this is logged in."""
    ours: tuple[str, ...] = ()
    """Accounts this is run with, and those of the administrator."""
    known: tuple[Known, ...] = ()
    programs: tuple[str, ...] = ()
    """Of those plans use: which there are."""
    ipv6: bool = True
    systemd: bool = False
    """Whether sessions are kept by systemd-logind."""
    account: AccountThere | None = None
    """The target, where it is an account of this machine."""
    file: FileThere | None = None
    """The target, where it is a file of this machine."""
    hosts: str = "/etc/hosts"
    deny: str = ""
    """Our list of hashes."""
    quarantine: str = ""
    """The folder quarantined files go to."""
    evidence: str = ""
    """The folder evidence goes to."""
