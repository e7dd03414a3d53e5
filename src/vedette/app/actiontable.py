"""Says who does the work of each capability about actions; what does it is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vedette.app.action_capabilities import AT_HOME, SERVED
from vedette.app.asking import Countable
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work

if TYPE_CHECKING:
    from vedette.app.actionkeep import Mirror
    from vedette.app.incidentplace import IncidentPlace
    from vedette.respond.events import Event

CHANGE_NOTHING: Final = ("action.kinds", "action.plan", "action.show", "action.try")


def at_home(
    folder: Path, environ: Mapping[str, str], clock: Clock, mirror: Mirror | None = None
) -> dict[str, Handler]:
    """Say who does it on one's own machine; `mirror` takes what happens to the incidents it belongs to."""
    return {name: _handler(name, folder, environ, clock, mirror) for name in (*CHANGE_NOTHING, *AT_HOME)}


def _handler(
    name: str, folder: Path, environ: Mapping[str, str], clock: Clock, mirror: Mirror | None
) -> Handler:
    def handle(request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
        from vedette.app.actionkeep import Kept, unmirrored  # noqa: PLC0415
        from vedette.app.actionplace import Place  # noqa: PLC0415
        from vedette.app.actionwork import Actions  # noqa: PLC0415
        from vedette.sandbox.responding import Responding  # noqa: PLC0415

        kept = Kept(folder=folder, clock=clock, mirror=mirror or unmirrored)
        place = Place(folder=folder, responding=Responding(), environ=environ)
        return Actions(kept=kept, place=place, allowed=AT_HOME).handler(name)(request, work)

    return handle


def in_service(folder: Path, clock: Clock, incidents: IncidentPlace) -> dict[str, Handler]:
    """Say who does it in a service: for each organisation, by ways the operator wrote down."""
    names = (*CHANGE_NOTHING, *SERVED)
    return {name: _served(name, folder, clock, incidents) for name in names}


def _mirror(incidents: IncidentPlace, whose: str) -> Mirror:
    """Return what takes events to the incidents of one organisation."""

    def mirror(incident: str, events: Sequence[Event]) -> str:
        from vedette.app.incidents import By  # noqa: PLC0415

        by, book = By(whose, ""), incidents.book()
        found = book.find(by, incident)
        book.mirror(by, found, events)
        return found

    return mirror


def _served(name: str, folder: Path, clock: Clock, incidents: IncidentPlace) -> Handler:
    def handle(request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
        from vedette.app import actionways  # noqa: PLC0415
        from vedette.app.actionkeep import Kept  # noqa: PLC0415
        from vedette.app.actionplace import Place  # noqa: PLC0415
        from vedette.app.actionwork import Actions  # noqa: PLC0415
        from vedette.app.incidents import owner_of  # noqa: PLC0415
        from vedette.sandbox.responding import Responding  # noqa: PLC0415

        whose = owner_of(work.caller.subject)
        own = folder / sha256(whose.encode()).hexdigest()[:32]
        kept = Kept(folder=own, clock=clock, mirror=_mirror(incidents, whose))
        place = Place(folder=own, responding=Responding(), environ={})
        ways = actionways.read(folder)
        return Actions(kept=kept, place=place, allowed=SERVED, ways=ways).handler(name)(request, work)

    return handle
