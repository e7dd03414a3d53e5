"""Documents stand the mandatory tests of CSAF 2.0 (section 6.1); what cannot stand them is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from tests.unit.export.advisories.published import ADVISORY, REPORT
from tests.unit.export.incidents.hostile import HOSTILE
from tests.unit.export.incidents.samples import RANSOMWARE
from vedette.core.errors import BadInput
from vedette.core.incidents import Tlp
from vedette.export.advisories import (
    Advisory,
    Decision,
    Product,
    Profile,
    Publisher,
    Revision,
    Stand,
    csaf,
    csaf_of_incident,
    file_name,
    open_findings,
)
from vedette.export.advisories.csaf_json import names_of_weaknesses
from vedette.export.incidents import OUTSIDE, Reach, redacted

Json = dict[str, Any]
FIRST, FIXED = "CSAFPID-0001", "CSAFPID-0002"


def made(advisory: Advisory = ADVISORY) -> Json:
    document: Json = json.loads(csaf(REPORT, advisory))
    return document


def products(branches: list[Json]) -> Iterator[str]:
    for one in branches:
        if "product" in one:
            yield one["product"]["product_id"]
        yield from products(one.get("branches", []))


def used(document: Json) -> Iterator[str]:
    for one in document["vulnerabilities"]:
        for listed in one["product_status"].values():
            yield from listed
        for name in ("flags", "threats", "remediations"):
            for each in one.get(name, []):
                yield from each["product_ids"]
        for score in one.get("scores", []):
            yield from score["products"]


@pytest.mark.parametrize("profile", [Profile.ADVISORY, Profile.VEX])
def test_every_product_that_is_named_is_defined_exactly_once(profile: Profile) -> None:
    document = made(structs.replace(ADVISORY, profile=profile))
    assert document["document"]["category"] == profile.value
    defined = list(products(document["product_tree"]["branches"]))
    assert len(defined) == len(set(defined))
    assert set(used(document)) == set(defined) == {FIRST, FIXED}


def test_a_product_has_one_status_a_weakness_and_says_what_it_must() -> None:
    affected, safe, open_, fixed = made()["vulnerabilities"]
    assert affected["product_status"] == {"known_affected": [FIRST], "fixed": [FIXED]}
    assert affected["remediations"][0]["category"] == "vendor_fix"
    assert affected["cve"] == "CVE-2026-12345"
    assert affected["cwe"] == {
        "id": "CWE-89",
        "name": "Improper Neutralization of Special Elements used in an SQL Command ('SQL Injection')",
    }
    assert safe["product_status"] == {"known_not_affected": [FIRST]}
    assert safe["flags"] == [{"label": "inline_mitigations_already_exist", "product_ids": [FIRST]}]
    assert open_["product_status"] == {"under_investigation": [FIRST]}
    assert fixed["product_status"] == {"fixed": [FIRST]}
    for one in (affected, safe, open_, fixed):
        assert one["notes"]
        assert one["ids"], "a VEX names each"


def test_a_score_says_what_its_vector_says() -> None:
    score = made()["vulnerabilities"][0]["scores"][0]["cvss_v3"]
    assert score == {
        "version": "3.1",
        "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "baseScore": 9.8,
        "baseSeverity": "CRITICAL",
    }


def test_versions_of_the_document_agree_with_its_history() -> None:
    tracking = made()["document"]["tracking"]
    assert [one["number"] for one in tracking["revision_history"]] == ["1", "2"]
    assert tracking["version"] == "2"
    assert tracking["initial_release_date"] == "2026-03-01T08:00:00Z"
    assert tracking["current_release_date"] == "2026-03-03T07:00:00Z", "in UTC"
    assert tracking["status"] == "final"


@pytest.mark.parametrize(
    ("tlp", "label"), [(Tlp.CLEAR, "WHITE"), (Tlp.AMBER_STRICT, "AMBER"), (Tlp.RED, "RED")]
)
def test_the_marking_of_today_stands_beside_the_label_of_then(tlp: Tlp, label: str) -> None:
    distribution = made(structs.replace(ADVISORY, tlp=tlp))["document"]["distribution"]
    assert distribution["tlp"]["label"] == label
    assert f"{tlp.value}." in distribution["text"]
    assert ("narrower" in distribution["text"]) is (tlp is Tlp.AMBER_STRICT)


def test_keys_are_sorted_and_it_is_the_same_each_time() -> None:
    data = csaf(REPORT, ADVISORY)
    assert data == csaf(REPORT, ADVISORY)
    assert json.dumps(json.loads(data), sort_keys=True) == json.dumps(json.loads(data))


def test_every_weakness_our_rules_find_has_its_name() -> None:
    rules = resources.files("vedette.code").joinpath("rules")
    pages = [one.read_text("utf-8") for one in Path(str(rules)).rglob("*.md")]
    found = {ident for page in pages for ident in re.findall(r"\bCWE-[0-9]+\b", page)}
    assert len(found) > 30
    assert found - {"CWE-730"} <= names_of_weaknesses().keys(), "that one is a category"


def test_a_file_is_called_as_the_standard_says() -> None:
    assert file_name(ADVISORY) == "acme-2026-0001.json"
    assert file_name(structs.replace(ADVISORY, id="Ünit / 7_a")) == "_nit_7_a.json"


def test_what_nobody_decided_is_in_no_document_and_known() -> None:
    some = structs.replace(ADVISORY, decisions=ADVISORY.decisions[:1])
    assert len(made(some)["vulnerabilities"]) == 1
    assert len(open_findings(REPORT, some)) == 3
    assert not open_findings(REPORT, ADVISORY)


def test_text_of_strangers_is_text() -> None:
    decision = Decision(
        finding="1" * 8, stand=Stand.AFFECTED, action=HOSTILE, description=HOSTILE, impact=HOSTILE
    )
    document = made(structs.replace(ADVISORY, title=HOSTILE, decisions=(decision,)))
    assert "\u202e" not in json.dumps(document, ensure_ascii=False)


def test_an_incident_is_told_without_products() -> None:
    kept = redacted(RANSOMWARE, structs.replace(OUTSIDE, reach=Reach.CLIENTS))
    document = json.loads(csaf_of_incident(kept, ADVISORY))
    assert document.keys() == {"document"}
    assert document["document"]["category"] == "csaf_security_incident_response"
    assert {one["category"] for one in document["document"]["notes"]} >= {"summary", "description", "general"}
    assert document["document"]["references"]
    with pytest.raises(BadInput, match="reference"):
        csaf_of_incident(kept, structs.replace(ADVISORY, references=()))


def change(**given: object) -> Advisory:
    return structs.replace(ADVISORY, **given)


def one(**given: object) -> Advisory:
    fields = {"finding": "1" * 8, "stand": Stand.AFFECTED, "action": "Do it."} | given
    return change(decisions=(Decision(**fields),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("advisory", "says"),
    [
        (change(id=" x"), "not an id"),
        (change(title=" "), "needs a title"),
        (change(publisher=Publisher(name="x", namespace="acme")), "not a web address"),
        (change(product=None), "needs a product"),
        (change(product=Product(name="x", version="< 1.4")), "not one version"),
        (change(product=Product(name="x", version="all versions")), "not one version"),
        (change(product=Product(name="x", version="1", purl="acme")), "not a purl"),
        (change(product=Product(name="x", version="1", cpe="cpe:/a:x")), "not a CPE"),
        (change(revisions=()), "needs a revision"),
        (change(revisions=ADVISORY.revisions[::-1]), "count from 1"),
        (change(revisions=(Revision(number=1, date="yesterday", summary="x"),)), "not a moment"),
        (change(revisions=(Revision(number=1, date="2026-03-01T08:00:00", summary="x"),)), "not a moment"),
        (change(decisions=()), "nothing was decided"),
        (change(decisions=ADVISORY.decisions[:1] * 2), "two decisions"),
        (change(profile=Profile.RESPONSE), "made from an incident"),
        (one(finding="9" * 8), "no finding is"),
        (one(finding="1"), "no finding is"),
        (one(stand=Stand.NOT_AFFECTED), "not why"),
        (one(finding="2" * 8, action=""), "not what to do"),
        (one(stand=Stand.FIXED, fixed_in="2"), "for what is affected"),
        (one(fixed_in="1.4.2"), "has the fix"),
        (one(fixed_in="1.4.3 and later"), "not one version"),
        (one(cve="CVE-1"), "not a CVE"),
        (one(cvss="10"), "not a CVSS"),
        (one(justification="component_not_present"), "for what is not affected"),
    ],
)
def test_what_the_standard_cannot_say_is_refused_with_a_reason(advisory: Advisory, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        csaf(REPORT, advisory)
    assert caught.value.hint
