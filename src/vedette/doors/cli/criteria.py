"""`vedette criteria`."""

from __future__ import annotations

import argparse

from vedette.doors.cli.console import Console


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow: nothing."""
    del parser


def run(given: argparse.Namespace, console: Console) -> int:
    """Print the criteria of the policy that is installed, as Markdown."""
    from vedette.app.publicpages import criteria_markdown  # noqa: PLC0415 - the policy engine takes a while

    del given
    console.write(criteria_markdown())
    return 0
