"""`vedette schema`."""

from __future__ import annotations

import argparse
import json

from vedette.doors.cli.console import Console


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow: nothing."""
    del parser


def run(given: argparse.Namespace, console: Console) -> int:
    """Print the JSON schema of a report."""
    from vedette.core import codec  # noqa: PLC0415

    del given
    console.write(json.dumps(codec.schema(), indent=2).encode() + b"\n")
    return 0
