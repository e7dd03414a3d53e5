"""The layer: one entry a technique, as bad as the worst of its findings."""

import json

from tests.unit.export.hunted import REPORT
from vedette.export.navigator import render


def test_each_technique_has_its_worst_and_its_count() -> None:
    layer = json.loads(render(REPORT))
    assert layer["versions"]["layer"] == "4.5"
    assert layer["domain"] == "enterprise-attack"
    assert {one["techniqueID"]: one["score"] for one in layer["techniques"]} == {
        "T1003.001": 5,
        "T1021.002": 4,
    }
    (lsass,) = (one for one in layer["techniques"] if one["techniqueID"] == "T1003.001")
    assert {"name": "events", "value": "3"} in lsass["metadata"]
    assert lsass["comment"] == "Memory of LSASS read"
