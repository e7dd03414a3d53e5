import re
from typing import Any

import pytest
from jsonschema_rs import meta

from tests.unit.doors.api.fakes import FakeService, application
from vedette.doors.api.openapi import document
from vedette.doors.api.routes import Takes

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    service = FakeService(tmp_path_factory.mktemp("service"))
    made = document(application(service).rows, "http://vedette.test")
    service.close()
    return made


def test_every_route_served_is_described_and_nothing_else_is(
    service: FakeService, described: dict[str, Any]
) -> None:
    served = {(row.method, row.path) for row in application(service).rows}
    told = {(method.upper(), path) for path, of in described["paths"].items() for method in of}
    assert served == told


def test_every_part_of_a_path_is_described(service: FakeService) -> None:
    for row in application(service).rows:
        assert set(re.findall(r"{(\w+)}", row.path)) == set(row.params), row.path


def test_every_route_that_is_not_public_wants_a_bound_token_and_names_its_capability(
    service: FakeService, described: dict[str, Any]
) -> None:
    for row in application(service).rows:
        told = described["paths"][row.path][row.method.lower()]
        assert bool(told["security"]) is not row.public
        assert told.get("x-capability", "") == row.capability
        assert {"401", "403"} <= told["responses"].keys() or row.public
        assert ("requestBody" in told) is (row.takes is not Takes.NOTHING)


def test_every_reference_leads_somewhere_and_every_schema_is_one(described: dict[str, Any]) -> None:
    words = repr(described)
    for kind, name in re.findall(r"'#/components/(\w+)/([^']+)'", words):
        assert name in described["components"][kind]
    for schema in described["components"]["schemas"].values():
        meta.validate(schema | {"$schema": DIALECT})


def test_operations_have_names_of_their_own(described: dict[str, Any]) -> None:
    names = [one["operationId"] for of in described["paths"].values() for one in of.values()]
    assert len(set(names)) == len(names)


def test_what_a_body_may_not_hold_is_described_as_such(described: dict[str, Any]) -> None:
    scan = described["components"]["schemas"]["ScanJob"]
    assert scan["additionalProperties"] is False
    assert scan["required"] == ["target"]
    assert scan["properties"]["target"]["examples"]
