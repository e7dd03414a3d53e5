"""`vedette demo`."""

from __future__ import annotations

import argparse
import textwrap

from vedette.app.render import Format, Look, render
from vedette.app.requests import Demo
from vedette.app.results import DemoShown
from vedette.doors.cli.console import Console, printable

_WIDE = 100


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.add_argument("--offline", action="store_true", help="ask no registry: look at the bundled program")


def run(given: argparse.Namespace, console: Console) -> int:
    """Show both releases; the exit code says whether it convinced."""
    console.say("asking the package registry for a release with a known vulnerability, and for its fix")
    shown = console.app().run("demo.run", Demo(offline=given.offline), console.job()).value
    for note in shown.notes:
        console.say(f"note: {note}")
    look = Look(colour=console.colour(), width=console.width(), whole=True, lines=shown.lines)
    title = textwrap.fill(printable(shown.title), min(console.width(), _WIDE))
    console.write(f"{title}\n\n".encode())
    console.write(render(shown.vulnerable, shown.rules, Format.TERMINAL, look))
    console.write(printable(_ending(shown)).encode())
    return 0 if shown.convincing else 1


def _ending(shown: DemoShown) -> str:
    fixed = shown.fixed
    files = fixed.coverage.files
    read = f"{files} file{'' if files == 1 else 's'}, {fixed.coverage.lines} lines"
    name = fixed.target.origin if "==" in fixed.target.origin else f"the {fixed.target.name} program"
    lines = ["", f"And {name} ({read} read): {_verdict(shown)}"]
    if shown.others > len(shown.vulnerable.findings):
        lines.append(f"({shown.others} findings in all in the first; only what the story is about is shown)")
    lines += ["", "Next: vedette scan PATH, or vedette scan PACKAGE==VERSION", ""]
    return "\n".join(lines)


def _verdict(shown: DemoShown) -> str:
    if not shown.vulnerable.findings:
        return "beside the point, for the vulnerability was not found; please tell us"
    return "still found there; please tell us" if shown.fixed.findings else "gone in the fix"
