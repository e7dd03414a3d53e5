"""What a case is found by beside its id: whose it is, what it waits for, its decisions, its approval."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.access.hours import hour
from vedette.access.programme.cases import reached
from vedette.access.programme.criteria import Again, rule
from vedette.access.programme.records import Act, Case, Stage

WAITING: Final = (Stage.PENDING, Stage.APPEALED)
APPROVED: Final = "approved"


def approved(case: Case) -> float:
    """Return when a case was approved last, in seconds since the epoch; 0 where it never was."""
    return max((one.at for one in case.events if one.act is Act.APPROVE), default=0.0)


def tags(case: Case) -> Iterator[str]:
    """Return the tags a case is kept with."""
    known = reached(case)
    yield f"person:{case.applicant.person}"
    if known.stage in WAITING:
        yield "open"
    if rule(case.want).sponsor and known.stage in (*WAITING, Stage.GRANTED):
        yield f"org:{case.applicant.org}"
    if known.stage is Stage.GRANTED:
        yield from _granted(case, ticket=bool(known.ticket), drawn=known.drawn > 0)
    for event in case.events:
        yield f"decision:{event.id}"
    if at := approved(case):
        yield hour(APPROVED, at)


def _granted(case: Case, *, ticket: bool, drawn: bool) -> Iterator[str]:
    if rule(case.want).sponsor and ticket:
        yield "ticket"
    if drawn:
        yield "drawn"
    if rule(case.want).again is Again.APPROVALS:
        yield "confirmable"
