"""Arguments several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from vedette.app.render import Format, Look, render
from vedette.app.reports import write_whole
from vedette.core.errors import BadInput
from vedette.core.nouns import Report
from vedette.core.rulehelp import RuleHelp
from vedette.doors.cli.console import Console

_ENDINGS = {
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".sarif": Format.SARIF,
    ".html": Format.HTML,
    ".md": Format.MARKDOWN,
    ".csv": Format.CSV,
}
_MAPPING = "csv:@"
_MAPPING_MAX = 65_536


def add_format(parser: argparse.ArgumentParser) -> None:
    """Let the caller choose how the answer is written, and where."""
    choices = [one.value for one in Format]
    parser.add_argument(
        "-f",
        "--format",
        choices=choices,
        metavar="FORMAT",
        help=f"{', '.join(choices)}; default: what the name of --output ends in, else terminal",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output"
    )
    parser.add_argument("--all", action="store_true", help="list what would only be counted")


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Let the caller bring rules."""
    parser.add_argument(
        "--rules",
        metavar="DIR",
        type=Path,
        help="a folder of your own rule pages (.md) and library tables (.toml)",
    )


def mapped(form: str | None) -> str | None:
    """Put the file of `csv:@FILE`, a mapping in TOML, in its place; anything else stays as it is.

    Raises:
        BadInput: it cannot be read, or is no mapping by its size.

    """
    if form is None or not form.startswith(_MAPPING):
        return form
    path = Path(form.removeprefix(_MAPPING))
    try:
        with path.open("rb") as file:
            text = file.read(_MAPPING_MAX + 1).decode()
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: no mapping can be read", hint="give a file in TOML, as UTF-8") from error
    if len(text) > _MAPPING_MAX:
        raise BadInput(f"{path}: too long for a mapping", hint="name the columns and their headers only")
    return f"csv:{text}\n"


def deliver(
    given: argparse.Namespace, console: Console, report: Report, rules: tuple[RuleHelp, ...], look: Look
) -> None:
    """Write a report where and how the caller wants it."""
    page = render(report, rules, _format(given), look)
    if given.output is None:
        console.write(page)
    else:
        write_whole(given.output, page)
        console.say(f"written: {given.output}")


def _format(given: argparse.Namespace) -> Format:
    if given.format is not None:
        return Format(given.format)
    return _ENDINGS.get(given.output.suffix, Format.TERMINAL) if given.output is not None else Format.TERMINAL


def look(given: argparse.Namespace, console: Console) -> Look:
    """Fit a page to where it goes."""
    return Look(colour=console.colour() and given.output is None, width=console.width(), everything=given.all)
