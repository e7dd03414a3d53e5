"""What can be asked about how good a model is."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from vedette.app.asking import Request
from vedette.app.evaluate_answers import Evaluated
from vedette.core.evaluations import Arm


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
