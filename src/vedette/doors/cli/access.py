"""`vedette access`: apply, review, approve, revoke, appeal, and ask what something would take."""

from __future__ import annotations

import argparse
import json
import urllib.parse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from vedette.core.errors import BadInput
from vedette.doors.cli import appointments, heldtexts, proving, publishing
from vedette.doors.cli.console import Console, printable

if TYPE_CHECKING:
    from vedette.doors.cli.remote import Remote

_MOMENTS: Final = frozenset(
    ("expires", "until", "starts", "started", "opened", "ends", "closed")
) | frozenset(("confirm_until", "review_by", "verified"))
"""Names of what is seconds since the epoch."""
_FAR: Final = 1e11
Asked: TypeAlias = Callable[..., argparse.ArgumentParser]
Ask: TypeAlias = Callable[[argparse.Namespace, "Remote"], dict[str, Any]]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.add_argument("--json", action="store_true", help="print the service's answer as it is")
    asked = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    _own(asked.add_parser)
    _evidence(asked.add_parser)
    _others(asked.add_parser)
    appointments.arguments(asked.add_parser)
    heldtexts.arguments(asked.add_parser)
    proving.arguments(asked.add_parser)
    publishing.arguments(asked.add_parser)


def _own(asked: Asked) -> None:
    """Let anyone ask about themselves."""
    asked("me", help="say who you are there")
    asked("list", help="list applications, grants and requests that wait")
    asked("sessions", help="list your sessions, and which began with a key never used before")
    one = asked("leave", help="end a session of yours; without a word, the one of this machine")
    which = one.add_mutually_exclusive_group()
    which.add_argument("--session", default="", metavar="ID")
    which.add_argument("--everywhere", action="store_true")
    one = asked("explain", help="could I do this, and if not, what would it take?")
    one.add_argument("capability", metavar="CAPABILITY")
    one.add_argument("--target", default="")
    one = asked("apply", help="ask for a tier")
    one.add_argument("--tier", type=int, choices=(1, 2, 3, 4), required=True)
    one.add_argument("--statement", required=True, help="why, in a few sentences")
    one.add_argument("--evidence", action="append", default=[], metavar="SHA256", help="digest of a document")
    one = asked("appeal", help="ask that somebody else looks at a decision again")
    one.add_argument("decision", metavar="DECISION")
    one.add_argument("--statement", required=True)


def _evidence(asked: Asked) -> None:
    """Let people show who they are at other providers."""
    asked("evidence", help="list providers you can show, and what you have shown")
    one = asked("evidence-start", help="begin to show who you are at a provider")
    one.add_argument("provider", metavar="ISSUER")
    one = asked("evidence-show", help="show the ID token a provider gave; it is not kept")
    one.add_argument("nonce", metavar="NONCE")
    one.add_argument("file", metavar="FILE", type=Path, help="the token")


def _others(asked: Asked) -> None:
    """Let reviewers and operators decide about others."""
    one = asked("review", help="decide an application or an appeal")
    one.add_argument("application", metavar="ID")
    yes = one.add_mutually_exclusive_group(required=True)
    yes.add_argument("--approve", action="store_true")
    yes.add_argument("--refuse", action="store_true")
    one.add_argument("--reasons", required=True, help="as the applicant will read them")
    one = asked("approve", help="approve what somebody else wants to do")
    one.add_argument("pending", metavar="ID")
    one = asked("revoke", help="take back a grant, session, seat, office, or a person's or org's access")
    for name in ("grant", "session", "seat", "person", "org", "appointment"):
        one.add_argument(f"--{name}", default="", metavar="ID")
    one.add_argument("--reason", required=True)
    one = asked("invite", help="make a link that enrols one person, once")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--org", required=True)
    one.add_argument("--team", default="")
    one.add_argument("--role", action="append", default=[], choices=("operator", "reviewer"))
    one.add_argument("--admin", action="store_true", help="they speak for the organisation")
    one = asked("people", help="list the people there")
    one.add_argument("--after", default="", metavar="ID", help="go on after this one")
    _seats(asked)
    _emergencies(asked)


def _emergencies(asked: Asked) -> None:
    """Let people act first and be reviewed after."""
    one = asked("break-glass", help="act first in an incident, for an hour, and be reviewed after")
    one.add_argument("--incident", required=True, metavar="NUMBER")
    one.add_argument("--target", action="append", required=True, metavar="TARGET", help="as it was proved")
    one.add_argument("--reason", required=True)
    one.add_argument("--minutes", type=int, default=60)
    asked("emergencies", help="list your emergencies; for reviewers, those that wait")
    one = asked("close-glass", help="end an emergency before its time")
    one.add_argument("use", metavar="ID")
    one = asked("review-glass", help="say afterwards whether an emergency was one")
    one.add_argument("use", metavar="ID")
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--justified", action="store_true")
    which.add_argument("--not-justified", action="store_true")
    one.add_argument("--reasons", required=True)


def _seats(asked: Asked) -> None:
    """Let operators seat others in a house that answers for them."""
    asked("seats", help="list seats, who answers for each, and whose word it waits for")
    one = asked("seat-agree", help="agree to a seat: for your organisation, or as a reviewer of another")
    one.add_argument("seat", metavar="ID")
    one = asked("seat", help="ask for a seat for a vendor's person, or a service, for a month at most")
    one.add_argument("--sponsor", required=True, metavar="ORG", help="who answers for it")
    who = one.add_mutually_exclusive_group(required=True)
    who.add_argument("--person", default="", metavar="ID")
    who.add_argument("--key", default="", metavar="THUMBPRINT", help="of a service's key (RFC 7638)")
    one.add_argument("--vendor", default="", metavar="ORG", help="whose person it is")
    one.add_argument("--cap", default="C1", choices=("C0", "C1", "C2", "C3", "C4"))
    one.add_argument("--days", type=int, default=30)


def run(given: argparse.Namespace, console: Console) -> int:
    """Ask the service this user is signed in to."""
    from vedette.doors.cli.remote import Remote, result_of  # noqa: PLC0415 - cryptography takes a while

    said = _ASK[given.what](given, Remote.known(console.settings().data_dir))
    result = result_of(said)
    page = json.dumps(said, indent=2) if given.json else told(result)
    console.write(f"{printable(page)}\n".encode())
    return 3 if given.what == "explain" and not result.get("allowed") else 0


def told(result: dict[str, Any]) -> str:
    """Write an answer as lines of words."""
    lines: list[str] = []
    for name, value in result.items():
        rows = value if isinstance(value, list) else [value]
        if any(isinstance(row, dict) for row in rows):
            lines.extend(f"{name}: {_row(row)}" for row in rows)
        elif _says_something(value):
            lines.append(f"{name}: {', '.join(_word(name, row) for row in rows)}")
    return "\n".join(lines) or "done"


def _says_something(value: object) -> bool:
    return isinstance(value, bool) or value not in ("", [], 0, None)


def _row(row: object) -> str:
    if not isinstance(row, dict):
        return str(row)
    if "text" in row:
        return str(row["text"])
    return "  ".join(f"{name}={_word(name, value)}" for name, value in row.items() if value)


def _word(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in _MOMENTS and isinstance(value, int | float) and 0 < value < _FAR:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return str(value)


def _part(text: str) -> str:
    """Write something as one part of a path, whatever is in it."""
    return urllib.parse.quote(text, safe="")


def _review(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    body = {"approve": bool(given.approve), "reasons": given.reasons}
    return remote.ask("POST", f"/v1/access/applications/{_part(given.application)}/review", body)


def _revoke(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    names = ("grant", "session", "seat", "person", "org", "appointment")
    body = {name: getattr(given, name) for name in names}
    if not any(body.values()):
        raise BadInput("nothing was named", hint=f"one of {', '.join(f'--{name}' for name in names)}")
    body["reason"] = given.reason
    return remote.ask("POST", "/v1/access/revocations", body)


def _invite(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    body = {"name": given.name, "org": given.org, "team": given.team, "roles": given.role}
    body |= {"admin": True} if given.admin else {}
    return remote.ask("POST", "/v1/identity/invitations", body)


def _seat(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    names = ("sponsor", "person", "key", "vendor", "cap", "days")
    return remote.ask("POST", "/v1/seats", {name: getattr(given, name) for name in names})


def _break(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    body = {
        "incident": given.incident,
        "targets": given.target,
        "reason": given.reason,
        "minutes": given.minutes,
    }
    return remote.ask("POST", "/v1/emergencies", body)


def _show(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    try:
        token = given.file.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise BadInput(f"{given.file}: no token can be read", hint="give a file with the ID token") from error
    return remote.ask("POST", "/v1/evidence", {"nonce": given.nonce, "token": token})


_ASK: dict[str, Ask] = {
    **appointments.ASK,
    **heldtexts.ASK,
    **proving.ASK,
    **publishing.ASK,
    "me": lambda _, remote: remote.ask("GET", "/v1/me"),
    "list": lambda _, remote: remote.ask("GET", "/v1/access"),
    "explain": lambda given, remote: remote.ask(
        "POST", "/v1/access/explain", {"capability": given.capability, "target": given.target}
    ),
    "apply": lambda given, remote: remote.ask(
        "POST",
        "/v1/access/applications",
        {"tier": given.tier, "statement": given.statement, "evidence": given.evidence},
    ),
    "review": _review,
    "approve": lambda given, remote: remote.ask("POST", f"/v1/access/approvals/{_part(given.pending)}"),
    "revoke": _revoke,
    "appeal": lambda given, remote: remote.ask(
        "POST", "/v1/access/appeals", {"decision": given.decision, "statement": given.statement}
    ),
    "invite": _invite,
    "sessions": lambda _, remote: remote.ask("GET", "/v1/sessions"),
    "leave": lambda given, remote: remote.ask(
        "POST", "/v1/sessions/leave", {"everywhere": given.everywhere, "session": given.session}
    ),
    "people": lambda given, remote: remote.ask(
        "GET", f"/v1/people?after={_part(given.after)}" if given.after else "/v1/people"
    ),
    "evidence": lambda _, remote: remote.ask("GET", "/v1/evidence"),
    "evidence-start": lambda given, remote: remote.ask(
        "POST", "/v1/evidence/start", {"provider": given.provider}
    ),
    "evidence-show": _show,
    "seats": lambda _, remote: remote.ask("GET", "/v1/seats"),
    "seat": _seat,
    "seat-agree": lambda given, remote: remote.ask("POST", f"/v1/seats/{_part(given.seat)}/agree"),
    "break-glass": _break,
    "emergencies": lambda _, remote: remote.ask("GET", "/v1/emergencies"),
    "close-glass": lambda given, remote: remote.ask("POST", f"/v1/emergencies/{_part(given.use)}/close"),
    "review-glass": lambda given, remote: remote.ask(
        "POST",
        f"/v1/emergencies/{_part(given.use)}/review",
        {"justified": bool(given.justified), "reasons": given.reasons},
    ),
}
