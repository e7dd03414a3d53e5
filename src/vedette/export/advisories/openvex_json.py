"""OpenVEX 0.2.0: what each finding means for one version of one product."""

from __future__ import annotations

from datetime import UTC
from typing import Any, Final
from urllib.parse import quote

import msgspec

from vedette.core.nouns import Report
from vedette.export.advisories.asked import Advisory, Product, Stand
from vedette.export.advisories.deciding import Decided, check, check_product, decided, moment_of
from vedette.export.tally import short_id
from vedette.export.visible import one_line

Json = dict[str, Any]
_CONTEXT: Final = "https://openvex.dev/ns/v0.2.0"


def document(report: Report, given: Advisory) -> bytes:
    """Return the document."""
    check(given)
    product = _product(given, check_product(given))
    found = decided(report, given)
    first, last = given.revisions[0], given.revisions[-1]
    made: Json = {
        "@context": _CONTEXT,
        "@id": _address(given, "vex", given.id),
        "author": one_line(given.publisher.name),
        "role": given.publisher.kind.value,
        "timestamp": _when(first.date),
        "version": last.number,
        "tooling": one_line(f"Vedette {report.engine.version}".strip()),
        "statements": [_statement(one, given, product) for one in found],
    }
    if last is not first:
        made["last_updated"] = _when(last.date)
    return msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n"


def _statement(one: Decided, given: Advisory, product: Json) -> Json:
    decision = one.decision
    made: Json = {
        "vulnerability": _vulnerability(one),
        "timestamp": _when(given.revisions[-1].date),
        "products": [product],
        "status": decision.stand.value,
        "supplier": one_line((given.product.vendor if given.product else "") or given.publisher.name),
    }
    if decision.justification is not None:
        made["justification"] = decision.justification.value
    if decision.impact:
        made["impact_statement" if decision.stand is Stand.NOT_AFFECTED else "status_notes"] = one_line(
            decision.impact
        )
    if decision.stand is Stand.AFFECTED:
        made["action_statement"] = one_line(one.action)
    return made


def _vulnerability(one: Decided) -> Json:
    ours = f"VEDETTE-{short_id(one.finding).upper()}"
    made: Json = {"name": one.decision.cve or ours, "description": one_line(one.description)}
    return made | ({"aliases": [ours]} if one.decision.cve else {})


def _product(given: Advisory, product: Product) -> Json:
    made: Json = {"@id": product.purl or _address(given, "product", f"{product.name}@{product.version}")}
    names = {name: value for name, value in (("purl", product.purl), ("cpe23", product.cpe)) if value}
    return made | ({"identifiers": names} if names else {})


def _address(given: Advisory, *parts: str) -> str:
    path = "/".join(quote(part, safe="@.-_") for part in parts)
    return f"{given.publisher.namespace.rstrip('/')}/{path}"


def _when(text: str) -> str:
    return moment_of(text).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
