"""`vedette eval`."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from vedette.app.evaluate_answers import Evaluated
from vedette.app.evaluate_requests import Evaluate, EvaluateSafeguards
from vedette.core.errors import BadInput
from vedette.core.evaluations import Arm, Kind, Score
from vedette.doors.cli.console import Console
from vedette.doors.cli.eval_page import safeguards

_WORDS = """\
PLACE is a folder with cases.jsonl, one case a line (docs/eval.md), or a checkout of a public set that has its
answers in expectedresults-*.csv. Three arms do the same work: the engines alone, the engines with the model,
the model alone. Every trial counts (pass@1); shares come with their 95 % interval.

`vedette eval safeguards PLACE...` measures instead which prompts would wait for a person: PLACE is a file (or
a folder of files) of prompts that says of each whether it is benign or prohibited; --benign and --prohibited
name such as do not say (docs/access/safeguards.md). A folder called safeguards is ./safeguards.
"""
_SAFEGUARDS = "safeguards"
_SHORT = {"engines": Arm.ENGINES, "both": Arm.BOTH, "model": Arm.MODEL}
_HEAD = ("kind", "arm", "trials", "right", "95 %", "recall", "false", "none", "lost", "obeyed", "tokens", "s")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument(
        "place", metavar="PLACE", nargs="+", help="where the cases are; or `safeguards` and places of prompts"
    )
    for label in ("benign", "prohibited"):
        parser.add_argument(
            f"--{label}",
            metavar="PLACE",
            type=Path,
            action="append",
            default=[],
            help=f"of safeguards: a file or folder of {label} prompts",
        )
    parser.add_argument("--model", metavar="NAME", default="vedette-core", help="the named model to measure")
    parser.add_argument("--kind", choices=[one.value for one in Kind], help="only cases of this kind")
    parser.add_argument(
        "--arm", choices=list(_SHORT), action="append", help="only this arm; may be given again; default: all"
    )
    parser.add_argument(
        "--repeats", type=int, default=3, help="of whatever a model has a part in; default: 3"
    )
    parser.add_argument(
        "--limit", type=int, help="cases at most, of each place; default: 1000 cases, 100000 prompts"
    )
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="every trial, as JSON")


def run(given: argparse.Namespace, console: Console) -> int:
    """Measure, and show the scores."""
    if given.place[0] == _SAFEGUARDS:
        return _safeguards(given, console)
    if len(given.place) > 1 or given.benign or given.prohibited:
        raise BadInput("a model is measured on one place", hint="vedette eval --help")
    arms = given.arm or (["engines"] if given.model == "vedette-core" else list(_SHORT))
    request = Evaluate(
        place=Path(given.place[0]),
        profile=given.model,
        kind=given.kind,
        arms=tuple(_SHORT[one].value for one in arms),
        repeats=given.repeats,
        limit=given.limit or 1000,
    )
    evaluated = console.app().run("model.evaluate", request, console.job()).value
    if given.output is not None:
        given.output.write_bytes(msgspec.json.format(msgspec.json.encode(evaluated), indent=1))
    console.write(table(evaluated).encode())
    return 0


def _safeguards(given: argparse.Namespace, console: Console) -> int:
    """Measure how texts are read."""
    request = EvaluateSafeguards(
        places=tuple(Path(one) for one in given.place[1:]),
        benign=tuple(given.benign),
        prohibited=tuple(given.prohibited),
        limit=given.limit or 100_000,
    )
    if not (request.places or request.benign or request.prohibited):
        raise BadInput("no prompts are named", hint="vedette eval safeguards prompts.csv")
    evaluated = console.app().run("safeguards.evaluate", request, console.job()).value
    if given.output is not None:
        given.output.write_bytes(msgspec.json.format(msgspec.json.encode(evaluated), indent=1))
    console.write(safeguards(evaluated).encode())
    return 0


def table(evaluated: Evaluated) -> str:
    """Return the scores as a table, with what they mean beneath."""
    rows = [_HEAD, *(_row(one) for one in evaluated.scores)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    about = f"{evaluated.profile}, Vedette {evaluated.version}, on {evaluated.place}"
    lost = sum(one.lost for one in evaluated.scores)
    lines += [
        "",
        f"{about}; {evaluated.repeats} repeats.",
        f"Lost true positives where engines and model work together: {lost} (0 by design).",
    ]
    return "\n".join((*lines, ""))


def _row(one: Score) -> tuple[str, ...]:
    return (
        one.kind.value,
        one.arm.value,
        str(one.trials),
        f"{one.share:.2f}",
        f"{one.low:.2f}-{one.high:.2f}",
        "" if one.recall is None else f"{one.recall:.2f}",
        "" if one.false_alarms is None else f"{one.false_alarms:.2f}",
        str(one.inconclusive),
        str(one.lost),
        str(one.obeyed),
        f"{one.tokens:,}",
        f"{one.seconds:.1f}",
    )
