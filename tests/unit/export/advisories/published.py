"""A made-up product with four findings, and what its makers decided about each."""

from __future__ import annotations

from vedette.core.nouns import (
    Artefact,
    ArtefactKind,
    Confidence,
    Engine,
    Evidence,
    Finding,
    Lines,
    Report,
    Role,
    Severity,
)
from vedette.export.advisories import (
    Advisory,
    Decision,
    Justification,
    Product,
    Publisher,
    Reference,
    Revision,
    Stand,
)

DIGEST = "sha256:" + "ab" * 32
_FINDINGS = (
    ("1", "SQL built from a visitor's input", "CWE-89", "Use placeholders."),
    ("2", "A path built from a visitor's input", "CWE-22", ""),
    ("3", "A weak digest", "CWE-328", ""),
    ("4", "Debugging is on", "CWE-489", ""),
)


def finding(mark: str, title: str, weakness: str, remedy: str) -> Finding:
    return Finding(
        rule="py/x",
        title=title,
        message=f"{title} reaches the harm.",
        weaknesses=(weakness,),
        severity=Severity.HIGH,
        confidence=Confidence.STRONG,
        reason="a trail",
        evidence=(
            Evidence(
                artefact=DIGEST,
                name="shop.py",
                locator=Lines(line=1, column=1, end_line=1, end_column=2),
                quote="x",
                role=Role.SINK,
            ),
        ),
        fingerprint="sha256:" + mark * 64,
        remedy=remedy,
    )


REPORT = Report(
    engine=Engine(name="code", version="0.1.0", rules=DIGEST),
    target=Artefact(kind=ArtefactKind.TREE, name="shop", digest=DIGEST, size=1),
    findings=tuple(finding(*row) for row in _FINDINGS),
)
ADVISORY = Advisory(
    id="ACME-2026-0001",
    title="Two weaknesses in Acme Shop 1.4.2",
    publisher=Publisher(name="Acme GmbH", namespace="https://acme.example", contact="security@acme.example"),
    product=Product(
        name="Acme Shop",
        version="1.4.2",
        purl="pkg:pypi/acme-shop@1.4.2",
        cpe="cpe:2.3:a:acme:shop:1.4.2:*:*:*:*:*:*:*",
    ),
    revisions=(
        Revision(number=1, date="2026-03-01T08:00:00Z", summary="Initial version."),
        Revision(number=2, date="2026-03-03T08:00:00+01:00", summary="The fixed version is out."),
    ),
    decisions=(
        Decision(
            finding="1" * 8,
            stand=Stand.AFFECTED,
            fixed_in="1.4.3",
            cve="CVE-2026-12345",
            cvss="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        ),
        Decision(
            finding="sha256:" + "2" * 64, stand=Stand.NOT_AFFECTED, justification=Justification.MITIGATED
        ),
        Decision(finding="3" * 8, stand=Stand.UNDER_INVESTIGATION),
        Decision(finding="4" * 8, stand=Stand.FIXED),
    ),
    summary="A stranger can read the database of shops that face the internet.",
    references=(Reference(summary="Our page", url="https://acme.example/security/1"),),
)
