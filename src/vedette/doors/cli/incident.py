"""`vedette incident`: open one, take reports in, write down what is known and done, keep evidence."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

from vedette.core.attacks import EntityKind, Part
from vedette.core.incidents import Belief, LineKind, Resolution, Standing, Status, Tlp
from vedette.core.indicators import IndicatorKind
from vedette.core.levels import Severity
from vedette.doors.cli import incidentchanges as changes
from vedette.doors.cli import incidentdoing as doing
from vedette.doors.cli.console import Console

_WORDS = """\
An incident is what happened to it, event by event; nothing is ever overwritten, and two people may write at
once. ID is an incident's id, or how it begins (three letters or more).

  vedette incident open "Ransom note on ws01" --severity high
  vedette incident open --from hunt.json            title, severity, timeline and first tasks from a report
  vedette incident take 4f2a triage.json            another report into it
  vedette incident show 4f2a
  vedette incident task 4f2a 3 --done
  vedette incident status 4f2a contained
  vedette incident evidence add 4f2a memory.dmp --origin "RAM of ws01" --acquired 2026-03-04T09:10:00Z
  vedette incident custody 4f2a                     every piece, every event, against the ledger

Times need a zone: 2026-03-04T09:10:00Z, 2026-03-04T10:10+01:00, now, +2h (and --at=-20m,
with the equals sign). --skew auth.log=+37s says that this source's clock was 37 seconds ahead.
"""
_Add = Callable[[argparse.ArgumentParser], None]
_Run = Callable[[argparse.Namespace, Console], int]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    asked = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name, (words, add, _) in _COMMANDS.items():
        one = asked.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        add(one)


def run(given: argparse.Namespace, console: Console) -> int:
    """Do it on this machine, through the gate."""
    return _COMMANDS[given.what][2](given, console)


def _ident(one: argparse.ArgumentParser) -> None:
    one.add_argument("incident", metavar="ID", help="the incident")


def _clocks(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--skew", action="append", default=[], metavar="SOURCE=+37s", help="by how much a clock was ahead"
    )
    one.add_argument(
        "--local", action="append", default=[], metavar="SOURCE", help="its times are local: doubt them"
    )


def _form(one: argparse.ArgumentParser) -> None:
    one.add_argument("-f", "--format", choices=["text", "json"], default="text", help="default: text")


def _why(one: argparse.ArgumentParser) -> None:
    one.add_argument("--why", metavar="TEXT", help="the reason, for the record")


def _choice(
    one: argparse.ArgumentParser, name: str, of: type[Severity | Tlp | Part | Standing | LineKind], words: str
) -> None:
    one.add_argument(name, choices=[each.value for each in of], help=words)


def _open(one: argparse.ArgumentParser) -> None:
    one.add_argument("title", metavar="TITLE", nargs="?", default="", help="what happened, in a few words")
    one.add_argument(
        "--from", dest="report", metavar="REPORT", type=Path, help="a report of hunt, triage or scan"
    )
    _choice(one, "--severity", Severity, "default: as the report says, or medium")
    _choice(one, "--tlp", Tlp, "with whom it may be shared; default: TLP:AMBER")
    one.add_argument("--organisation", metavar="NAME", default="", help="whose incident it is")
    one.add_argument("--note", metavar="TEXT", default="", help="a first note")
    _clocks(one)


def _list(one: argparse.ArgumentParser) -> None:
    one.add_argument("--open", dest="only_open", action="store_true", help="leave closed ones out")
    _form(one)


def _show(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument("--all", action="store_true", help="list what would only be counted")
    one.add_argument("--ids", action="store_true", help="the timeline alone, with the ids of its lines")
    _form(one)


def _take(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument("report", metavar="REPORT", type=Path, help="a report of hunt, triage or scan, as JSON")
    _clocks(one)


def _note(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument("text", metavar="TEXT", nargs="+")
    one.add_argument("--told", action="store_true", help="it is a recommendation for those who were hit")


def _task(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument(
        "text", metavar="TEXT|NUMBER", nargs="+", help="a new task, or the number of one there is"
    )
    one.add_argument("--owner", metavar="NAME", help="who does it")
    one.add_argument("--due", metavar="TIME", help="until when: a time, or +2h")
    one.add_argument("--check", metavar="TEXT", help="how to know that it worked")
    for name, words in (("done", "it is done"), ("doing", "it is begun"), ("drop", "it is not done at all")):
        one.add_argument(f"--{name}", action="store_true", help=words)
    one.add_argument("--reopen", action="store_true", help="it is to be done after all")
    _why(one)


def _line(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument("text", metavar="TEXT", nargs="+", help="what happened; - leaves a changed line's words")
    one.add_argument("--at", metavar="TIME", help="when it happened")
    one.add_argument("--until", metavar="TIME")
    _choice(one, "--kind", LineKind, "whose doing it was; default: response")
    one.add_argument("--source", metavar="NAME", help="where this is known from")
    one.add_argument("--doubt", metavar="TEXT", help="why its time may be wrong; empty: it is sure")
    one.add_argument("--change", metavar="LINE", help="change that line instead (--ids of show has ids)")
    one.add_argument("--drop", metavar="LINE", help="take that line away instead; TEXT says why")


def _entity(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument("kind", choices=[each.value for each in EntityKind])
    one.add_argument("name", metavar="NAME")
    _choice(one, "--part", Part, "its part in this")
    _choice(one, "--standing", Standing, "what is thought of it")
    one.add_argument("--alias", action="append", default=[], metavar="NAME", help="another name of it")
    _why(one)


def _status(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument("status", choices=[each.value for each in Status])
    one.add_argument(
        "--resolution", choices=[each.value for each in Resolution], help="what it turned out to be"
    )
    _why(one)


def _lead(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument("name", metavar="NAME", help="who leads the response; this acknowledges it")


def _hypothesis(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument(
        "text", metavar="TEXT|ID", nargs="+", help="what may have been so, or the id of one there is"
    )
    one.add_argument("--belief", choices=[each.value for each in Belief])
    one.add_argument(
        "--for", dest="speaks_for", action="append", default=[], metavar="ID", help="what speaks for it"
    )
    one.add_argument("--against", dest="speaks_against", action="append", default=[], metavar="ID")
    one.add_argument("--would-tell", metavar="TEXT", help="a log, a setting or a person that would tell")


def _indicator(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument("kind", choices=[each.value for each in IndicatorKind])
    one.add_argument("value", metavar="VALUE")
    one.add_argument("--confirmed", action="store_true", help="somebody made sure that it is one")
    one.add_argument("--context", metavar="TEXT", help="what is done with it")


def _set(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument("--title", metavar="TEXT")
    _choice(one, "--severity", Severity, "how bad it is")
    _choice(one, "--tlp", Tlp, "with whom it may be shared")
    one.add_argument(
        "--milestone", action="append", default=[], metavar="NAME=TIME", help="what the record has wrong"
    )
    _why(one)


def _link(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument("other", metavar="OTHER", help="another incident")
    one.add_argument("--remove", action="store_true", help="take the link away")
    _why(one)


def _evidence(one: argparse.ArgumentParser) -> None:
    inner = one.add_subparsers(dest="how", metavar="HOW", required=True)
    add = inner.add_parser("add", help="put files into the locker")
    _ident(add)
    add.add_argument("files", metavar="FILE", nargs="+", type=Path)
    add.add_argument(
        "--name", metavar="NAME", default="", help="what to call it; default: as the file is called"
    )
    add.add_argument("--origin", metavar="TEXT", default="", help="where it was taken from")
    add.add_argument("--acquired", metavar="TIME", default="", help="when it was taken there")
    add.add_argument("--digest-only", action="store_true", help="do not keep its bytes, only their digest")
    _ident(inner.add_parser("list", help="list the pieces, each with its chain of custody"))
    for name, words in (
        ("check", "look whether its bytes are what was taken"),
        ("copy", "write a copy to a file"),
        ("hand-over", "write down that somebody was given it"),
        ("seal", "write down that it is not to be touched any more"),
    ):
        each = inner.add_parser(name, help=f"{words}; goes on its chain of custody")
        _ident(each)
        each.add_argument("piece", metavar="PIECE", help="its id, its name, or how its digest begins")
        if name == "copy":
            each.add_argument("output", metavar="FILE", type=Path, help="a file that is not there yet")
        if name == "hand-over":
            each.add_argument("to", metavar="WHOM")
        _why(each)


def _custody(one: argparse.ArgumentParser) -> None:
    _ident(one)
    _form(one)


def _export(one: argparse.ArgumentParser) -> None:
    _ident(one)
    one.add_argument("file", metavar="FILE.zip", type=Path)


def _backup(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", metavar="FILE.zip", type=Path)


def _restore(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", metavar="FILE.zip", type=Path)
    one.add_argument("--digest", metavar="sha256:…", default="", help="what its digest has to be")


_COMMANDS: Final[dict[str, tuple[str, _Add, _Run]]] = {
    "open": ("open an incident, by hand or with a report", _open, doing.opened),
    "list": ("list incidents, the newest first", _list, doing.listed),
    "show": ("show one: how it stands, clocks, tasks, who, the timeline", _show, doing.shown),
    "take": ("take a report in: each finding once, clocks put right", _take, doing.taken),
    "note": ("write a note", _note, doing.changing(changes.note)),
    "task": ("add a task, or change one by its number", _task, doing.changing(changes.task)),
    "line": ("add a line to the timeline, or change one", _line, doing.changing(changes.line)),
    "entity": ("say what is thought of a host, account, address …", _entity, doing.changing(changes.entity)),
    "status": ("say how far the response is", _status, doing.changing(changes.status)),
    "lead": ("say who leads the response", _lead, doing.changing(changes.lead)),
    "hypothesis": (
        "write down what may have been so, and how it stands",
        _hypothesis,
        doing.changing(changes.hypothesis),
    ),
    "indicator": (
        "add something to look for elsewhere, or confirm it",
        _indicator,
        doing.changing(changes.indicator),
    ),
    "set": ("change title, severity, sharing or a milestone", _set, doing.changing(changes.plain)),
    "link": ("link another incident that has to do with it", _link, doing.changing(changes.link)),
    "evidence": ("keep evidence, and its chain of custody", _evidence, doing.evidence),
    "custody": ("hold every event and piece of evidence against the ledger", _custody, doing.custody),
    "measures": ("say how long it took to detect, contain and close", _form, doing.measures),
    "export": ("write one incident down, evidence and all", _export, doing.exported),
    "backup": ("write all incidents down, evidence and all", _backup, doing.backed_up),
    "restore": ("put back what is missing here and stands in a backup", _restore, doing.restored),
}
