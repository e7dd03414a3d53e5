"""What can be asked about how good a model is."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from vedette.app.asking import Request
from vedette.app.evaluate_answers import Evaluated, SafeguardsEvaluated
from vedette.core.evaluations import Arm


class EvaluateSafeguards(Request[SafeguardsEvaluated], Struct, frozen=True, kw_only=True):
    """Measure how texts are read, on prompts whose label is known."""

    places: tuple[Path, ...] = ()
    """Files, or folders of files, that say of each prompt whether it is benign or prohibited."""
    benign: tuple[Path, ...] = ()
    """Such as hold benign ones only, and need not say so."""
    prohibited: tuple[Path, ...] = ()
    limit: int = 100_000
    """Prompts of each, the first of them."""


class Evaluate(Request[Evaluated], Struct, frozen=True, kw_only=True):
    """Measure a named model on cases with known answers, beside the engines alone and the model alone."""

    place: Path
    """A folder with `cases.jsonl`, or a checkout of a public set."""
    profile: str = "vedette-core"
    kind: str | None = None
    """Only cases of this kind."""
    arms: tuple[str, ...] = tuple(one.value for one in Arm)
    repeats: int = 3
    limit: int = 1000
    """Cases, the first of them."""
