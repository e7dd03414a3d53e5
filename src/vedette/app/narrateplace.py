"""Where agents that speak of reports and events get their models: of the gate, as whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vedette.app.asking import Countable
from vedette.app.extras import lacking
from vedette.app.gate import Gate, Handler, Work
from vedette.app.tools import Tools

if TYPE_CHECKING:
    from vedette.app.narrate import Models


@dataclass(frozen=True, slots=True)
class Narration:
    """Does the work of `report.narrate` and `events.analyse` at home; loads little before it is asked."""

    gates: list[Gate]
    """The one gate."""
    tools: Tools

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {"report.narrate": self._narrate, "events.analyse": self._analyse, "text.read": self._read}

    def _narrate(self, request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
        from vedette.app.narrate import narrated  # noqa: PLC0415 - few requests are to a model

        return narrated(self.tools, request, self._models(request.profile, work), work.job)

    def _analyse(self, request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
        try:
            from vedette.app.narrateevents import analysed  # noqa: PLC0415 - needs what keeps events
        except ModuleNotFoundError as error:
            raise lacking(error) from error
        return analysed(self.tools, request, self._models(request.profile, work), work.job)

    def _read(self, request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
        from vedette.app.narrateread import fields_read, wanted  # noqa: PLC0415 - few requests are to a model

        wanted(request)  # what makes no sense is said before anybody is asked who may read
        return fields_read(self.tools, request, self._models(request.profile, work), work.job)

    def _models(self, profile: str, work: Work) -> Models:
        from vedette.app.agentmodel import Named  # noqa: PLC0415 - few requests are to a model

        named = Named(self.gates[0], work.caller, profile)
        return dict.fromkeys(named.roles(), named)
