"""Who does the work of what is asked about attached models; loaded when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vedette.app.asking import Countable
from vedette.app.clock import Clock
from vedette.app.extras import lacking
from vedette.app.gate import Handler, Work
from vedette.app.modelplace import ModelPlace
from vedette.core.limits import Limits

if TYPE_CHECKING:
    from vedette.app.backendwork import BackendWork

_DOES: Final = {
    "backend.list": "listed",
    "backend.probe": "probed",
    "backend.install": "installed",
    "backend.attach": "attached",
}


def handlers(place: ModelPlace, limits: Limits, clock: Clock) -> dict[str, Handler]:
    """Say who does the work of each capability."""
    made: list[BackendWork] = []

    def handler(does: str) -> Handler:
        def handle(request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
            try:
                from vedette.app.backendwork import BackendWork  # noqa: PLC0415 - few commands need it
            except ModuleNotFoundError as error:
                raise lacking(error) from error
            if not made:
                made.append(BackendWork(place, limits, clock))
            answer: Countable = getattr(made[0], does)(request, work.job)
            return answer

        return handle

    return {name: handler(does) for name, does in _DOES.items()}
