"""What a publisher says beside the report: who they are, which product, what each finding means for it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.core.incidents import Tlp


class PublisherKind(StrEnum):
    """What somebody who publishes is to the product."""

    VENDOR = "vendor"
    COORDINATOR = "coordinator"
    DISCOVERER = "discoverer"
    TRANSLATOR = "translator"
    USER = "user"
    OTHER = "other"


class Publisher(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who says so."""

    name: str
    namespace: str
    """A web address of theirs."""
    kind: PublisherKind = PublisherKind.VENDOR
    contact: str = ""


class Product(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was looked at: exactly one version of one product."""

    name: str
    version: str
    vendor: str = ""
    """Whose it is, where that is not the publisher."""
    purl: str = ""
    cpe: str = ""
    """CPE 2.3."""


class Stand(StrEnum):
    """What a finding means for the product, as VEX knows it."""

    AFFECTED = "affected"
    FIXED = "fixed"
    """This version has the fix."""
    UNDER_INVESTIGATION = "under_investigation"
    NOT_AFFECTED = "not_affected"


class Justification(StrEnum):
    """Why a product is not affected: the words CSAF and OpenVEX share."""

    COMPONENT_NOT_PRESENT = "component_not_present"
    CODE_NOT_PRESENT = "vulnerable_code_not_present"
    CODE_NOT_REACHED = "vulnerable_code_not_in_execute_path"
    CODE_NOT_CONTROLLED = "vulnerable_code_cannot_be_controlled_by_adversary"
    MITIGATED = "inline_mitigations_already_exist"


class Decision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody decided about one finding."""

    finding: str
    """Its fingerprint, or the first eight characters people quote."""
    stand: Stand
    justification: Justification | None = None
    impact: str = ""
    """Why it does not matter, where no justification fits."""
    action: str = ""
    """What users should do; else the finding's remedy, where the product is affected."""
    fixed_in: str = ""
    """The version that has the fix."""
    cve: str = ""
    cvss: str = ""
    """CVSS 3.0 or 3.1, base metrics."""
    description: str = ""
    """In words for users; else the finding's own."""


class Revision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of the document."""

    number: int
    date: str
    """RFC 3339."""
    summary: str


class Reference(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where more is said."""

    summary: str
    url: str


class Profile(StrEnum):
    """Which of CSAF's kinds of document."""

    ADVISORY = "csaf_security_advisory"
    VEX = "csaf_vex"
    RESPONSE = "csaf_security_incident_response"


class Stage(StrEnum):
    """How settled the document is."""

    DRAFT = "draft"
    INTERIM = "interim"
    """It is expected to change soon."""
    FINAL = "final"


class Advisory(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All a publisher says about one document."""

    id: str
    title: str
    publisher: Publisher
    product: Product | None = None
    revisions: tuple[Revision, ...]
    """Oldest first; the last one is this document."""
    decisions: tuple[Decision, ...] = ()
    profile: Profile = Profile.ADVISORY
    stage: Stage = Stage.FINAL
    tlp: Tlp = Tlp.CLEAR
    summary: str = ""
    references: tuple[Reference, ...] = ()
    language: str = "en"
