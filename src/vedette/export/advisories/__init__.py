"""What one tells users about weaknesses in one's own product: CSAF 2.0 (advisory, VEX, incident) and OpenVEX.

A report says what was found; what that means for a product people say, one decision a finding. Nothing is
published that nobody decided. Every function gives the bytes of one JSON document, or says what is missing.
"""

from __future__ import annotations

from vedette.core.incidents import Incident
from vedette.core.nouns import Finding, Report
from vedette.export.advisories.asked import (
    Advisory,
    Decision,
    Justification,
    Product,
    Profile,
    Publisher,
    PublisherKind,
    Reference,
    Revision,
    Stage,
    Stand,
)
from vedette.export.advisories.deciding import undecided


def csaf(report: Report, advisory: Advisory) -> bytes:
    """Return a CSAF 2.0 document: a security advisory or a VEX, as the advisory's profile says.

    Raises:
        BadInput: something the standard asks for is missing or contradicts itself; the message names it.

    """
    from vedette.export.advisories import csaf_json  # noqa: PLC0415

    return csaf_json.advisory(report, advisory)


def csaf_of_incident(incident: Incident, advisory: Advisory) -> bytes:
    """Return a CSAF 2.0 document about an incident: the incident has to be one that was cleaned for others.

    Raises:
        BadInput: something the standard asks for is missing.

    """
    from vedette.export.advisories import csaf_json  # noqa: PLC0415

    return csaf_json.response(incident, advisory)


def openvex(report: Report, advisory: Advisory) -> bytes:
    """Return an OpenVEX 0.2.0 document.

    Raises:
        BadInput: something the standard asks for is missing or contradicts itself; the message names it.

    """
    from vedette.export.advisories import openvex_json  # noqa: PLC0415

    return openvex_json.document(report, advisory)


def file_name(advisory: Advisory) -> str:
    """Return the name a CSAF document has to have."""
    from vedette.export.advisories import csaf_json  # noqa: PLC0415

    return csaf_json.file_name(advisory.id)


def open_findings(report: Report, advisory: Advisory) -> tuple[Finding, ...]:
    """Return the findings nobody decided about: they are in no document."""
    return undecided(report, advisory)


__all__ = [
    "Advisory",
    "Decision",
    "Justification",
    "Product",
    "Profile",
    "Publisher",
    "PublisherKind",
    "Reference",
    "Revision",
    "Stage",
    "Stand",
    "csaf",
    "csaf_of_incident",
    "file_name",
    "open_findings",
    "openvex",
]
