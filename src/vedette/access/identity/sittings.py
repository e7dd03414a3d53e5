"""All wishes to be seen by two reviewers, kept until they are decided and a little longer, then forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from vedette.access.documents import Documents
from vedette.access.identity.proofing import DAY
from vedette.access.identity.register import Register, fresh
from vedette.access.identity.video import (
    APPEAL_WITHIN,
    Case,
    Event,
    Party,
    Stage,
    asked,
    happened,
    scrubbed,
    state,
)
from vedette.core.errors import Refused

KEPT: Final = 7 * DAY
"""Seconds a case is kept after it is decided, and nothing can be done any more."""
MOST: Final = 10
"""Cases of one person that are kept at once: asking and withdrawing without end fills nothing."""
AGAIN_AFTER: Final = 7 * DAY
"""Seconds after a no before somebody may ask anew, of whoever they like; an appeal is open at once."""
_WAITING: Final = (Stage.OPEN, Stage.APPEALED)


class Sittings:
    """All cases. Documents in and out; pure of time."""

    def __init__(self, documents: Documents) -> None:
        self._cases = Register(documents, "sitting", Case, _tags)

    def ask(self, applicant: Party, now: float, *, in_person: bool) -> Case:
        """Ask to be seen.

        Raises:
            Refused: it is asked for already, or was refused a few days ago.

        """
        mine = self.of(applicant.person)
        if len(mine) >= MOST:
            raise Refused(
                f"you have asked for this {MOST} times within a few days", hint="wait a week, then ask anew"
            )
        for known in (state(one, now) for one in mine):
            if known.stage in _WAITING:
                raise Refused("you have asked for this already", hint="vedette access proofs shows it")
            if known.stage is Stage.REFUSED and now < known.decided + AGAIN_AFTER:
                raise Refused(
                    f"this was refused a few days ago: {known.reason}",
                    hint=f"appeal against decision {known.decision}, or ask anew 7 days after it",
                )
        return self._cases.add(asked(applicant, fresh("v"), now, in_person=in_person))

    def get(self, ident: str) -> Case:
        """Return a case.

        Raises:
            BadInput: there is none of that id.

        """
        return self._cases.get(ident)

    def of(self, person: str) -> list[Case]:
        """Return the cases of a person."""
        return self._cases.tagged(f"person:{person}")

    def decided(self, decision: str) -> Case | None:
        """Return the case a decision was made in, if there is one."""
        return next(iter(self._cases.tagged(f"decision:{decision}")), None)

    def waiting(self, now: float) -> list[Case]:
        """Return the cases that wait for reviewers, the oldest first."""
        found = (one for one in self._cases.tagged("open") if state(one, now).stage in _WAITING)
        return sorted(found, key=lambda one: (one.at, one.id))

    def act(self, ident: str, work: Callable[[Case], Event]) -> Case:
        """Let something happen to a case; `work` may be called again when somebody else was faster.

        Raises:
            BadInput: there is none of that id.
            Refused: that person may not do that, or not now.

        """

        def change(case: Case) -> Case:
            return happened(case, work(case))

        return self._cases.change(ident, change)

    def sweep(self, now: float) -> int:
        """Take what could be traced out of cases that ran out, and forget old ones; return how many."""
        touched = 0
        for case in self._cases.all():
            known = state(case, now)
            if known.stage in _WAITING:
                continue
            last = APPEAL_WITHIN if known.stage is Stage.REFUSED else KEPT
            if now >= known.decided + last:
                touched += self._cases.remove(case.id)
            elif case.salt:
                self._cases.change(case.id, lambda one: _over(one, now))
                touched += 1
        return touched


def _over(case: Case, now: float) -> Case:
    """Return a case without its traces, unless it was opened again meanwhile."""
    return case if state(case, now).stage in _WAITING else scrubbed(case)


def _tags(case: Case) -> Iterator[str]:
    yield f"person:{case.applicant.person}"
    known = state(case, case.at)
    if known.stage in _WAITING:
        yield "open"
    if known.decision:
        yield f"decision:{known.decision}"
