"""`vedette verify`."""

from __future__ import annotations

import argparse
from pathlib import Path

from vedette.app.requests import Verify
from vedette.app.results import Verified
from vedette.doors.cli.console import Console, printable
from vedette.doors.cli.shared import mapped


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.add_argument("report", metavar="REPORT", type=Path, help="a report made with --format json")
    parser.add_argument(
        "--root", metavar="TARGET", help="where the files are now; default: where the report says they were"
    )
    parser.add_argument("--as", dest="form", metavar="FORMAT", help="another format than the report says")
    parser.add_argument(
        "--password", metavar="WORD", action="append", default=[], help="for encrypted archives"
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Check, and say which evidence broke and how."""
    request = Verify(
        report=given.report, root=given.root, form=mapped(given.form), passwords=tuple(given.password)
    )
    verified = console.app().run("report.verify", request, console.job()).value
    console.write(printable(_page(verified)).encode())
    return 1 if verified.broken else 0


def _page(verified: Verified) -> str:
    lines = [
        f"BROKEN  {one.finding[:8]}  {one.rule}  evidence {one.number} of {one.of}\n"
        f"        {one.where}: {one.why}"
        for one in verified.broken
    ]
    held = verified.quotes - len(verified.broken)
    findings = f"{verified.findings} finding{'' if verified.findings == 1 else 's'}"
    lines.append(f"{held} of {verified.quotes} quotes hold, in {findings} ({verified.target})")
    if verified.nowhere:
        lines.append("None of the files is there. If they are elsewhere now, say where with --root")
    return "\n".join(lines) + "\n"
