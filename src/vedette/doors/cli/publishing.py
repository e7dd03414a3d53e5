"""Words of `vedette access` about what is published of the programme: a month's report, numbers stated."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from vedette.core.errors import BadInput

if TYPE_CHECKING:
    from vedette.doors.cli.remote import Remote

Asked: TypeAlias = Callable[..., argparse.ArgumentParser]
Ask: TypeAlias = Callable[[argparse.Namespace, "Remote"], dict[str, Any]]
_ABOUT: Final = ("government_requests", "safeguard_figures")


def arguments(asked: Asked) -> None:
    """Say what may follow."""
    one = asked("publish", help="publish the transparency report of a month now; by itself it comes later")
    one.add_argument("month", metavar="MONTH", help="like 2026-10")
    one = asked("state", help="put numbers on the record that only an operator can know")
    one.add_argument("about", choices=_ABOUT)
    one.add_argument("numbers", nargs="+", metavar="NAME=NUMBER", help="like received=0")


def _numbers(given: list[str]) -> dict[str, int]:
    made = {}
    for one in given:
        name, _, number = one.partition("=")
        if not number.isdecimal():
            raise BadInput(f"{one[:60]!r} is no number", hint="write it as received=0")
        made[name] = int(number)
    return made


def _publish(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    return remote.ask("POST", "/v1/transparency/publish", {"month": given.month})


def _state(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    body = {"about": given.about, "numbers": _numbers(given.numbers)}
    return remote.ask("POST", "/v1/transparency/statements", body)


ASK: Final[dict[str, Ask]] = {"publish": _publish, "state": _state}
