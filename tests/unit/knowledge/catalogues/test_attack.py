"""ATT&CK as a bundle of objects that point at each other."""

import json

import pytest

from tests.unit.knowledge.catalogues.published import attack, zipped
from vedette.core.errors import BadInput
from vedette.knowledge.catalogues.attack import read


@pytest.mark.parametrize(
    "data", [attack(), zipped({"enterprise-attack.json": attack()})], ids=["plain", "packed"]
)
def test_a_technique_has_what_stands_around_it(data: bytes) -> None:
    parsed = read(data)
    assert (parsed.version, parsed.date, parsed.part) == ("19.1", "2026-04-01", "enterprise")
    found = dict(parsed.entries)
    one = found["T1001"]
    assert (one.name, one.tactics, one.matrix) == ("Toy Theft", ("collection", "impact"), "enterprise")
    assert one.mitigations == ("M1001 Lock",)
    assert one.log_data == ("DC1 Doors",)
    assert one.says == "One takes toys. Then more."
    assert found["T1001.001"].log_data == ("DC1 Doors",), "older versions have no strategies between"


def test_one_that_was_given_up_says_what_stands_for_it() -> None:
    assert dict(read(attack()).entries)["T1000"].replaced_by == "T1001"


def test_one_that_was_given_up_for_nothing_is_left_out() -> None:
    whole = json.loads(attack())
    whole["objects"] = [one for one in whole["objects"] if one.get("relationship_type") != "revoked-by"]
    assert "T1000" not in dict(read(json.dumps(whole).encode()).entries)


def test_what_points_nowhere_or_in_circles_does_no_harm() -> None:
    circle = {"type": "relationship", "id": "9", "relationship_type": "revoked-by", "source_ref": "z"}
    found = dict(
        read(attack({**circle, "target_ref": "z"}, {**circle, "id": "8", "source_ref": "q"})).entries
    )
    assert found["T1000"].replaced_by == "T1000"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"objects": []}',
        b'{"objects": [7]}',
        b'{"objects": [{"type": "attack-pattern", "name": 7}]}',
        b'{"objects": ' + b'[{"a":' * 50_000,
        json.dumps({"objects": [{"type": "indicator", "id": "x"}]}).encode(),
    ],
)
def test_anything_else_is_refused_in_our_words(data: bytes) -> None:
    with pytest.raises(BadInput):
        list(read(data).entries)
