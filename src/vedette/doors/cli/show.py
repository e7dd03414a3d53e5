"""`vedette show`."""

from __future__ import annotations

import argparse
from pathlib import Path

from msgspec.structs import replace

from vedette.app.requests import Show
from vedette.doors.cli.console import Console
from vedette.doors.cli.shared import add_format, deliver, look


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.add_argument("finding", metavar="ID", help="the id a report shows, or more of the fingerprint")
    parser.add_argument("report", metavar="REPORT", nargs="?", type=Path, help="default: your last scan")
    add_format(parser)


def run(given: argparse.Namespace, console: Console) -> int:
    """Show it."""
    shown = console.app().run("report.show", Show(finding=given.finding, report=given.report)).value
    deliver(given, console, shown.report, shown.rules, replace(look(given, console), whole=True))
    return 0
