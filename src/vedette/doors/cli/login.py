"""`vedette login`: lets this machine act for a person who signs in with a passkey in their browser."""

from __future__ import annotations

import argparse
import time

from vedette.core.errors import Refused
from vedette.doors.cli.console import Console


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.add_argument("url", metavar="URL", nargs="?", help="the service, like https://vedette.example.org")
    parser.add_argument("--purpose", default="own_code", help="what the session is for (default: own_code)")
    parser.add_argument("--out", action="store_true", help="sign out: end the session and destroy the key")


def run(given: argparse.Namespace, console: Console) -> int:
    """Show a code, wait until somebody lets it in, and keep the session."""
    from vedette.doors.cli.remote import Remote  # noqa: PLC0415 - cryptography takes a while

    folder = console.settings().data_dir
    if given.out:
        remote = Remote.known(folder)
        remote.ask("POST", "/v1/sessions/leave", {"everywhere": False})
        remote.forget()
        console.say("signed out")
        return 0
    remote = Remote.known(folder) if given.url is None else Remote.at(given.url, folder)
    asked = remote.plain("POST", "/v1/login/device", {"purpose": given.purpose})
    console.write(f"{asked['code']}\n".encode())
    console.say(f"type this code at {asked['page']} (in a browser where you are signed in)")
    until = time.monotonic() + float(asked["seconds"])
    while time.monotonic() < until:
        said = remote.plain("POST", "/v1/login/device/poll", {"device": asked["device"]})
        if said.get("session"):
            remote.keep(str(said["session"]))
            console.say(f"signed in as {said['name']}")
            return 0
        time.sleep(float(asked["interval"]))
    raise Refused("nobody let this code in", hint="run it again, and type the code within ten minutes")
