"""Decisions and the findings they are about: each names one, none contradicts another, each says why."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from vedette.core.errors import BadInput
from vedette.core.nouns import Finding, Report
from vedette.export.advisories.asked import Advisory, Decision, Product, Stand
from vedette.export.tally import short_id

_CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
_PURL: Final = re.compile(r"pkg:[a-z0-9.+-]+/[^\s]{1,500}")
_CPE: Final = re.compile(r"cpe:2\.3:[aho*-](:[^\s:]{1,200}){10}")
_ID: Final = re.compile(r"[^\s](.{0,200}[^\s])?")
_RANGE: Final = re.compile(r"[<>]|\b(?:after|all|before|earlier|later|prior|versions?)\b", re.IGNORECASE)
"""What CSAF takes for many versions at once (test 6.1.31)."""
_LEAST_QUOTED: Final = 8


class Decided(Struct, frozen=True, kw_only=True):
    """One finding, and what was decided about it."""

    finding: Finding
    decision: Decision

    @property
    def action(self) -> str:
        """Return what users should do."""
        if self.decision.action:
            return self.decision.action
        if self.decision.fixed_in:
            return f"Update to version {self.decision.fixed_in}."
        return self.finding.remedy

    @property
    def description(self) -> str:
        """Return what it is, in words."""
        return self.decision.description or self.finding.message or self.finding.title


def decided(report: Report, advisory: Advisory) -> tuple[Decided, ...]:
    """Return every decision with its finding.

    Raises:
        BadInput: one names no finding, or several, or says too little; or two are about the same.

    """
    made = tuple(Decided(finding=_finding(report, one), decision=one) for one in advisory.decisions)
    _once([one.finding.fingerprint for one in made], "two decisions are about the finding")
    _once([one.decision.cve for one in made if one.decision.cve], "two decisions name")
    for one in made:
        _sayable(one)
    if not made:
        raise BadInput("nothing was decided", hint="say what at least one finding means for the product")
    return made


def undecided(report: Report, advisory: Advisory) -> tuple[Finding, ...]:
    """Return the findings no decision is about, but for those somebody set aside."""
    about = {_finding(report, one).fingerprint for one in advisory.decisions}
    return tuple(one for one in report.findings if one.fingerprint not in about and one.suppressed is None)


def check(advisory: Advisory) -> None:
    """Look whether the standards can say what a publisher says.

    Raises:
        BadInput: something is missing or not in its form; the message names it.

    """
    _need(_ID.fullmatch(advisory.id), f"not an id: {advisory.id[:80]!r}", "without spaces around it")
    _need(advisory.title.strip(), "an advisory needs a title", "one sentence that names the product")
    _need(advisory.publisher.name.strip(), "a publisher needs a name", "as users know it")
    _web(advisory.publisher.namespace, "the publisher's namespace")
    for one in advisory.references:
        _web(one.url, "a reference")
    _revisions(advisory)


def check_product(advisory: Advisory) -> Product:
    """Return the product.

    Raises:
        BadInput: there is none, or it is not exactly one version.

    """
    product = advisory.product
    if product is None:
        raise BadInput("an advisory needs a product", hint="give its name and version")
    _need(product.name.strip() and product.version.strip(), "a product needs a name and a version", "both")
    for version in (product.version, *(one.fixed_in for one in advisory.decisions)):
        _need(not _RANGE.search(version), f"not one version: {version[:40]!r}", "name exactly one")
    _need(
        not product.purl or _PURL.fullmatch(product.purl),
        f"not a purl: {product.purl[:80]!r}",
        "pkg:pypi/a@1",
    )
    _need(
        not product.cpe or _CPE.fullmatch(product.cpe), f"not a CPE 2.3: {product.cpe[:80]!r}", "cpe:2.3:a:…"
    )
    return product


def moment_of(text: str) -> datetime:
    """Read a moment.

    Raises:
        BadInput: it is none, or has no zone.

    """
    try:
        read = datetime.fromisoformat(text[:40])
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise BadInput(f"not a moment: {text[:40]!r}", hint="RFC 3339 with a zone: 2026-03-01T08:00:00Z")
    return read


def _finding(report: Report, decision: Decision) -> Finding:
    wanted = decision.finding.removeprefix("sha256:").lower()
    found = [
        one
        for one in report.findings
        if len(wanted) >= _LEAST_QUOTED and one.fingerprint.removeprefix("sha256:").startswith(wanted)
    ]
    if len({one.fingerprint for one in found}) != 1:
        what = "several findings are" if found else "no finding is"
        raise BadInput(f"{what} {decision.finding[:80]!r}", hint="give its fingerprint as the report has it")
    return found[0]


def _sayable(one: Decided) -> None:
    decision, name = one.decision, short_id(one.finding)
    if decision.stand is Stand.NOT_AFFECTED:
        why = decision.justification is not None or decision.impact
        _need(why, f"{name}: not affected, but not why", "give a justification or an impact")
    elif decision.justification is not None:
        raise BadInput(f"{name}: a justification is for what is not affected", hint="leave it out")
    if decision.stand is Stand.AFFECTED:
        _need(
            one.action.strip(), f"{name}: affected, but not what to do", "give an action or a fixed version"
        )
    elif decision.fixed_in:
        raise BadInput(f"{name}: a fixed version is for what is affected", hint="leave it out")
    if decision.cve:
        _need(_CVE.fullmatch(decision.cve), f"{name}: not a CVE: {decision.cve[:40]!r}", "CVE-2026-12345")


def _revisions(advisory: Advisory) -> None:
    given = advisory.revisions
    _need(given, "an advisory needs a revision", "number 1, its date and `Initial version.`")
    _need(
        [one.number for one in given] == list(range(1, len(given) + 1)), "revisions count from 1", "in order"
    )
    moments = [moment_of(one.date) for one in given]
    _need(
        all(a <= b for a, b in pairwise(moments)), "revisions are not in order of their dates", "oldest first"
    )
    _need(all(one.summary.strip() for one in given), "a revision needs a summary", "what changed")


def _web(address: str, what: str) -> None:
    try:
        parts = urlsplit(address)
        right = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", address)
    except ValueError:
        right = False
    _need(right and address.isascii(), f"{what} is not a web address: {address[:80]!r}", "https://…")


def _once(values: list[str], what: str) -> None:
    for one in sorted(set(values)):
        if values.count(one) > 1:
            raise BadInput(f"{what} {one[:80]}", hint="keep one of them")


def _need(right: object, message: str, hint: str) -> None:
    if not right:
        raise BadInput(message, hint=hint)
