"""Words of `vedette access` about who people and organisations are: seen, shown, called back.

The number of a document or of a telephone is typed here and digested here: it is never sent, and never an
argument of a command, which others on this machine could read.
"""

from __future__ import annotations

import argparse
import getpass
import hashlib
import sys
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from vedette.core.errors import BadInput
from vedette.core.guessable import digest

if TYPE_CHECKING:
    from vedette.doors.cli.remote import Remote

Asked: TypeAlias = Callable[..., argparse.ArgumentParser]
Ask: TypeAlias = Callable[[argparse.Namespace, "Remote"], dict[str, Any]]
_PLACES: Final = ("first", "trusted-introducer", "regulator", "company-register")
_SEEN: Final = ("in_hand", "face", "held_up", "in_person")
_FILE_MAX: Final = 64 * 1024 * 1024


def arguments(asked: Asked) -> None:
    """Say what may follow."""
    asked("proofs", help="list what you have shown, what can be shown, and who waits to be seen")
    _video(asked("video", help="be seen by two reviewers, or look who somebody is"))
    _credential(asked("credential", help="show a credential of an issuer the service trusts (SD-JWT)"))
    one = asked("organisation", help="what is known of an organisation that it did not say itself")
    one.add_argument("org", metavar="ORG", help="its id")
    one = asked(
        "call-back", help="note that you called an organisation back; asks for the number, sends none"
    )
    one.add_argument("org", metavar="ORG", help="its id")
    one.add_argument("--place", choices=_PLACES, required=True, help="where you found the number")
    one.add_argument("--answered", choices=("confirmed", "denied", "nobody"), required=True)
    _found(one)
    one = asked("look-up", help="note that an organisation stands in a register, or in a regulator's letter")
    one.add_argument("org", metavar="ORG", help="its id")
    where = one.add_mutually_exclusive_group(required=True)
    where.add_argument("--place", choices=_PLACES, default="")
    where.add_argument("--letter", type=Path, metavar="FILE", help="only its digest is sent")
    _found(one)


def _found(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--reason", required=True, help="what you saw or heard, and where; only a digest is kept"
    )
    one.add_argument(
        "--own-way",
        action="store_true",
        help="you found it by nothing the organisation or applicant gave you",
    )


def _video(parser: argparse.ArgumentParser) -> None:
    asked = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    one = asked.add_parser("ask", help="ask two reviewers to see who you are")
    one.add_argument("--in-person", action="store_true", help="in one room, which goes further")
    for name, words in (
        ("seat", "say that you will look"),
        ("phrase", "draw the phrase to say, while a reviewer looks"),
        ("withdraw", "ask no longer"),
        ("attest", "say what you saw; asks for phrase and number, and sends no number"),
        ("hear", "answer an appeal"),
    ):
        asked.add_parser(name, help=words).add_argument("sitting", metavar="ID")
    _attest(asked.choices["attest"])
    hear = asked.choices["hear"]
    which = hear.add_mutually_exclusive_group(required=True)
    which.add_argument("--overturn", action="store_true")
    which.add_argument("--uphold", action="store_true")
    hear.add_argument("--reason", required=True)
    one = asked.add_parser("appeal", help="ask that somebody else looks at a no")
    one.add_argument("decision", metavar="DECISION")
    one.add_argument("--statement", required=True)


def _attest(one: argparse.ArgumentParser) -> None:
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--yes", action="store_true")
    which.add_argument("--no", action="store_true")
    one.add_argument("--reason", required=True)
    one.add_argument(
        "--in-hand", action="store_true", help="they hold the document, and it moves as one does"
    )
    one.add_argument("--face", action="store_true", help="the face is that of the document")
    one.add_argument("--held-up", action="store_true", help="the phrase was held up beside the document")
    one.add_argument("--in-person", action="store_true", help="all were in one room")


def _credential(parser: argparse.ArgumentParser) -> None:
    asked = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    one = asked.add_parser("start", help="get a nonce for your wallet to sign")
    one.add_argument("provider", metavar="ISSUER")
    one = asked.add_parser("show", help="show what your wallet made; it is not kept")
    one.add_argument("nonce", metavar="NONCE")
    one.add_argument("file", metavar="FILE", type=Path)


def _ask_video(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    match given.step:
        case "ask":
            return remote.ask("POST", "/v1/proofing/sittings", {"in_person": bool(given.in_person)})
        case "appeal":
            body = {"decision": given.decision, "statement": given.statement}
            return remote.ask("POST", "/v1/proofing/appeals", body)
        case "attest":
            return _say(given, remote)
        case "hear":
            body = {"overturn": bool(given.overturn), "reason": given.reason}
            return remote.ask("POST", _sitting(given, "hear"), body)
        case _:
            return remote.ask("POST", _sitting(given, given.step))


def _say(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    body: dict[str, Any] = {"yes": bool(given.yes), "reason": given.reason}
    if given.yes:
        body |= {name: bool(getattr(given, name)) for name in _SEEN}
        salt, mark_salt = _salts(remote, given.sitting)
        body["heard"] = _line("the phrase, as you heard it: ")
        number = _number("the document's number")
        body |= {"document": digest(number, salt), "mark": digest(number, mark_salt)}
    return remote.ask("POST", _sitting(given, "attest"), body)


def _salts(remote: Remote, sitting: str) -> tuple[str, str]:
    listed = remote.ask("GET", "/v1/proofing")["result"]["sittings"]
    found = next((one for one in listed if one["sitting"] == sitting and one["salt"]), None)
    if found is None:
        raise BadInput(
            f"you have no seat in {sitting[:60]!r}", hint="take one first: vedette access video seat ID"
        )
    return str(found["salt"]), str(found["mark_salt"])


def _ask_credential(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    if given.step == "start":
        return remote.ask("POST", "/v1/proofing/credentials/start", {"provider": given.provider})
    shown = _read(given.file).decode("ascii", "replace").strip()
    return remote.ask("POST", "/v1/proofing/credentials", {"nonce": given.nonce, "presentation": shown})


def _call_back(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    known = remote.ask("GET", _org(given))["result"]
    body = {
        "place": given.place,
        "number": digest(_number("the number you called"), known["salt"]),
        "answered": given.answered,
        "reason": given.reason,
        "own_way": bool(given.own_way),
    }
    return remote.ask("POST", f"{_org(given)}/calls", body)


def _look_up(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    letter = hashlib.sha256(_read(given.letter)).hexdigest() if given.letter else ""
    body = {
        "place": given.place,
        "letter": letter,
        "reason": given.reason,
        "own_way": bool(given.own_way),
    }
    return remote.ask("POST", f"{_org(given)}/registers", body)


def _number(what: str) -> str:
    """Ask for a number, twice and unseen: a slip would look like another document."""
    first, again = _hidden(f"{what}: "), _hidden(f"{what}, again: ")
    if first != again:
        raise BadInput(f"{what} was typed in two ways", hint="run this again, and type it slowly")
    return first


def _hidden(words: str) -> str:
    return getpass.getpass(words) if sys.stdin.isatty() else sys.stdin.readline().strip()


def _line(words: str) -> str:
    if sys.stdin.isatty():
        sys.stderr.write(words)
        sys.stderr.flush()
    return sys.stdin.readline().strip()


def _read(file: Path) -> bytes:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}", hint="give a file that is there") from error
    if len(data) > _FILE_MAX:
        raise BadInput(f"{file}: too large", hint=f"at most {_FILE_MAX} bytes")
    return data


def _sitting(given: argparse.Namespace, step: str) -> str:
    return f"/v1/proofing/sittings/{_part(given.sitting)}/{step}"


def _org(given: argparse.Namespace) -> str:
    return f"/v1/proofing/organisations/{_part(given.org)}"


def _part(text: str) -> str:
    """Write something as one part of a path, whatever is in it."""
    return urllib.parse.quote(text, safe="")


ASK: Final[dict[str, Ask]] = {
    "proofs": lambda _, remote: remote.ask("GET", "/v1/proofing"),
    "video": _ask_video,
    "credential": _ask_credential,
    "organisation": lambda given, remote: remote.ask("GET", _org(given)),
    "call-back": _call_back,
    "look-up": _look_up,
}
"""What is asked of the service for each word."""
