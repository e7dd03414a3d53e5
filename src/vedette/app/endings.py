"""What goes on by itself ends with what it stands on: jobs of whoever may no longer do that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from vedette.access.identity.subjects import Entry, Subjects
from vedette.access.nouns import Purpose, Risk
from vedette.access.policy.engine import Policy
from vedette.access.policy.remedies import explain
from vedette.access.tokens.challenges import Unauthenticated
from vedette.app.callers import Caller
from vedette.app.capability import Capability
from vedette.app.circumstances import plain_question
from vedette.app.job_answers import Kept
from vedette.app.jobboard import JobBoard

_RISKS = tuple(Risk)


@dataclass(frozen=True, slots=True)
class Endings:
    """Looks at whoever has something under way, each second."""

    subjects: Subjects
    board: JobBoard
    policy: Policy
    capabilities: Mapping[str, Capability[Any]]

    def look(self, now: float) -> int:
        """Stop each job its owner may no longer have; return how many.

        A seat that is over, an organisation that was left or suspended, a grant that ended: whatever it was.
        """
        return self.board.stop_where(lambda job: self.why(job, now))

    def why(self, job: Kept, now: float) -> str:
        """Say why a job has to end; nothing where its owner could still be let in."""
        try:
            asker = self.subjects.stand(job.owner, Entry(org=job.org, seat=job.seat), now)
        except Unauthenticated as error:
            return f"what it stood on is gone: {error}"
        capability = self.capabilities[job.engine]
        if asker.suspended:
            return "what it stood on is gone: its owner or their organisation is suspended"
        if _RISKS.index(capability.risk) > _RISKS.index(asker.cap):
            return f"class {capability.risk} is above what may be used there now"
        purpose = job.purpose or str(Purpose.OPERATIONS)
        caller = Caller(subject=asker.subject, bound=True, purpose=purpose)
        if explain(self.policy, _supposed(caller, capability), now, "").allowed:
            return ""
        return f"its owner is {asker.subject.tier.name} now, which does not reach to class {capability.risk}"


def _supposed(caller: Caller, capability: Capability[Any]) -> Any:  # noqa: ANN401 - a Question
    """Suppose that all was shown when it was let in, so that only who the owner is now decides."""
    return msgspec.structs.replace(
        plain_question(caller, capability),
        own_input=True,
        scope="proved" if capability.scoped else "unneeded",
        touch_age=0,
        auth_age=0,
        approvals=2,
        approving_teams=2,
        reviewer_among=True,
        sandbox=True,
    )
