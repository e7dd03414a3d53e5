"""Where incidents lie, on a machine and in a service, and who does the work; loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vedette.app.asking import Countable
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.app.ledgers import Book

if TYPE_CHECKING:
    from vedette.app.incident_requests import KeepEvidence, OpenIncident, TakeReport
    from vedette.app.incidents import IncidentBook
    from vedette.app.incidentwork import Found, IncidentWork, Places
    from vedette.respond.events import Event
    from vedette.store.sql import Database

AT_HOME: Final = (
    "open",
    "take",
    "change",
    "keep",
    "handle",
    "list",
    "show",
    "custody",
    "measures",
    "export",
    "backup",
    "restore",
)
SERVED: Final = tuple(one for one in AT_HOME if one not in {"backup", "restore"})


@dataclass(frozen=True, slots=True)
class HandedIn:
    """How a service finds what was handed in to it, for who asks."""

    report: Callable[[str, str], bytes]
    """Owner and job in, the job's report as JSON out."""
    upload: Callable[[str, str], tuple[str, Path]]
    """Owner and upload in, its name and place out."""


@dataclass(slots=True)
class IncidentPlace:
    """The incidents of one machine or service."""

    folder: Path
    """Where evidence lies, and at home the events as well."""
    ledger: Book
    clock: Clock
    base: Database | None = None
    """A service's database."""
    handed: HandedIn | None = None
    """None: files of this machine."""
    _made: list[IncidentBook] = field(default_factory=list)

    def book(self) -> IncidentBook:
        """Return the incidents: for whoever has something to tell them."""
        if not self._made:
            from vedette.app.incidents import IncidentBook  # noqa: PLC0415 - it takes a while
            from vedette.store.incidents import SqlIncidents  # noqa: PLC0415
            from vedette.store.locker import Locker  # noqa: PLC0415
            from vedette.store.sql import on_sqlite  # noqa: PLC0415

            def opening() -> SqlIncidents:
                return SqlIncidents(self.base or on_sqlite(self.folder / "incidents.sqlite"))

            self._made.append(IncidentBook(opening, Locker(self.folder / "locker"), self.clock))
        return self._made[0]

    def mirror(self, incident: str, events: Sequence[Event]) -> str:
        """Take what happened to an action of this machine's owner to its incident; return its whole id.

        Raises:
            Missing: there is no such incident.
            Unavailable: it cannot be written down.

        """
        from vedette.app.incidents import HOME, By  # noqa: PLC0415 - it takes a while

        by = By(HOME, "")
        found = self.book().find(by, incident)
        self.book().mirror(by, found, events)
        return found

    def handlers(self, names: tuple[str, ...] = AT_HOME) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {f"incident.{name}": self._does(name) for name in names}

    def work(self) -> IncidentWork:
        """Return what does the work."""
        from vedette.app.incidentwork import IncidentWork  # noqa: PLC0415 - it takes a while

        places = _from_files() if self.handed is None else _from(self.handed)
        return IncidentWork(self.book(), self.ledger, places)

    def _does(self, name: str) -> Handler:
        def handle(request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
            answer: Countable = getattr(self.work(), name)(request, work)
            return answer

        return handle


def _from_files() -> Places:
    from vedette.app import incidentwork  # noqa: PLC0415 - it takes a while
    from vedette.core.errors import BadInput  # noqa: PLC0415

    def report(_: Work, request: OpenIncident | TakeReport) -> bytes | None:
        return None if request.report is None else incidentwork.read_file(request.report)

    def evidence(_: Work, request: KeepEvidence) -> Found:
        if request.path is None:
            raise BadInput("no evidence", hint="name a file")
        return incidentwork.Found(request.path.name, incidentwork.of_file(request.path))

    return incidentwork.Places(report, evidence, files=True)


def _from(handed: HandedIn) -> Places:
    from vedette.app import incidentwork  # noqa: PLC0415 - it takes a while

    def report(work: Work, request: OpenIncident | TakeReport) -> bytes | None:
        return handed.report(work.caller.subject.id, request.job) if request.job else None

    def evidence(work: Work, request: KeepEvidence) -> Found:
        name, path = handed.upload(work.caller.subject.id, request.upload)

        def chunks() -> Iterator[bytes]:
            return incidentwork.of_file(path)

        return incidentwork.Found(name, chunks())

    return incidentwork.Places(report, evidence, files=False)
