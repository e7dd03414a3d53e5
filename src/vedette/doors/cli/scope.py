"""`vedette scope`: show that a target is one's own, and ask whether one is covered."""

from __future__ import annotations

import argparse
from urllib.parse import quote

from vedette.core.errors import BadInput
from vedette.doors.cli.access import told
from vedette.doors.cli.console import Console, printable


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    asked = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    one = asked.add_parser("prove", help="begin a proof, or with --challenge have it looked at")
    one.add_argument("target", metavar="TARGET", nargs="?", help="a domain, host, address or range")
    one.add_argument("--kind", choices=("dns", "https"), default="dns", help="where the proof will be")
    one.add_argument("--challenge", metavar="ID", default="", help="what `prove TARGET` gave")
    one = asked.add_parser("check", help="say whether a target is covered, however it is written")
    one.add_argument("target", metavar="TARGET")


def run(given: argparse.Namespace, console: Console) -> int:
    """Ask the service this user is signed in to."""
    from vedette.doors.cli.remote import Remote, result_of  # noqa: PLC0415 - cryptography takes a while

    remote = Remote.known(console.settings().data_dir)
    if given.what == "check":
        said = remote.ask("POST", "/v1/scope/check", {"target": given.target})
    elif given.challenge:
        said = remote.ask("POST", f"/v1/scope/challenges/{quote(given.challenge, safe='')}/check")
    elif given.target:
        said = remote.ask("POST", "/v1/scope/challenges", {"target": given.target, "kind": given.kind})
    else:
        raise BadInput("nothing to prove", hint="vedette scope prove example.org")
    result = result_of(said)
    console.write(f"{printable(told(result))}\n".encode())
    return 3 if given.what == "check" and result.get("state") != "proved" else 0
