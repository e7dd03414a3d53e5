"""Detection findings as OCSF numbers them."""

import json

from tests.unit.export.hunted import REPORT
from vedette.export.ocsf import render

LINES = [json.loads(line) for line in render(REPORT).splitlines()]


def test_class_type_and_severity_are_the_standards() -> None:
    assert {(one["class_uid"], one["category_uid"], one["type_uid"]) for one in LINES} == {(2004, 2, 200401)}
    assert [one["severity_id"] for one in LINES] == [5, 4, 3]
    assert [one["confidence_id"] for one in LINES] == [3, 2, 3]


def test_times_are_milliseconds() -> None:
    assert LINES[0]["time"] == 1_772_352_012_500
    assert LINES[0]["finding_info"]["first_seen_time"] == 1_772_352_000_000
    assert "first_seen_time" not in LINES[2]["finding_info"]


def test_who_took_part_is_observable_and_the_attack_correlates() -> None:
    seen = {(one["name"], one["type_id"], one["value"]) for one in LINES[1]["observables"]}
    assert ("actor", 2, "203.0.113.9") in seen
    assert ("target", 1, "dc01") in seen
    assert LINES[1]["metadata"]["correlation_uid"] == "attack-0123456789ab"


def test_techniques_carry_name_and_tactics() -> None:
    (attack,) = LINES[0]["finding_info"]["attacks"]
    assert attack["technique"] == {"uid": "T1003.001", "name": "LSASS Memory"}
    assert attack["tactics"] == [{"name": "credential-access"}]


def test_what_belongs_to_no_attack_correlates_with_nothing() -> None:
    assert ["correlation_uid" in one["metadata"] for one in LINES] == [True, True, False]
