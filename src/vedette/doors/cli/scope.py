"""`vedette scope`: show that a target is one's own, and ask whether one is covered."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from vedette.core.errors import BadInput
from vedette.doors.cli.access import told
from vedette.doors.cli.console import Console, printable

if TYPE_CHECKING:
    from vedette.doors.cli.remote import Remote

_KINDS: Final = ("dns", "https", "repository", "letter", "operator")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    asked = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    one = asked.add_parser("prove", help="begin a proof, or with --challenge have it looked at")
    one.add_argument("target", metavar="TARGET", nargs="?", help="a domain, host, address or range")
    one.add_argument("--kind", choices=_KINDS, default="dns", help="where the proof will be")
    one.add_argument(
        "--signer",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="repository: the .pub file of an SSH key whose signature counts",
    )
    one.add_argument(
        "--evidence", type=Path, metavar="FILE", help="letter, operator: the letter; only its digest is sent"
    )
    one.add_argument("--challenge", metavar="ID", default="", help="what `prove TARGET` gave")
    asked.add_parser("letters", help="list the letters and operators' statements that wait for reviewers")
    one = asked.add_parser("review", help="say that you have read a letter or statement, and that it is so")
    one.add_argument("challenge", metavar="ID")
    one.add_argument("--evidence", type=Path, required=True, metavar="FILE", help="the letter you read")
    one = asked.add_parser("check", help="say whether a target is covered, however it is written")
    one.add_argument("target", metavar="TARGET")


def run(given: argparse.Namespace, console: Console) -> int:
    """Ask the service this user is signed in to."""
    from vedette.doors.cli.remote import Remote, result_of  # noqa: PLC0415 - cryptography takes a while

    result = result_of(_asked(given, Remote.known(console.settings().data_dir)))
    console.write(f"{printable(told(result))}\n".encode())
    return 3 if given.what == "check" and result.get("state") != "proved" else 0


def _asked(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    match given.what:
        case "check":
            return remote.ask("POST", "/v1/scope/check", {"target": given.target})
        case "letters":
            return remote.ask("GET", "/v1/scope/letters")
        case "review":
            body = {"evidence": _digest(given.evidence)}
            return remote.ask("POST", f"/v1/scope/letters/{quote(given.challenge, safe='')}/review", body)
        case _:
            return _prove(given, remote)


def _prove(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    if given.challenge:
        return remote.ask("POST", f"/v1/scope/challenges/{quote(given.challenge, safe='')}/check")
    if not given.target:
        raise BadInput("nothing to prove", hint="vedette scope prove example.org")
    body = {
        "target": given.target,
        "kind": given.kind,
        "keys": [_read(one).decode("utf-8", "replace").strip() for one in given.signer],
        "evidence": _digest(given.evidence) if given.evidence else "",
    }
    return remote.ask("POST", "/v1/scope/challenges", body)


def _digest(file: Path) -> str:
    return f"sha256:{hashlib.sha256(_read(file)).hexdigest()}"


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}", hint="give a file that is there") from error
