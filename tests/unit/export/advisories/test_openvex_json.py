"""Statements say what was decided, each with what the standard asks for."""

from __future__ import annotations

import json

import pytest
from msgspec import structs

from tests.unit.export.advisories.published import ADVISORY, REPORT
from vedette.core.errors import BadInput
from vedette.export.advisories import Decision, Product, Stand, openvex

DOCUMENT = json.loads(openvex(REPORT, ADVISORY))


def test_the_document_says_who_when_and_which_version() -> None:
    head = {name: value for name, value in DOCUMENT.items() if name != "statements"}
    assert head == {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://acme.example/vex/ACME-2026-0001",
        "author": "Acme GmbH",
        "role": "vendor",
        "timestamp": "2026-03-01T08:00:00Z",
        "last_updated": "2026-03-03T07:00:00Z",
        "version": 2,
        "tooling": "Vedette 0.1.0",
    }


def test_each_finding_is_one_statement_about_the_product() -> None:
    statuses = [one["status"] for one in DOCUMENT["statements"]]
    assert statuses == ["affected", "not_affected", "under_investigation", "fixed"]
    affected, safe, *_ = DOCUMENT["statements"]
    assert affected["action_statement"] == "Update to version 1.4.3."
    assert affected["vulnerability"]["name"] == "CVE-2026-12345"
    assert affected["vulnerability"]["aliases"] == ["VEDETTE-11111111"]
    assert safe["justification"] == "inline_mitigations_already_exist"
    assert safe["vulnerability"]["name"] == "VEDETTE-22222222"
    for one in DOCUMENT["statements"]:
        assert one["products"] == [
            {
                "@id": "pkg:pypi/acme-shop@1.4.2",
                "identifiers": {
                    "purl": "pkg:pypi/acme-shop@1.4.2",
                    "cpe23": "cpe:2.3:a:acme:shop:1.4.2:*:*:*:*:*:*:*",
                },
            }
        ]


def test_a_product_without_a_purl_has_an_address_of_its_publisher() -> None:
    plain = structs.replace(ADVISORY, product=Product(name="Shop ü/1", version="2"))
    statement = json.loads(openvex(REPORT, plain))["statements"][0]
    assert statement["products"] == [{"@id": "https://acme.example/product/Shop%20%C3%BC%2F1@2"}]


def test_not_affected_needs_a_reason() -> None:
    bare = Decision(finding="1" * 8, stand=Stand.NOT_AFFECTED)
    with pytest.raises(BadInput, match="not why"):
        openvex(REPORT, structs.replace(ADVISORY, decisions=(bare,)))
    why = structs.replace(bare, impact="The page is not built.")
    statement = json.loads(openvex(REPORT, structs.replace(ADVISORY, decisions=(why,))))["statements"][0]
    assert statement["impact_statement"] == "The page is not built."
    assert "justification" not in statement
