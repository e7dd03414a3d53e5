"""Who does the work of a response, on a machine and in a service; loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from vedette.app.asking import Countable
from vedette.app.extras import lacking
from vedette.app.gate import Handler, Work
from vedette.app.incidentplace import IncidentPlace

if TYPE_CHECKING:
    from vedette.app.tools import Tools

PLAYBOOKS: Final = ("list", "read", "start", "follow", "step", "answer")
DUTIES: Final = ("show", "change")


@dataclass(frozen=True, slots=True)
class ResponsePlace:
    """What is done about incidents, beside what is written in them."""

    incidents: IncidentPlace
    files: bool
    """Whether files of this machine may be read and written for who asks."""
    tools: Tools | None = None
    """What engines are made with; None: none is run from here."""

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        made = {f"playbook.{name}": _does(self._playbooks, name) for name in PLAYBOOKS}
        made |= {f"duty.{name}": _does(self._duties, name) for name in DUTIES}
        made["incident.report"] = _does(self._reporting, "run")
        made["incident.share"] = _does(self._reporting, "share")
        if self.tools is not None:
            made["respond.run"] = _does(self._responding, "run")
        return made

    def _playbooks(self) -> object:
        from vedette.app.playbookwork import PlaybookWork  # noqa: PLC0415 - it takes a while

        return PlaybookWork(self.incidents.book(), self.incidents.ledger, self.files)

    def _duties(self) -> object:
        from vedette.app.dutywork import DutyWork  # noqa: PLC0415 - it takes a while

        return DutyWork(self.incidents.book(), self.incidents.ledger)

    def _reporting(self) -> object:
        from vedette.app.responding.reporting import Reporting  # noqa: PLC0415 - it takes a while

        return Reporting(self.incidents.book())

    def _responding(self) -> object:
        from vedette.app.responding.running import Responding  # noqa: PLC0415 - it takes a while

        assert self.tools is not None  # noqa: S101 - there is no such handler without them
        return Responding(self.tools, self.incidents.book(), self.incidents.ledger)


def _does(made: Callable[[], object], name: str) -> Handler:
    def handle(request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
        try:
            answer: Countable = getattr(made(), name)(request, work)
        except ModuleNotFoundError as error:
            raise lacking(error) from error
        return answer

    return handle
