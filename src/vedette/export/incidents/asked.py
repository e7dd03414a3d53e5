"""What somebody asks for: which report, in which form, for whom, with what beside the incident."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.core.explanations import Explanation


class ReportKind(StrEnum):
    """What sort of report."""

    INCIDENT = "incident"
    """All of it, for those who work on it, the insurer, the regulator."""
    EXECUTIVE = "executive"
    """One page for those who decide."""
    HANDOVER = "handover"
    """For the next shift: what runs, what is due, what is open."""
    LESSONS = "lessons"
    """For the meeting afterwards; what only people know is left blank."""


class Form(StrEnum):
    """How it is written."""

    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"


class Share(StrEnum):
    """How machines get it."""

    STIX = "stix"
    """A STIX 2.1 bundle with its marking."""
    NAVIGATOR = "navigator"
    """A layer of the ATT&CK Navigator."""


class Role(StrEnum):
    """How much of it somebody reads."""

    TEAM = "team"
    """Works on it: everything."""
    EXECUTIVE = "executive"
    """Decides: no digests, no personal names, no internal addresses."""
    OUTSIDE = "outside"
    """Is warned: the attacker's traces stay, nothing says who was hit."""


class Reach(StrEnum):
    """How far it may travel, nearest first: whom TLP 2.0 speaks of."""

    NAMED = "named"
    """The people it is handed to, and nobody else."""
    ORGANISATION = "organisation"
    CLIENTS = "clients"
    """The organisation and those it serves."""
    COMMUNITY = "community"
    PUBLIC = "public"


class Reader(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who gets it."""

    role: Role = Role.TEAM
    reach: Reach = Reach.NAMED


TEAM = Reader()
EXECUTIVE = Reader(role=Role.EXECUTIVE)
OUTSIDE = Reader(role=Role.OUTSIDE, reach=Reach.COMMUNITY)


class Measure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One figure about the response."""

    name: str
    value: str
    """With its unit, in words."""
    usual: str = ""
    """What it was in other incidents."""


class Context(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a report needs beside the incident; the moment is given, for nothing here knows a clock."""

    made_at: str
    """RFC 3339, UTC: remaining times are counted from here."""
    explanations: tuple[Explanation, ...] = ()
    measures: tuple[Measure, ...] = ()
    language: str = "en"
    reader: Reader | None = None
    """Whom it is for; of nobody said: the team, and of the executive's page, an executive."""
