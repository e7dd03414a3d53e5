"""`vedette login`: lets this machine act for a person who signs in with a passkey in their browser."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from vedette.core.errors import Refused, Unavailable
from vedette.doors.cli.console import Console, printable

if TYPE_CHECKING:
    from vedette.doors.cli.remote import Remote

_OFTEN: Final = 0.1
_SELDOM: Final = 30.0
_LONGEST: Final = 3600.0
"""Seconds: what a service asks for is followed within reason."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.add_argument("url", metavar="URL", nargs="?", help="the service, like https://vedette.example.org")
    parser.add_argument("--purpose", default="own_code", help="what the session is for (default: own_code)")
    parser.add_argument("--out", action="store_true", help="sign out: end the session and destroy the key")


class _Asked(Struct, kw_only=True):
    """What a program shows, and how long it waits."""

    device: str
    code: str
    page: str
    seconds: float
    interval: float


class _Let(Struct, kw_only=True):
    """Whether somebody let it in, and who."""

    session: str = ""
    name: str = ""


def run(given: argparse.Namespace, console: Console) -> int:
    """Show a code, wait until somebody lets it in, and keep the session."""
    from vedette.doors.cli.remote import Remote, understood  # noqa: PLC0415 - cryptography takes a while

    folder = console.settings().data_dir
    if given.out:
        return _out(Remote.known(folder), console)
    remote = Remote.known(folder) if given.url is None else Remote.at(given.url, folder)
    asked = understood(remote.plain("POST", "/v1/login/device", {"purpose": given.purpose}), _Asked)
    console.write(f"{printable(asked.code)}\n".encode())
    console.say(f"type this code at {asked.page} (in a browser where you are signed in)")
    until = time.monotonic() + min(asked.seconds, _LONGEST)
    while time.monotonic() < until:
        said = understood(remote.plain("POST", "/v1/login/device/poll", {"device": asked.device}), _Let)
        if said.session:
            remote.keep(said.session)
            console.say(f"signed in as {said.name}")
            return 0
        time.sleep(min(max(asked.interval, _OFTEN), _SELDOM))
    raise Refused("nobody let this code in", hint="run it again, and type the code before it is over")


def _out(remote: Remote, console: Console) -> int:
    """End the session; the key is destroyed even where the service cannot be told."""
    try:
        remote.ask("POST", "/v1/sessions/leave", {"everywhere": False})
    except Refused:
        console.say("the session was over already")
    except Unavailable as error:
        remote.forget()
        console.say(f"signed out here; but {error}: the session ends by itself, or when an operator ends it")
        return error.exit_code
    remote.forget()
    console.say("signed out")
    return 0
