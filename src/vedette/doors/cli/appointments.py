"""Words of `vedette access` about who answers for whom: sponsors, confirmations, second looks, offices."""

from __future__ import annotations

import argparse
import urllib.parse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from vedette.doors.cli.remote import Remote

Asked: TypeAlias = Callable[..., argparse.ArgumentParser]
Ask: TypeAlias = Callable[[argparse.Namespace, "Remote"], dict[str, Any]]
_CASES: Final = {
    "sponsor": "answer for somebody of your own organisation",
    "confirm": "say that a grant that ends soon shall go on",
    "audit": "say that a grant the lot fell on is in order",
    "end": "end a grant: your own, one you answer for, or, as a reviewer, somebody's",
}


def arguments(asked: Asked) -> None:
    """Say what may follow."""
    for name, words in _CASES.items():
        one = asked(name, help=words)
        one.add_argument("application", metavar="ID")
        one.add_argument("--reasons", required=True)
    one = asked("appoint", help="propose somebody for an office")
    one.add_argument("person", metavar="PERSON", help="id of a person")
    one.add_argument("--office", required=True, choices=("reviewer", "operator"))
    one.add_argument("--reasons", required=True)
    one = asked("agree", help="agree to somebody who is proposed for an office, or object")
    one.add_argument("appointment", metavar="ID")
    one.add_argument("--object", action="store_true", help="say no: one objection ends the proposal")
    one.add_argument("--reasons", required=True)
    one = asked("admit", help="let somebody of your own organisation speak for it too")
    one.add_argument("person", metavar="PERSON", help="id of a person")
    one.add_argument("--reasons", required=True)
    asked("close-founding", help="say that the programme is founded: offices by appointment only from now on")


def _on_case(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    path = f"/v1/access/applications/{_part(given.application)}/{given.what}"
    return remote.ask("POST", path, {"reasons": given.reasons})


def _appoint(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    body = {"person": given.person, "office": given.office, "reasons": given.reasons}
    return remote.ask("POST", "/v1/access/appointments", body)


def _agree(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    body = {"agree": not given.object, "reasons": given.reasons}
    return remote.ask("POST", f"/v1/access/appointments/{_part(given.appointment)}", body)


def _admit(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    return remote.ask("POST", "/v1/access/admins", {"person": given.person, "reasons": given.reasons})


def _part(text: str) -> str:
    """Write something as one part of a path, whatever is in it."""
    return urllib.parse.quote(text, safe="")


ASK: dict[str, Ask] = {
    **dict.fromkeys(_CASES, _on_case),
    "appoint": _appoint,
    "agree": _agree,
    "admit": _admit,
    "close-founding": lambda _, remote: remote.ask("POST", "/v1/access/founding/close"),
}
"""What is asked of the service for each word."""
