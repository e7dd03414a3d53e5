"""The bundle is one the OASIS library takes, says what the report says, and is the same each time."""

import json
import re

import pytest
import stix2  # type: ignore[import-untyped]

from tests.unit.export.hunted import REPORT
from vedette.export.stix import render
from vedette.export.stix_objects import common

BUNDLE = json.loads(render(REPORT))


def of(kind: str) -> list[dict[str, object]]:
    return [one for one in BUNDLE["objects"] if one["type"] == kind]


def test_the_library_of_its_makers_reads_it() -> None:
    bundle = stix2.parse(render(REPORT).decode(), allow_custom=False)
    assert len(bundle.objects) == len(BUNDLE["objects"])


def test_what_was_made_and_changed_is_said_to_the_millisecond() -> None:
    said = {one[name] for one in BUNDLE["objects"] for name in ("created", "modified") if name in one}
    assert said
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", one) for one in said)


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("", "1970-01-01T00:00:00.000Z"),
        ("2026-03-01T08:00:01Z", "2026-03-01T08:00:01.000Z"),
        ("2026-03-01T08:00:01.5Z", "2026-03-01T08:00:01.500Z"),
        ("2026-03-01T08:00:01.123456Z", "2026-03-01T08:00:01.123Z"),
    ],
)
def test_a_moment_has_three_digits_behind_the_point(time: str, said: str) -> None:
    assert common("sighting", "x", time, "")["created"] == said


def test_every_reference_is_in_the_bundle() -> None:
    known = {one["id"] for one in BUNDLE["objects"]}
    text = json.dumps(BUNDLE["objects"])
    for one in BUNDLE["objects"]:
        refs = [value for key, value in one.items() if key.endswith("_ref")]
        refs += [value for key, values in one.items() if key.endswith("_refs") for value in values]
        assert set(refs) <= known, text
    assert len(known) == len(BUNDLE["objects"]), "no id twice"


def test_attack_findings_techniques_and_entities_are_there() -> None:
    (grouping,) = of("grouping")
    assert grouping["name"] == "credential access, then lateral movement on ws01 and dc01"
    assert {one["value"] for one in of("ipv4-addr")} == {"203.0.113.9"}
    assert {one["external_references"][0]["external_id"] for one in of("attack-pattern")} == {  # type: ignore[index]
        "T1003.001",
        "T1021.002",
    }
    assert sorted(one["count"] for one in of("sighting")) == [1, 1, 3]  # type: ignore[type-var]
    assert {"lsass.dmp"} <= {one.get("name") for one in of("file")}


def test_it_is_the_same_each_time() -> None:
    assert render(REPORT) == render(REPORT)
