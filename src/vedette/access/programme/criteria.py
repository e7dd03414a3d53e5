"""What each tier and each class takes: one table, read by the course of a case and by the published page.

Every number and every word here is a criterion: nothing is asked of anybody that does not stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from vedette.access.nouns import Risk, Tier
from vedette.core.errors import BadInput, Refused

DAY: Final = 86_400.0


class Want(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked for: a tier, or one capability of some risk."""

    tier: Tier = Tier.T0
    capability: str = ""
    risk: Risk = Risk.C0


class Shown(StrEnum):
    """Something a reviewer wants to see, or a proof on record says."""

    MAIL = "mail"
    ACCOUNT = "account"
    ROLE = "role"
    TERMS = "terms"
    DOMAIN = "domain"
    REGISTER = "register"
    CONTACT = "contact"
    ADMINS = "admins"
    DRILL = "drill"
    IDENTITY = "identity"
    REACHED = "reached"
    SECTOR = "sector"


WORDS: Final[Mapping[Shown, str]] = {
    Shown.MAIL: "control of a mail address: you answer what a reviewer writes there",
    Shown.ACCOUNT: "one of: an account at a provider this service trusts, a signed commit, two passkeys",
    Shown.ROLE: "what you do: your employer's word from its own domain, credited advisories, a certificate, "
    "or a record of reported bugs",
    Shown.TERMS: "the terms of use, signed",
    Shown.DOMAIN: "control of your organisation's domain, proved as any scope is",
    Shown.REGISTER: "your organisation's entry in a public register",
    Shown.CONTACT: "a security contact and an incident contact that can be reached (security.txt)",
    Shown.ADMINS: "at least two people who speak for your organisation here",
    Shown.DRILL: "the drill of acting first and being reviewed after, done once",
    Shown.IDENTITY: "who you are, proved to the level stated below",
    Shown.REACHED: "your organisation was called back on a number found elsewhere, and stands by it",
    Shown.SECTOR: "your organisation runs an essential service, or is a response team: a regulator's list or "
    "letter, or membership of a body of response teams",
}
"""Each kind of evidence, as an applicant reads it."""


class Again(StrEnum):
    """How a grant is kept beyond its end."""

    ACTIVE = "active"
    """By being used: it ends after a year of doing nothing."""
    APPROVALS = "approvals"
    """By as many approvals as it took, in the last days before it ends."""


class Rule(Struct, frozen=True, kw_only=True):
    """What it takes to be given something, and for how long it is."""

    evidence: tuple[Shown, ...] = ()
    """What reviewers look at; nobody but them can tell whether it is enough."""
    records: tuple[Shown, ...] = ()
    """Proofs that have to be on record first, of person or organisation: no reviewer can waive one."""
    proof: int = 0
    """The level the applicant's identity has to be proved to, 0 to 3."""
    met: bool = False
    """Whether people have to have seen the applicant's face: by video, or in a room."""
    reviewers: int = 1
    """So many people must agree, none of them who asked or who invited them …"""
    orgs: int = 1
    """… and they must come from so many organisations that share nobody among them."""
    sponsor: bool = False
    """Whether somebody who speaks for the applicant's own organisation answers for them, all the while."""
    cooling: float = 0.0
    """Seconds between the last approval and the moment it takes effect."""
    days: int
    """How long it is good for from then on."""
    again: Again = Again.APPROVALS


_PERSON: Final = (Shown.MAIL, Shown.ACCOUNT)
_RECORD: Final = (Shown.ROLE, Shown.TERMS)
_ORG: Final = (*_RECORD, Shown.DOMAIN, Shown.REGISTER, Shown.CONTACT, Shown.ADMINS)
_KNOWN: Final = (Shown.IDENTITY,)
_TEAM: Final = (Shown.IDENTITY, Shown.REACHED)

TIERS: Final[dict[Tier, Rule]] = {
    Tier.T1: Rule(evidence=_PERSON, days=365, again=Again.ACTIVE),
    Tier.T2: Rule(evidence=_RECORD, records=_KNOWN, proof=2, days=182),
    Tier.T3: Rule(evidence=_ORG, records=_TEAM, proof=2, reviewers=2, orgs=2, sponsor=True, days=90),
    Tier.T4: Rule(
        evidence=(*_ORG, Shown.DRILL),
        records=(*_TEAM, Shown.SECTOR),
        proof=2,
        met=True,
        reviewers=2,
        orgs=2,
        sponsor=True,
        cooling=7 * DAY,
        days=30,
    ),
}
"""What each tier takes. T0 takes nothing."""
RISKS: Final[dict[Risk, Rule]] = {
    Risk.C0: Rule(evidence=_PERSON, days=365),
    Risk.C1: Rule(evidence=_PERSON, days=365),
    Risk.C2: Rule(evidence=_RECORD, days=182),
    Risk.C3: Rule(evidence=_ORG, records=_TEAM, proof=2, reviewers=2, orgs=2, sponsor=True, days=90),
    Risk.C4: Rule(evidence=_ORG, records=_TEAM, proof=2, reviewers=2, orgs=2, sponsor=True, days=30),
}
"""What one capability of a class takes, where it is given by itself. CX is given to nobody."""

REMIND: Final = 14 * DAY
"""Seconds before its end from which on a grant may be confirmed, and its holder is reminded."""
LOT_DAYS: Final = 14 * DAY
"""Seconds a second look by lot may take; after that the grant rests until somebody has looked."""
LOT_BELOW: Final = 26
"""Of 256: the share of grants that are looked at again by lot."""
IDLE: Final = 90 * DAY
"""Seconds unused after which T2 is T1 until it is given anew."""
UNUSED: Final = 365 * DAY
"""Seconds unused after which T1 is over."""
FOUNDING: Final = 14 * DAY
"""Seconds a new programme is being founded, if its operator does not close that earlier; and the seconds
after it in which whatever took a sponsor and was given meanwhile has to be confirmed."""
OFFICE_DAYS: Final = 365
"""Days a reviewer or operator is in office."""
SPONSOR_TIER: Final = Tier.T2
"""What a sponsor has to have been given themselves, and still have."""

FIELDS: Final[Mapping[str, str]] = {
    "evidence": "what reviewers look at",
    "records": "what has to be proved on record before anybody may agree",
    "proof": "how far the applicant's identity is proved (0 to 3)",
    "met": "whether people have to have seen the applicant, by video or in a room",
    "reviewers": "how many reviewers agree",
    "orgs": "from how many organisations that share nobody",
    "sponsor": "whether somebody who speaks for the applicant's own organisation answers for them",
    "cooling": "how many seconds pass between the last approval and the effect",
    "days": "how many days it is good for",
    "again": "how it is kept beyond that",
}
"""Each field of a rule, as a reader of the published criteria meets it."""


def rule(want: Want) -> Rule:
    """Return what it takes.

    Raises:
        BadInput: it is neither a tier nor a capability, or both.
        Refused: nobody gets it.

    """
    if want.capability and not want.tier:
        if want.risk is Risk.CX:
            raise Refused(f"{want.capability}: nobody is given this", hint="there is nothing to apply for")
        return RISKS[want.risk]
    if want.capability or not want.tier:
        raise BadInput("an application is for a tier or for a capability", hint="name one of the two")
    return TIERS[want.tier]


def steps(needed: Rule) -> tuple[str, ...]:
    """Return what a rule asks, as sentences an applicant can read."""
    said = [f"Show {WORDS[one]}." for one in (*needed.records, *needed.evidence)]
    if needed.proof:
        said.append(f"Your identity is proved to level {needed.proof}{_seen(needed)}.")
    if needed.sponsor:
        said.append("Somebody who speaks for your own organisation, and is not you, answers for you.")
    said.append(_agree(needed))
    if needed.cooling:
        said.append(f"It takes effect {needed.cooling / DAY:.0f} days after the last approval.")
    return (*said, f"It is good for {needed.days} days, and {_kept(needed)}.")


def _seen(needed: Rule) -> str:
    return ", by people who saw your face, by video or in a room" if needed.met else ""


def _agree(needed: Rule) -> str:
    if needed.reviewers == 1:
        return "One reviewer agrees, who is not you and did not invite you."
    own = "; none of them is of your organisation or your sponsor's" if needed.sponsor else ""
    return f"{needed.reviewers} reviewers of {needed.orgs} organisations agree{own}."


def _kept(needed: Rule) -> str:
    if needed.again is Again.ACTIVE:
        return f"goes on by itself for whoever is here at least once in {UNUSED / DAY:.0f} days"
    return f"can be confirmed, by as many approvals, in its last {REMIND / DAY:.0f} days"
