"""The nine things that can be done: in words, what may break, the way back, and how long each lasts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from vedette.core.actions import ActionKind, Blast

DAY: Final = 24 * 60


class Row(Struct, frozen=True, kw_only=True):
    """One of them. `{name}` stands for the target."""

    does: str
    breaks: str
    undoes: str
    blast: Blast
    minutes: int = 0
    """How long it lasts unless somebody says otherwise; 0: until it is taken back."""
    first: tuple[str, ...] = ()
    """What it may destroy, and should be kept before."""
    waits: str
    """What goes on for as long as it is not done."""


_CONNECTIONS: Final = "the connections that are open now"
_PROCESSES: Final = "the processes that run now"
_LOGINS: Final = "who is logged in now"

ROWS: Final[Mapping[ActionKind, Row]] = {
    ActionKind.ISOLATE_HOST: Row(
        does="cut {name} off from the network",
        breaks="Nobody can work with {name}, and nothing it serves answers.",
        undoes="The network is let in again; connections that broke have to be made anew.",
        blast=Blast.WIDE,
        first=(_CONNECTIONS, _PROCESSES, _LOGINS),
        waits="the attacker can go on from there to other machines",
    ),
    ActionKind.DISABLE_ACCOUNT: Row(
        does="close the account {name}, so that nobody can log in with it",
        breaks="Whoever is {name} cannot work, and programs that log in with it fail. "
        "Sessions that are open stay open: revoke them as well.",
        undoes="The account is opened as it was: same password, same day of expiry.",
        blast=Blast.WIDE,
        first=(_LOGINS,),
        waits="whoever has its password can log in",
    ),
    ActionKind.REVOKE_SESSIONS: Row(
        does="end what {name} has open, at once",
        breaks="Work of {name} that is not saved is lost.",
        undoes="It cannot be taken back; {name} logs in again.",
        blast=Blast.SMALL,
        first=(_PROCESSES, _CONNECTIONS, _LOGINS),
        waits="whoever is in stays in, even when the account is closed",
    ),
    ActionKind.BLOCK_ADDRESS: Row(
        does="let nothing through to {name} or from it",
        breaks="Whatever else is at {name} is not reached either.",
        undoes="The block is taken away, and nothing else is changed.",
        blast=Blast.SMALL,
        minutes=7 * DAY,
        first=(_CONNECTIONS,),
        waits="the attacker can go on talking to your machines",
    ),
    ActionKind.BLOCK_DOMAIN: Row(
        does="make the name {name} lead nowhere",
        breaks="Nothing at {name} is reached by its name. Names below it, and whoever knows the address, "
        "are not stopped.",
        undoes="The lines that were added are taken away; the file is as it was, byte for byte.",
        blast=Blast.SMALL,
        minutes=30 * DAY,
        waits="machines can be sent there, and malware can ask there for orders",
    ),
    ActionKind.BLOCK_HASH: Row(
        does="put {name} on the list of files nobody may run",
        breaks="A file of yours with just this content would be refused as well.",
        undoes="The line is taken off the list.",
        blast=Blast.SMALL,
        waits="the same file can be run again elsewhere",
    ),
    ActionKind.QUARANTINE_FILE: Row(
        does="lock the file {name} away, where nothing can read or run it",
        breaks="Whatever needs {name} fails. What runs from it already goes on running.",
        undoes="It is put back where it was: same content, mode, owner and times.",
        blast=Blast.SMALL,
        first=(_PROCESSES,),
        waits="it can be opened or run again",
    ),
    ActionKind.ROTATE_SECRET: Row(
        does="put a new secret in the place of {name}, and make the old one worthless",
        breaks="Whatever still uses the old one fails until it is given the new one.",
        undoes="It cannot be taken back: the old secret is known to others and stays worthless.",
        blast=Blast.WIDE,
        waits="whoever has the secret can use it",
    ),
    ActionKind.SNAPSHOT_EVIDENCE: Row(
        does="write down what {name} is doing now: processes, connections, logins, routes",
        breaks="Nothing: it only reads.",
        undoes="There is nothing to take back; the files it wrote can be deleted.",
        blast=Blast.NONE,
        waits="what is only in memory is gone with the next restart",
    ),
}
