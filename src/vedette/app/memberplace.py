"""The member's own view put together from the parts of a service, and what forgets what is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vedette.app.gate import Handler
from vedette.app.jobboard import JobBoard
from vedette.app.leaving import Leaving
from vedette.app.ledgers import LedgerRecord
from vedette.app.member import MemberView
from vedette.app.memberuses import Uses
from vedette.app.parts import Parts
from vedette.app.sweeps import Sweeps


@dataclass(frozen=True, slots=True)
class MemberPlace:
    """What members ask, and the chores that go with it."""

    view: MemberView
    sweeps: Sweeps

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return self.view.handlers()

    def chores(self) -> tuple[Callable[[float], object], ...]:
        """Return what is forgotten now and then."""
        return (self.sweeps.sweep, self.view.leaving.sweep)


def placed(parts: Parts, record: LedgerRecord, board: JobBoard) -> MemberPlace:
    """Put it together."""
    leaving = Leaving(
        documents=parts.documents,
        people=parts.people,
        enrolment=parts.enrolment,
        agents=parts.agents,
        seats=parts.seats,
        applications=parts.applications,
        glass=parts.glass,
        revocations=parts.revocations,
        record=record,
        forget_jobs=board.forget_all_of,
    )
    uses = Uses(
        book=record.book,
        people=parts.people,
        agents=parts.agents,
        seats=parts.seats,
        sessions=parts.sessions,
        alerts=parts.alerts,
    )
    view = MemberView(
        documents=parts.documents,
        people=parts.people,
        applications=parts.applications,
        alerts=parts.alerts,
        uses=uses,
        leaving=leaving,
        clock=parts.chosen.clock,
    )
    sweeps = Sweeps(
        documents=parts.documents,
        applications=parts.applications,
        glass=parts.glass,
        alerts=parts.alerts,
        book=record.book,
    )
    return MemberPlace(view, sweeps)
