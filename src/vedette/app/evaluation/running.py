"""Runs an evaluation: each case, each arm, each repeat, in the same order for everybody; then the scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Any, Final

from vedette import __version__
from vedette.app.asking import Request
from vedette.app.clock import Clock
from vedette.app.desk_requests import LookAtText
from vedette.app.evaluate_answers import Evaluated
from vedette.app.evaluate_requests import Evaluate
from vedette.app.evaluation.explaining import Explainer
from vedette.app.evaluation.judging import Judge, trial
from vedette.app.evaluation.mending import Mender
from vedette.app.evaluation.scores import scored
from vedette.app.evaluation.sets import cases, text_of
from vedette.app.gate import Gate, Work
from vedette.core.errors import BadInput
from vedette.core.evaluations import Arm, Case, Kind, Trial
from vedette.models.profiles import NO_MODEL, profile
from vedette.sandbox.jail.jail import Jail
from vedette.sandbox.jail.toolchain import interpreter

_LOOK: Final = "text.look"
_KEPT: Final = 32
"""Texts whose report is kept, for the arms and repeats that follow."""
FEWEST: Final = 3
"""Repeats of whatever a model has a part in: one run of one is an anecdote."""
_MOST_CASES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Does the work of `model.evaluate`."""

    gate: Gate
    clock: Clock

    def run(self, request: Evaluate, work: Work) -> Evaluated:
        """Measure.

        Raises:
            BadInput: there are no cases, or the arms, repeats or the profile make no sense.
            Unavailable: the model does not answer at all.

        """
        arms = _arms(request)
        chosen = tuple(islice(_cases(request), request.limit))
        if not chosen:
            raise BadInput(
                f"{request.place}: no cases of that kind", hint="docs/eval.md says what sets may hold"
            )
        asks = self._asks(work)
        mender = Mender(asks, Jail(), interpreter())
        judge = Judge(asks, request.profile, mender, Explainer(asks, request.profile))
        trials = tuple(self._trials(request, chosen, arms, (judge, work)))
        return Evaluated(
            profile=request.profile,
            version=__version__,
            place=request.place.name,
            repeats=request.repeats,
            scores=scored(trials),
            trials=trials,
        )

    def _trials(
        self, request: Evaluate, chosen: tuple[Case, ...], arms: tuple[Arm, ...], does: tuple[Judge, Work]
    ) -> Iterator[Trial]:
        judge, work = does
        rounds = [(arm, repeat) for arm in arms for repeat in range(_repeats(arm, request))]
        for number, (case, (arm, repeat)) in enumerate(product(chosen, rounds)):
            work.job.tell(f"{arm.value}: {case.id}"[:80], number, len(chosen) * len(rounds))
            began = self.clock.seconds()
            came = judge.tried(case, text_of(case, request.place), arm, repeat)
            yield trial(case, arm, repeat, came, self.clock.seconds() - began)

    def _asks(self, work: Work) -> Any:  # noqa: ANN401 - what comes of it is as the request says
        @lru_cache(maxsize=_KEPT)
        def looked(text: str, sort: str) -> Any:  # noqa: ANN401
            return self.gate.run(work.caller, _LOOK, LookAtText(text=text, sort=sort)).value

        def run(capability: str, request: Request[Any]) -> Any:  # noqa: ANN401
            if isinstance(request, LookAtText):  # the engines say the same each time
                return looked(request.text, request.sort)
            return self.gate.run(work.caller, capability, request).value

        return run


def _arms(request: Evaluate) -> tuple[Arm, ...]:
    name = profile(request.profile).name
    arms = tuple(Arm(one) for one in request.arms)
    with_model = [one for one in arms if one is not Arm.ENGINES]
    if with_model and name == NO_MODEL:
        raise BadInput(
            f"{NO_MODEL} has no model to measure", hint="name a profile, or measure the engines alone"
        )
    if with_model and request.repeats < FEWEST:
        raise BadInput(
            f"{request.repeats} repeats of a model", hint=f"{FEWEST} at least: one run is an anecdote"
        )
    if not arms or not 1 <= request.limit <= _MOST_CASES:
        raise BadInput(
            "nothing to measure, or no end of it",
            hint=f"name at least one arm, and from 1 to {_MOST_CASES:,} cases",
        )
    return arms


def _cases(request: Evaluate) -> Iterable[Case]:
    wanted = None if request.kind is None else Kind(request.kind)
    return cases(request.place, wanted)


def _repeats(arm: Arm, request: Evaluate) -> int:
    """Return how often an arm is tried: the engines say the same each time, which a test holds them to."""
    return 1 if arm is Arm.ENGINES else request.repeats
