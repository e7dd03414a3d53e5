"""`vedette verify`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from vedette.app.requests import Verify
from vedette.app.results import Broken, Verified
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
    return 1 if verified.broken or verified.changed else 0


def _page(verified: Verified) -> str:
    lines = list(_broken(verified.broken))
    lines += [
        f"CHANGED {one.name} is not the file that was looked at; {one.standing} of its {one.quotes} quotes "
        f"still {'stands' if one.standing == 1 else 'stand'}"
        for one in verified.changed
    ]
    held = verified.quotes - len(verified.broken)
    findings = f"{verified.findings} finding{'' if verified.findings == 1 else 's'}"
    lines.append(f"{held} of {verified.quotes} quotes hold, in {findings} ({verified.target})")
    if verified.nowhere:
        lines.append("None of the files is there. If they are elsewhere now, say where with --root")
    return "\n".join(lines) + "\n"


def _broken(broken: Iterable[Broken]) -> Iterator[str]:
    """Yield what broke, finding by finding, and which of its evidence holds."""
    for finding, group in groupby(broken, key=lambda one: one.finding):
        those = list(group)
        for one in those:
            yield f"BROKEN  {finding[:8]}  {one.rule}  evidence {one.number} of {one.of}"
            yield f"        {one.where}: {one.why}"
        if held := sorted(set(range(1, those[0].of + 1)) - {one.number for one in those}):
            yield f"HOLDS   {finding[:8]}  {those[0].rule}  evidence {', '.join(map(str, held))}"
