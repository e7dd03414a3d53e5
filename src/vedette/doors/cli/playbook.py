"""`vedette playbook`: what to do in which order; list, read, check, begin, go through."""

from __future__ import annotations

import argparse
from pathlib import Path

from vedette.app import playbook_requests as asked
from vedette.app.reports import write_whole
from vedette.core.errors import BadInput
from vedette.doors.cli.console import Console
from vedette.doors.cli.playbook_page import page, runs_page

_WORDS = """\
PLAYBOOK is the name of one of ours (vedette playbook list) or a file of CACAO 2.0. A playbook never runs
anything: a step that an action can do names the command, vedette act plans it, and somebody approves it.
"""
_STATES: dict[str, asked.Doing] = {"begin": "running", "done": "done", "failed": "failed", "skip": "skipped"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    listed = kinds.add_parser("list", help="what there is, or what fits an incident")
    listed.add_argument("--for", dest="incident", metavar="INCIDENT", default="")
    for name, says in (
        ("show", "as a page for people"),
        ("export", "as CACAO 2.0"),
        ("check", "is it sound?"),
    ):
        one = kinds.add_parser(name, help=says)
        one.add_argument("playbook", metavar="PLAYBOOK")
        if name == "export":
            one.add_argument("-o", "--output", metavar="FILE", type=Path)
    start = kinds.add_parser("start", help="begin one in an incident")
    start.add_argument("playbook", metavar="PLAYBOOK")
    start.add_argument("incident", metavar="INCIDENT")
    following = kinds.add_parser("next", help="what can be done now")
    following.add_argument("incident", metavar="INCIDENT")
    for name, says in (
        ("begin", "somebody has begun a step"),
        ("done", "a step is done"),
        ("failed", "a step failed"),
        ("skip", "a step does not matter here"),
    ):
        one = kinds.add_parser(name, help=says)
        one.add_argument("incident", metavar="INCIDENT")
        one.add_argument("step", metavar="STEP", help="as vedette playbook next calls it")
        one.add_argument(
            "--said", metavar="TEXT", default="", help="what came of it; of a question: yes or no"
        )
    answer = kinds.add_parser("answer", help="answer what a playbook asks")
    answer.add_argument("incident", metavar="INCIDENT")
    answer.add_argument("name", metavar="NAME")
    answer.add_argument("value", metavar="VALUE")


def run(given: argparse.Namespace, console: Console) -> int:
    """Do what was asked."""
    app = console.app()
    if given.what == "list":
        found = app.run("playbook.list", asked.ListPlaybooks(incident=given.incident)).value
        console.write(_listed(found, given.incident).encode())
        return 0
    if given.what in {"show", "export", "check"}:
        return _read(given, console)
    if given.what == "start":
        name, path = _meant(given.playbook)
        request = asked.StartPlaybook(incident=given.incident, name=name, path=path)
        done = app.run("playbook.start", request).value
    elif given.what == "next":
        done = app.run("playbook.follow", asked.FollowPlaybooks(incident=given.incident)).value
    elif given.what == "answer":
        wish = asked.AnswerPlaybook(incident=given.incident, name=given.name, value=given.value)
        done = app.run("playbook.answer", wish).value
    else:
        done = app.run("playbook.step", _step(given)).value
    console.write(runs_page(done).encode("utf-8", "replace"))
    return 0


def _step(given: argparse.Namespace) -> asked.DoStep:
    if given.what == "skip" and not given.said:
        raise BadInput("why can it be skipped?", hint="say so: --said; the record keeps it")
    state = _STATES[given.what]
    return asked.DoStep(incident=given.incident, step=given.step, state=state, said=given.said)


def _read(given: argparse.Namespace, console: Console) -> int:
    name, path = _meant(given.playbook)
    found = console.app().run("playbook.read", asked.ReadPlaybook(name=name, path=path)).value
    if given.what == "export" and given.output is not None:
        write_whole(given.output, found.data)
        console.say(f"written: {given.output}")
    elif given.what == "export":
        console.write(found.data + b"\n")
    elif given.what == "show":
        console.write(page(found).encode("utf-8", "replace"))
    else:
        console.write(f"sound: {found.steps} steps, each reached, each with a way on\n".encode())
    return 0


def _meant(text: str) -> tuple[str, Path | None]:
    """Tell one of ours from a file: a file has a dot or a slash in its name."""
    return ("", Path(text)) if "." in text or "/" in text else (text, None)


def _listed(found: asked.PlaybooksListed, incident: str) -> str:
    if incident and not found.playbooks:
        return "None of ours names what this incident shows; vedette playbook list has all.\n"
    return "".join(
        f"{one.name:<28} {one.title}\n"
        + (f"{'':<28} because of {', '.join(one.because)}\n" if incident else "")
        for one in found.playbooks
    )
