"""CSAF 2.0: a security advisory, a VEX or a word about an incident, each with what its profile asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec

from vedette.core.errors import BadInput
from vedette.core.incidents import Incident, Tlp
from vedette.core.nouns import Engine, Report
from vedette.export.advisories.asked import Advisory, Product, Profile, Stand
from vedette.export.advisories.cvss import scored
from vedette.export.advisories.deciding import Decided, check, check_product, decided, moment_of
from vedette.export.tally import short_id
from vedette.export.visible import one_line

Json = dict[str, Any]
_STATUS: Final = {
    Stand.AFFECTED: "known_affected",
    Stand.FIXED: "fixed",
    Stand.UNDER_INVESTIGATION: "under_investigation",
    Stand.NOT_AFFECTED: "known_not_affected",
}
_LABELS: Final = {
    Tlp.CLEAR: "WHITE",
    Tlp.GREEN: "GREEN",
    Tlp.AMBER: "AMBER",
    Tlp.AMBER_STRICT: "AMBER",
    Tlp.RED: "RED",
}
"""CSAF 2.0 knows TLP 1 only; the marking of today stands in the words beside it."""
_MEANS: Final = "TLP 2.0 (FIRST, https://www.first.org/tlp/): {label}."
_STRICT: Final = " Only within the organisation that gets it: narrower than the label this format has."
_FIRST: Final = "CSAFPID-0001"


def advisory(report: Report, given: Advisory) -> bytes:
    """Return an advisory or a VEX."""
    check(given)
    product = check_product(given)
    if given.profile is Profile.RESPONSE:
        raise BadInput("a word about an incident is made from an incident", hint="choose advisory or vex")
    found = decided(report, given)
    fixed = {version: f"CSAFPID-{number:04}" for number, version in enumerate(_versions(found, product), 2)}
    return _written(
        {
            "document": _document(given, report.engine),
            "product_tree": {"branches": [_tree(given, product, fixed)]},
            "vulnerabilities": [_vulnerability(one, fixed) for one in found],
        }
    )


def response(incident: Incident, given: Advisory) -> bytes:
    """Return a word about an incident."""
    check(given)
    if not given.references:
        raise BadInput("CSAF wants a reference about an incident", hint="give the page where you tell of it")
    told = [
        _note("summary", "Summary", given.summary or incident.title or incident.id),
        *(_note("description", one.title, one.summary) for one in incident.attacks if one.summary),
        *(_note("general", "Recommendation", one.text) for one in incident.notes if one.told),
    ]
    document = _document(given, None) | {"category": Profile.RESPONSE.value, "notes": told}
    return _written({"document": document})


def file_name(ident: str) -> str:
    """Return the name the standard asks for (section 5.1)."""
    return re.sub(r"[^+\-a-z0-9]+", "_", ident.lower()) + ".json"


def _document(given: Advisory, engine: Engine | None) -> Json:
    made: Json = {
        "category": given.profile.value,
        "csaf_version": "2.0",
        "distribution": {
            "text": _MEANS.format(label=given.tlp.value) + (_STRICT if given.tlp is Tlp.AMBER_STRICT else ""),
            "tlp": {"label": _LABELS[given.tlp], "url": "https://www.first.org/tlp/"},
        },
        "lang": given.language,
        "publisher": _publisher(given),
        "title": one_line(given.title),
        "tracking": _tracking(given, engine),
    }
    if given.summary:
        made["notes"] = [_note("summary", "Summary", given.summary)]
    if given.references:
        made["references"] = [
            {"category": "external", "summary": one_line(one.summary) or one.url, "url": one.url}
            for one in given.references
        ]
    return made


def _publisher(given: Advisory) -> Json:
    made = {
        "category": given.publisher.kind.value,
        "name": one_line(given.publisher.name),
        "namespace": given.publisher.namespace,
    }
    contact = one_line(given.publisher.contact)
    return made | ({"contact_details": contact} if contact else {})


def _tracking(given: Advisory, engine: Engine | None) -> Json:
    first, last = given.revisions[0], given.revisions[-1]
    version = {"version": one_line(engine.version)} if engine is not None and engine.version else {}
    return {
        "current_release_date": _when(last.date),
        "generator": {"date": _when(last.date), "engine": {"name": "Vedette"} | version},
        "id": one_line(given.id),
        "initial_release_date": _when(first.date),
        "revision_history": [
            {"date": _when(one.date), "number": str(one.number), "summary": one_line(one.summary)}
            for one in given.revisions
        ],
        "status": given.stage.value,
        "version": str(last.number),
    }


def _tree(given: Advisory, product: Product, fixed: dict[str, str]) -> Json:
    vendor = one_line(product.vendor or given.publisher.name)
    versions = [_version(vendor, product, product.version, _FIRST)]
    versions += [_version(vendor, product, version, ident) for version, ident in fixed.items()]
    name = {"category": "product_name", "name": one_line(product.name), "branches": versions}
    return {"category": "vendor", "name": vendor, "branches": [name]}


def _version(vendor: str, product: Product, version: str, ident: str) -> Json:
    whole: Json = {"name": one_line(f"{vendor} {product.name} {version}"), "product_id": ident}
    # What names a version is of that version: a fixed one has other names, which nobody gave.
    helper = {name: value for name, value in (("cpe", product.cpe), ("purl", product.purl)) if value}
    if helper and ident == _FIRST:
        whole["product_identification_helper"] = helper
    return {"category": "product_version", "name": one_line(version), "product": whole}


def _versions(found: tuple[Decided, ...], product: Product) -> list[str]:
    versions = [one.decision.fixed_in for one in found if one.decision.fixed_in]
    if product.version in versions:
        raise BadInput(
            f"version {product.version[:40]} is affected and has the fix",
            hint="say `fixed`, or another version",
        )
    return list(dict.fromkeys(versions))


def _vulnerability(one: Decided, fixed: dict[str, str]) -> Json:
    finding, decision = one.finding, one.decision
    status = {_STATUS[decision.stand]: [_FIRST]}
    if decision.fixed_in:
        status["fixed"] = [fixed[decision.fixed_in]]
    made: Json = {
        "ids": [{"system_name": "Vedette", "text": short_id(finding)}],
        "notes": [_note("description", finding.title, one.description)],
        "product_status": status,
        "title": one_line(finding.title),
    }
    if decision.cve:
        made["cve"] = decision.cve
    if weakness := next((each for each in finding.weaknesses if each in names_of_weaknesses()), None):
        made["cwe"] = {"id": weakness, "name": names_of_weaknesses()[weakness]}
    if decision.cvss:
        made["scores"] = [_score(decision.cvss)]
    return made | dict(_reasons(one))


def _reasons(one: Decided) -> Iterator[tuple[str, list[Json]]]:
    decision = one.decision
    if decision.justification is not None:
        yield "flags", [{"label": decision.justification.value, "product_ids": [_FIRST]}]
    if decision.impact:
        yield (
            "threats",
            [{"category": "impact", "details": one_line(decision.impact), "product_ids": [_FIRST]}],
        )
    if decision.stand is Stand.AFFECTED:
        category = "vendor_fix" if decision.fixed_in else "mitigation"
        yield "remediations", [_remediation(category, one.action)]
    elif decision.stand is Stand.UNDER_INVESTIGATION:
        yield "remediations", [_remediation("none_available", decision.action or "It is being looked into.")]


def _remediation(category: str, details: str) -> Json:
    return {"category": category, "details": one_line(details), "product_ids": [_FIRST]}


def _score(vector: str) -> Json:
    score = scored(vector)
    return {
        "cvss_v3": {
            "baseScore": score.base,
            "baseSeverity": score.rating,
            "vectorString": score.vector,
            "version": score.version,
        },
        "products": [_FIRST],
    }


def _note(category: str, title: str, text: str) -> Json:
    return {"category": category, "text": one_line(text), "title": one_line(title)}


def _when(text: str) -> str:
    return moment_of(text).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@cache
def names_of_weaknesses() -> dict[str, str]:
    """Return the names CWE gives, by id."""
    table = (
        resources.files("vedette.export.advisories").joinpath("weaknesses.tsv").read_text(encoding="utf-8")
    )
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {ident: name for ident, name in rows}  # noqa: C416  pairs, not a pair


def _written(document: Json) -> bytes:
    # In the order of the alphabet, as the standard recommends (test 6.2.13).
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=2) + b"\n"
