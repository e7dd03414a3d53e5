"""Words of `vedette access` about texts that wait for a person."""

from __future__ import annotations

import argparse
import urllib.parse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from vedette.doors.cli.remote import Remote

Asked: TypeAlias = Callable[..., argparse.ArgumentParser]
Ask: TypeAlias = Callable[[argparse.Namespace, "Remote"], dict[str, Any]]


def arguments(asked: Asked) -> None:
    """Say what may follow."""
    asked("held", help="list requests of yours that wait for a person; for reviewers, all that wait")
    one = asked("held-open", help="read a text that waits, as a reviewer")
    one.add_argument("held", metavar="ID")
    one = asked("held-answer", help="let one request through, or confirm that it is not to be answered")
    one.add_argument("held", metavar="ID")
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--let-through", action="store_true", help="this one request, for a day")
    which.add_argument("--confirm", action="store_true")
    one.add_argument("--reasons", required=True, help="as the person will read them")


def _answer(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    body = {"let_through": given.let_through, "reasons": given.reasons}
    return remote.ask("POST", f"/v1/held/{_part(given.held)}/answer", body)


def _part(text: str) -> str:
    return urllib.parse.quote(text, safe="")


ASK: dict[str, Ask] = {
    "held": lambda _, remote: remote.ask("GET", "/v1/held"),
    "held-open": lambda given, remote: remote.ask("POST", f"/v1/held/{_part(given.held)}/open"),
    "held-answer": _answer,
}
