"""`vedette trace`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from vedette.app.assist_answers import Step, TraceShown
from vedette.app.assist_requests import ShowTrace
from vedette.doors.cli.console import Console, printable


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.add_argument(
        "journal", metavar="FILE", type=Path, help="the journal a run with --assist names at its end"
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Show the steps; what a model said is shown as it is, with nothing in it that steers a terminal."""
    shown = console.app().run("agent.trace", ShowTrace(path=given.journal), console.job()).value
    console.write(printable("\n".join(_page(shown)) + "\n").encode())
    return 0


def _page(shown: TraceShown) -> Iterator[str]:
    for step in shown.steps:
        yield from _step(step)
    state = "ended" if shown.ended else "not ended: the same command takes it up"
    yield f"{len(shown.steps)} steps, {shown.requests:,} requests, {shown.tokens:,} tokens; {state}"
    if shown.lost:
        yield f"{shown.lost} calls were under way when the run was killed"


def _step(step: Step) -> Iterator[str]:
    used = f", {step.tokens:,} tokens" if step.tokens else ""
    took = f", {step.seconds:.1f} s" if step.seconds else ""
    yield f"{step.number:>4}  {step.kind}{used}{took}"
    if step.asked:
        yield f"      < {step.asked}"
    if step.answered:
        yield f"      > {step.answered}"
