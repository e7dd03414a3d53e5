"""`vedette duties`: whom the law wants told about an incident, until when, and a draft of what to say."""

from __future__ import annotations

import argparse
import sys
import textwrap

from vedette.app.playbook_requests import ChangeDuties, DutiesTold, ShowDuties
from vedette.core.errors import BadInput
from vedette.doors.cli.console import Console, printable

_ANSWER_MOST = 500
_WIDEST = 100
_NOT_ADVICE = "This is not legal advice. Check each source, and ask a lawyer."
_WORDS = """\
A few questions decide which duties there are; each has a clock. Answer them with --ask (one after another)
or --answer NAME=VALUE. Nothing is ever sent from here: --draft writes a draft, a person sends it, and --told
writes down that it was sent. This is not legal advice: ask somebody whose job it is.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument("incident", metavar="INCIDENT", help="its id, or how that begins")
    parser.add_argument("--ask", action="store_true", help="ask what is still to be asked")
    parser.add_argument(
        "--answer", metavar="NAME=VALUE", action="append", default=[], help="answer a question"
    )
    parser.add_argument("--draft", metavar="DUTY", default="", help="draft what has to be said")
    parser.add_argument("--told", metavar="DUTY", default="", help="it was told")
    parser.add_argument("--at", metavar="TIME", default="", help="when; default: now")
    parser.add_argument("--proof", metavar="TEXT", default="", help="what shows it: a reference, a receipt")
    parser.add_argument("--not-applicable", metavar="DUTY", default="", help="it does not apply")
    parser.add_argument("--why", metavar="TEXT", default="", help="why not")


def run(given: argparse.Namespace, console: Console) -> int:
    """Ask, count, draft, write down."""
    app = console.app()
    if given.draft:
        shown = app.run("duty.show", ShowDuties(incident=given.incident, draft=given.draft)).value
        console.write(shown.draft.encode("utf-8", "replace"))
        return 0
    change = ChangeDuties(
        incident=given.incident,
        answers=dict(_pair(one) for one in given.answer),
        told=given.told,
        at=given.at,
        proof=given.proof,
        not_applicable=given.not_applicable,
        why=given.why,
    )
    if change.answers or change.told or change.not_applicable:
        told = app.run("duty.change", change).value
    else:
        told = app.run("duty.show", ShowDuties(incident=given.incident)).value
    while given.ask and told.ask:
        told = _asked(told, console) or told
    console.write(_page(told, min(console.width(), _WIDEST)).encode("utf-8", "replace"))
    return 0


def _asked(told: DutiesTold, console: Console) -> DutiesTold | None:
    """Ask one question, until there is an answer to it."""
    question = told.ask[0]
    choices = "".join(f"\n  {name}: {says}" for name, says in question.choices.items())
    usual = {"yesno": "yes or no", "moment": "like 2026-11-29T14:30+01:00", "number": "a number"}
    hint = choices or f" ({usual.get(question.kind, '')})"
    console.say("\n".join(filter(None, (f"{question.ask}{hint}", question.why))))
    said = sys.stdin.readline(_ANSWER_MOST).strip()
    if not said:
        raise BadInput("no answer", hint="answer later: vedette duties INCIDENT --ask goes on here")
    change = ChangeDuties(incident=told.incident, answers={question.id: said})
    try:
        return console.app().run("duty.change", change).value
    except BadInput as error:
        console.say(f"{error}; {error.hint}")
        return None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadInput(f"{text[:60]!r} is no answer", hint="like --answer eu=yes")
    return name.strip(), value


def _page(told: DutiesTold, width: int) -> str:
    lines = [f"Duties to notify, incident {told.incident}, as of {told.now[:16].replace('T', ' ')} UTC", ""]
    for duty, left in zip(told.duties, told.left, strict=True):
        until = f"; until {duty.due[:16].replace('T', ' ')} UTC" if duty.due else ""
        lines += [f"{duty.id}: {duty.name}", f"  {left}{until}"]
        for text in (f"To {duty.whom}.", f"{duty.law}.", printable(duty.why), printable(duty.proof)):
            lines += textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="  ")
        lines.append("")
    if not told.duties:
        lines += ["None follows from the answers so far.", ""]
    if told.ask:
        lines.append("Still to be asked (--ask, or --answer NAME=VALUE)")
        for one in told.ask:
            lines += textwrap.wrap(
                f"{one.id}: {one.ask}", width, initial_indent="  ", subsequent_indent="    "
            )
        lines.append("")
    return "\n".join((*lines, _NOT_ADVICE)) + "\n"
