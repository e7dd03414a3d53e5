"""`vedette version`."""

from __future__ import annotations

import argparse

from vedette import __version__
from vedette.doors.cli.console import Console


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow: nothing."""
    del parser


def run(given: argparse.Namespace, console: Console) -> int:
    """Print the version."""
    del given
    console.write(f"vedette {__version__}\n".encode())
    return 0
