"""What the programme answers: one struct a kind of answer, the same in JSON and on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from vedette.app.asking import Told


class RemedyTold(Struct, frozen=True, kw_only=True):
    """What would change a refusal."""

    code: str
    text: str


class Explained(Told, frozen=True, kw_only=True):
    """Whether something could be done, and if not, what it would take."""

    capability: str
    allowed: bool
    reasons: tuple[str, ...]
    remedies: tuple[RemedyTold, ...]
    policy: str


class Application(Told, frozen=True, kw_only=True):
    """An application as its applicant and its reviewers see it."""

    id: str
    person: str
    wants: str
    state: str
    statement: str = ""
    evidence: tuple[str, ...] = ()
    """What was shown: its kind and digest."""
    reasons: str = ""
    decision: str = ""
    """Id of the decision that answered it: an appeal names it."""
    until: float = 0.0
    """When the grant that came of it ends, in seconds since the epoch; 0 while there is none."""
    starts: float = 0.0
    """When the grant takes effect; 0 while there is none."""
    sponsor: str = ""
    """Who answers for the applicant, where it takes somebody."""
    rests: str = ""
    """Why a grant is worth nothing for now."""
    act: str = "apply"
    """What was done last."""
    waited: int = 0
    """Seconds the case had waited for that."""
    against: str = ""
    """What an appeal is against that is part of no application: measure, held, refusal."""

    def counts(self) -> Mapping[str, int | str]:
        """Say which case it is, what was done and what came of it: all that is counted later, and no name."""
        if self.against:
            return {"appeal": self.id, "against": self.against, "state": self.state}
        return {
            "case": self.id,
            "wants": self.wants,
            "act": self.act,
            "state": self.state,
            "waited": self.waited,
            "sponsor": int(bool(self.sponsor)),
            "overturned": int(self.act == "overturn"),
            "until": int(self.until),
        }


class Pending(Told, frozen=True, kw_only=True):
    """Something that waits for others to approve it."""

    id: str
    capability: str
    requester: str
    approvals: int
    expires: float


class AppointmentTold(Told, frozen=True, kw_only=True):
    """Somebody proposed for an office."""

    appointment: str
    person: str
    office: str
    by: str
    """Who proposed them."""
    state: str
    voices: int
    """Reviewers who agree."""
    reasons: str = ""
    until: float = 0.0
    """When the office ends, in seconds since the epoch; 0 while nobody is in it."""

    def counts(self) -> Mapping[str, int | str]:
        """Say which office, and what came of it."""
        return {
            "appointment": self.appointment,
            "office": self.office,
            "state": self.state,
            "voices": self.voices,
            "until": int(self.until),
        }


class AccessListed(Told, frozen=True, kw_only=True):
    """What the caller may see of the programme."""

    applications: tuple[Application, ...] = ()
    pending: tuple[Pending, ...] = ()
    grants: tuple[str, ...] = ()
    appointments: tuple[AppointmentTold, ...] = ()


class Revoked(Told, frozen=True, kw_only=True):
    """What ended."""

    ended: int
    """Sessions that ended at once."""
    grant: Application | None = None
    """What was granted, where that was taken back."""

    def counts(self) -> Mapping[str, int | str]:
        """Say what became of a grant, as of any other case: the report of the month counts these."""
        return {"sessions": self.ended} if self.grant is None else self.grant.counts()


class MeTold(Told, frozen=True, kw_only=True):
    """Who the caller is here."""

    person: str
    name: str
    org: str
    tier: str
    roles: tuple[str, ...]
    agent: str = ""
    keys: int = 0
    """Passkeys of this person."""
    read_outside: float = 0.0
    """Since when this program has read words of others (seconds since the epoch): it changes nothing more."""
    limited: str = ""
    """What holds them to a lower tier than they were given, or empty."""
    rests: str = ""
    """Why something they were given counts for nothing now, or empty."""
    ends_soon: str = ""
    """What of theirs ends soon if nobody confirms it, or empty."""


class Invited(Told, frozen=True, kw_only=True):
    """A link that enrols one person, once."""

    link: str
    expires: float


class TouchWanted(Told, frozen=True, kw_only=True):
    """What a person is asked to touch their key for."""

    words: str
    options: dict[str, Any]
    """What the browser's authenticator is given."""


class Touched(Told, frozen=True, kw_only=True):
    """That a person touched their key for one action."""

    action: str
    """Digest of the action."""
    expires: float


class Connected(Told, frozen=True, kw_only=True):
    """That a program may now act as the caller, with its own key."""

    key: str
    """Thumbprint of the program's key."""


class TokenTold(Told, frozen=True, kw_only=True):
    """A token: worth nothing without the key it is bound to."""

    token: str
    expires: float
    session: str = ""


class ProofStarted(Told, frozen=True, kw_only=True):
    """What to put where, to show that a target is one's own."""

    challenge: str
    kind: str
    where: str
    content: str
    expires: float


class LetterTold(Told, frozen=True, kw_only=True):
    """A letter that is to show whose a target is."""

    challenge: str
    target: str
    org: str
    requester: str
    evidence: str
    """Digest of the letter."""
    token: str
    """What the letter has to name beside the target."""
    read_by: int
    """Reviewers who read it."""
    needed: int
    expires: float
    kind: str = "letter"
    """`letter`, or `operator` for a statement of the operator's about a lab."""


class LettersListed(Told, frozen=True, kw_only=True):
    """Letters that wait for reviewers."""

    letters: tuple[LetterTold, ...]


class Proved(Told, frozen=True, kw_only=True):
    """A target is proved for an organisation, until then."""

    asset: str
    target: str
    until: float
    kind: str = ""
    """How it was shown: dns, web, repository, letter, …"""
    alone: bool = False
    """Whether it stands on an operator's word alone, given while the programme was being founded."""

    def counts(self) -> Mapping[str, int | str]:
        """Say how it was shown, not what: the report of the month counts these."""
        return {"scope_proof": self.asset, "kind": f"{self.kind}_alone" if self.alone else self.kind}


class TargetChecked(Told, frozen=True, kw_only=True):
    """Whether a target is covered."""

    target: str
    """The target as it is understood, whatever way it was written."""
    state: str
    assets: tuple[str, ...] = ()
