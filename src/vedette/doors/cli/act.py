"""`vedette act`: plan something, see what it would do, do it, take it back."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import Final

from vedette.app.action_answers import ActionsShown, ActionTold, Seen
from vedette.app.action_requests import Act, ListKinds, PlanAction, ShowActions, TryAction
from vedette.core.actions import ActionKind, ActionState
from vedette.core.errors import BadInput
from vedette.doors.cli.act_page import action_page, as_json, done_page, kinds_page, short_line, trial_page
from vedette.doors.cli.console import Console, printable

_WORDS = """\
Nothing is changed by planning. A plan says what it will do, what may break and how it is taken back, with
every command; `act try` says what would be in the way; `act run ID --yes` does just that plan. An id begins
with how much may break: n none, s small, w wide, c critical.

  vedette act plan block-address 203.0.113.7
  vedette act run s-0123456789ab --yes
  vedette act undo s-0123456789ab --yes

What is never touched stands in actions/spare.txt in the data folder, or in --spare FILE: docs/actions.md.
"""
_CAPABILITY: Final = {"n": "action.read", "s": "action.small", "w": "action.wide", "c": "action.alone"}
_WELL: Final = {
    "run": ActionState.VERIFIED,
    "undo": ActionState.UNDONE,
    "drop": ActionState.DROPPED,
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    asked = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    asked.add_parser("list-kinds", help="list what can be done, what may break, and the way back")
    _plan(asked.add_parser("plan", help="plan something; nothing is changed"))
    one = asked.add_parser("show", help="show one action, or list them")
    one.add_argument("action", metavar="ID", nargs="?", default="")
    one = asked.add_parser("try", help="dry run: every command, and what would be in the way")
    one.add_argument("action", metavar="ID")
    one = asked.add_parser("run", help="do it, as it was planned")
    one.add_argument("action", metavar="ID")
    one.add_argument("--yes", action="store_true", help="you have seen the plan and agree to it")
    one.add_argument("--done", action="store_true", help="what only a person can do, you have done")
    one = asked.add_parser("undo", help="take it back")
    one.add_argument("action", metavar="ID")
    one.add_argument("--yes", action="store_true", help="you have seen what it takes back, and agree")
    one.add_argument("--why", default="", metavar="WORDS")
    one = asked.add_parser("drop", help="decide against a plan")
    one.add_argument("action", metavar="ID")
    asked.add_parser("resume", help="show what was left half done, and how things really are")
    one = asked.add_parser("due", help="show what is over its time; with --yes take it back")
    one.add_argument("--yes", action="store_true")


def _plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", choices=[one.value for one in ActionKind])
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument("--for", dest="incident", default="", metavar="INCIDENT")
    parser.add_argument(
        "--adapter",
        default="local",
        metavar="HOW",
        help="local, folder:PATH, webhook:URL or openc2:URL; default: local",
    )
    parser.add_argument(
        "--minutes", type=int, metavar="N", help="how long it lasts; 0: until it is taken back"
    )
    parser.add_argument("--keep", action="append", default=[], metavar="ADDRESS", help="still let through")
    parser.add_argument(
        "--with", dest="with_", choices=("nft", "iptables", "ip"), help="rather than the best there is"
    )
    parser.add_argument("--root", metavar="DIR", help="of the system whose accounts and files are meant")
    parser.add_argument("--hosts", metavar="FILE", help="rather than /etc/hosts")
    parser.add_argument("--spare", metavar="FILE", help="more of what is never touched")
    parser.add_argument("--key", metavar="FILE", help="that signs what is sent to a webhook or consumer")
    parser.add_argument("--no-evidence", action="store_true", help="do not keep evidence first")


def run(given: argparse.Namespace, console: Console) -> int:
    """Do it, through the gate."""
    return _DO[given.what](given, console)


def _kinds(given: argparse.Namespace, console: Console) -> int:
    listed = console.app().run("action.kinds", ListKinds()).value
    _write(console, as_json(listed) if given.json else kinds_page(listed))
    return 0


def _planned(given: argparse.Namespace, console: Console) -> int:
    how, _, where = given.adapter.partition(":")
    here = how == "local" and given.kind == ActionKind.QUARANTINE_FILE
    target = _whole(given.target) if here else given.target
    parameters = {
        "at": _whole(where) if how == "folder" else where,
        "keep": ",".join(given.keep),
        "with": given.with_,
        "root": _whole(given.root),
        "hosts": _whole(given.hosts),
        "spare": _whole(given.spare),
        "key": _whole(given.key),
        "evidence": "no" if given.no_evidence else "",
    }
    asked = PlanAction(
        kind=ActionKind(given.kind),
        target=target,
        adapter=how,
        parameters={name: value for name, value in parameters.items() if value},
        minutes=given.minutes,
        incident=given.incident,
    )
    told = console.app().run("action.plan", asked).value
    _show(given, console, Seen(action=told.action, incident=told.incident))
    return 3 if told.action.plan.spared else 0


def _whole(path: str | None) -> str:
    """Say a path from the root: it may be run from another folder. No link is followed."""
    return os.path.abspath(path) if path else ""  # noqa: PTH100 - pathlib leaves `..` in


def _shown(given: argparse.Namespace, console: Console) -> int:
    found = (
        console.app()
        .run("action.show", ShowActions(action=given.action, look=bool(given.action)), console.job())
        .value
    )
    if given.json:
        _write(console, as_json(found))
    elif given.action:
        _show(given, console, found.actions[0])
    else:
        _write(console, "".join(f"{short_line(one.action)}\n" for one in found.actions) or "no actions\n")
    return 0


def _tried(given: argparse.Namespace, console: Console) -> int:
    tried = console.app().run("action.try", TryAction(action=given.action)).value
    _write(console, as_json(tried) if given.json else trial_page(tried))
    return 0 if tried.ok else 1


def _ran(given: argparse.Namespace, console: Console) -> int:
    return _acted(given, console, "run") if given.yes else _unconfirmed(given, console)


def _undone(given: argparse.Namespace, console: Console) -> int:
    return _acted(given, console, "undo") if given.yes else _unconfirmed(given, console)


def _dropped(given: argparse.Namespace, console: Console) -> int:
    return _acted(given, console, "drop")


def _unconfirmed(given: argparse.Namespace, console: Console) -> int:
    _capability(given.action)
    found = console.app().run("action.show", ShowActions(action=given.action), console.job()).value
    _show(given, console, found.actions[0])
    raise BadInput(
        "nothing was done: you have not agreed", hint=f"vedette act {given.what} {given.action} --yes"
    )


def _acted(given: argparse.Namespace, console: Console, does: str) -> int:
    told = _act(console, given, does, given.action)
    seen = Seen(action=told.action, incident=told.incident)
    _write(console, as_json(seen) if given.json else done_page(seen))
    unseeable = told.action.state is ActionState.DONE and not told.action.plan.check
    return 0 if unseeable or told.action.state is _WELL[does] else 1


def _act(console: Console, given: argparse.Namespace, does: str, name: str) -> ActionTold:
    """Ask under the capability of its class, which the id says; the gate's work checks that it is so."""
    capability, digest = _capability(name)
    asked = Act(
        action=name,
        digest=digest.partition("-")[0],
        does=does,  # type: ignore[arg-type]  # one of three words of ours
        done_by_hand=bool(getattr(given, "done", False)),
        why=getattr(given, "why", ""),
    )
    return console.app().run(capability, asked, console.job()).value


def _capability(name: str) -> tuple[str, str]:
    """Return the capability an action of this id asks for, and what follows the letter that says so.

    Raises:
        BadInput: no action has such an id.

    """
    letter, _, digest = name.partition("-")
    capability = _CAPABILITY.get(letter)
    if capability is None:
        raise BadInput(f"{name!r:.60} is no id of an action", hint="vedette act show lists them")
    return capability, digest


def _resumed(given: argparse.Namespace, console: Console) -> int:
    found = console.app().run("action.show", ShowActions(which="half-done", look=True), console.job()).value
    return _each(given, console, found, "nothing was left half done")


def _due(given: argparse.Namespace, console: Console) -> int:
    found = console.app().run("action.show", ShowActions(which="due"), console.job()).value
    if not given.yes:
        return _each(given, console, found, "nothing is over its time")
    states = []
    for one in found.actions:
        given.why = "its time is over"
        after = _act(console, given, "undo", one.action.id).action
        states.append(after.state)
        console.say(short_line(after))
    return 0 if all(state is ActionState.UNDONE for state in states) else 1


def _each(given: argparse.Namespace, console: Console, found: ActionsShown, none: str) -> int:
    if given.json:
        _write(console, as_json(found))
    else:
        _write(console, "\n".join(action_page(one) for one in found.actions) or f"{none}\n")
    return 1 if found.actions else 0


def _show(given: argparse.Namespace, console: Console, seen: Seen) -> None:
    _write(console, as_json(seen) if given.json else action_page(seen))


def _write(console: Console, page: str) -> None:
    console.write(printable(page).encode())


_DO: Final[dict[str, Callable[[argparse.Namespace, Console], int]]] = {
    "list-kinds": _kinds,
    "plan": _planned,
    "show": _shown,
    "try": _tried,
    "run": _ran,
    "undo": _undone,
    "drop": _dropped,
    "resume": _resumed,
    "due": _due,
}
