"""What access is about: who asks, how risky it is, what they showed, and what was decided. Values only."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from msgspec import Struct


class Tier(IntEnum):
    """Who somebody has shown to be."""

    T0 = 0
    """Anyone with an account."""
    T1 = 1
    """Verified: an individual defender."""
    T2 = 2
    """Professional: identity and role proved."""
    T3 = 3
    """Organisation: a person of a vetted team."""
    T4 = 4
    """Critical defender: a named responder of an essential service."""


class Risk(StrEnum):
    """What a capability could do in the wrong hands, from nothing to what nobody gets."""

    C0 = "C0"
    """Explains, and reads what the caller has anyway."""
    C1 = "C1"
    """Looks at what the caller hands in: code, logs."""
    C2 = "C2"
    """Dual use, with a local effect."""
    C3 = "C3"
    """Dual use, strong."""
    C4 = "C4"
    """Offensive effect on real systems."""
    CX = "CX"
    """Never."""


class Purpose(StrEnum):
    """What something is asked for; frozen for a session, and recorded."""

    OWN_CODE = "own_code"
    INCIDENT_RESPONSE = "incident_response"
    AUTHORISED_TEST = "authorised_test"
    RESEARCH = "research"
    TRAINING = "training"
    OPERATIONS = "operations"


class Kind(StrEnum):
    """What asks."""

    PERSON = "person"
    AGENT = "agent"
    """A program acting for a person, with a part of that person's rights."""
    SERVICE = "service"
    """A seat of an organisation no person sits in."""
    OWNER = "owner"
    """Whoever runs this on their own machine, with their own files."""
    STRANGER = "stranger"
    """Nobody we know."""


class Subject(Struct, frozen=True, kw_only=True):
    """Who asks, as far as they have shown it for this one request."""

    id: str
    """Stable, of the person (for an agent: of the person it acts for), never an account name."""
    kind: Kind
    tier: Tier = Tier.T0
    org: str = ""
    roles: tuple[str, ...] = ()
    """operator, reviewer, …: what the organisation running this lets them do to it."""
    agent: str = ""
    """Id of the agent that acts (the `act` claim), or empty."""
    tools: tuple[str, ...] = ()
    """Capabilities an agent's token names; an agent may use no other."""
    key: str = ""
    """Thumbprint of the key the request was signed with; empty when it was not (the local owner)."""
    session: str = ""
    auth_time: float = 0.0
    """Seconds since the epoch: when the person last touched a passkey."""


class Verdict(StrEnum):
    """What was decided."""

    ALLOW = "allow"
    DENY = "deny"


class Remedy(Struct, frozen=True, kw_only=True):
    """What would change a refusal."""

    code: str
    """For programs: prove_scope, touch_key, second_approval, apply_tier, state_purpose, wait, none, …"""
    text: str
    """For people: one sentence, with the thing to do in it."""


class Decision(Struct, frozen=True, kw_only=True):
    """The answer to "may this caller do this, now?", with everything needed to discuss it later."""

    id: str
    verdict: Verdict
    reasons: tuple[str, ...]
    """Ids of the policies that decided, or codes of what went wrong."""
    remedies: tuple[Remedy, ...] = ()
    policy: str
    """Digest of the policy text and schema that decided."""
    obligations: tuple[str, ...] = ()
    """What has to happen with it: record, notify_org, review_within_72h, sandbox_only, …"""
    made: float
    """Seconds since the epoch."""
    expires: float
    """When the decision is no longer good."""

    @property
    def allowed(self) -> bool:
        """Whether it may be done."""
        return self.verdict is Verdict.ALLOW
